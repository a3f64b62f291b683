// Replays a year of real weather through the service, and accounts for every record. After a crash the replay goes on from
// what the stream holds: it puts only what is not there yet.

import type { Region } from "../region/region.ts";
import type { Stream } from "../services/kinesis/streams/stream.ts";
import { type PendingApprovals, pendingApprovals } from "./approvals.ts";
import { type Books, imbalances } from "./balance.ts";
import { BuoyClient } from "./buoy-client.ts";
import { countDeadLetters } from "./dead-letters.ts";
import { type ServiceNames, type Sightings, watchIngest } from "./ingest-watch.ts";
import type { ReceiptBook, Tally } from "./receipt-book.ts";
import type { ReplayRecord } from "./weather-data.ts";

const recordsPerPut = 500;
/** A put every so often makes a smooth stream out of a rate. */
const putIntervalMs = 50;
/** The replay waits this long for a sign of progress before it calls the rest lost. */
const patienceMs = 60_000;

export interface ReplayOptions {
  readonly region: Region;
  readonly names: ServiceNames;
  readonly records: readonly ReplayRecord[];
  readonly book: ReceiptBook;
  /** Records a second; 0 puts them as fast as the stream takes them. */
  readonly ratePerSecond: number;
}

export interface ReplayProgress {
  readonly total: number;
  readonly put: number;
  readonly tally: Tally;
  readonly seen: Readonly<Sightings>;
  readonly iteratorAgeMs: number;
}

export interface ReplayResult {
  readonly books: Books;
  readonly seen: Readonly<Sightings>;
  readonly findings: number;
  readonly published: number;
  readonly approvals: PendingApprovals;
  readonly redelivered: number;
  /** Records of the replay that an earlier run had put already. */
  readonly foundInStream: number;
  /** What does not balance: empty if all is well. */
  readonly problems: readonly string[];
}

export class Replay {
  readonly #options: ReplayOptions;
  readonly #stream: Stream;
  readonly #watch: ReturnType<typeof watchIngest>;
  #stopped = false;

  constructor(options: ReplayOptions) {
    this.#options = options;
    this.#stream = options.region.services.kinesis.stream({ streamName: options.names.streamName });
    this.#watch = watchIngest(options.region, options.names, (receipt) => options.book.enter(receipt));
  }

  /** Ends a run early: what was put is still accounted for after the next start. */
  stop(): void {
    this.#stopped = true;
  }

  /** Until then the book goes on, after a run as well: whatever else is put into the stream is accounted for. */
  close(): void {
    this.#watch.stop();
  }

  progress(): ReplayProgress {
    const { region, names, records, book } = this.#options;
    return {
      total: records.length,
      put: recordsIn(this.#stream),
      tally: book.tally(),
      seen: this.#watch.seen,
      iteratorAgeMs: region.services.pipes.pipe(names.pipeName)?.statistics().iteratorAgeMs ?? 0,
    };
  }

  /** Puts what is missing, waits until everything has ended, and closes the books. Undefined if it was stopped. */
  async run(): Promise<ReplayResult | undefined> {
    const missing = await this.#missingRecords();
    await this.#put(missing);
    await this.#untilEnded();
    if (this.#stopped) return undefined;
    return this.#closeBooks(this.#options.records.length - missing.length);
  }

  /** The records of the replay that the stream does not hold, in their order. Some records are alike, so they are counted. */
  async #missingRecords(): Promise<readonly ReplayRecord[]> {
    const there = new Map<string, number>();
    for (const shard of this.#stream.shards) {
      const reader = this.#stream.reader(shard, this.#stream.horizon(shard));
      for (;;) {
        while (reader.advance()) {
          const key = `${reader.record.partitionKey()} ${reader.record.dataBase64()}`;
          there.set(key, (there.get(key) ?? 0) + 1);
        }
        const loading = reader.load();
        if (loading === undefined) break;
        await loading;
      }
    }
    return this.#options.records.filter(({ partitionKey, data }) => {
      const key = `${partitionKey} ${Buffer.from(data).toString("base64")}`;
      const left = there.get(key) ?? 0;
      if (left > 0) there.set(key, left - 1);
      return left === 0;
    });
  }

  async #put(records: readonly ReplayRecord[]): Promise<void> {
    const { region, names, ratePerSecond } = this.#options;
    const buoy = await BuoyClient.connect(region);
    const startedAt = region.clock.now();
    let put = 0;
    while (put < records.length && !this.#stopped) {
      const elapsedSeconds = (region.clock.now() - startedAt) / 1000;
      const due = ratePerSecond === 0 ? records.length : Math.floor(elapsedSeconds * ratePerSecond) + 1;
      const batch = records.slice(put, Math.min(due, put + recordsPerPut));
      const sent = batch.flatMap(({ message, partitionKey }) =>
        message === undefined ? [] : [buoy.send(names.buoyTopic.replace("+", partitionKey), message)],
      );
      const own = batch.filter(({ message }) => message === undefined);
      if (own.length > 0) await region.services.kinesis.putRecords({ streamName: names.streamName }, own);
      await Promise.all(sent);
      put += batch.length;
      if (put >= due) await this.#sleep(putIntervalMs);
    }
    await buoy.close();
  }

  /** Until every record of the stream has ended and every event is delivered, or nothing has moved for a long while. */
  async #untilEnded(): Promise<void> {
    const { region } = this.#options;
    let lastSign = "";
    let lastSignAt = region.clock.now();
    while (!this.#stopped) {
      const { put, tally, seen } = this.progress();
      if (tally.processed >= put && region.services.events.buses.pendingDeliveries === 0) return;
      const sign = `${put} ${tally.processed} ${seen.alerts} ${region.services.events.buses.pendingDeliveries}`;
      if (sign !== lastSign) lastSignAt = region.clock.now();
      if (region.clock.now() - lastSignAt > patienceMs) return;
      lastSign = sign;
      await this.#sleep(putIntervalMs);
    }
  }

  async #closeBooks(foundInStream: number): Promise<ReplayResult> {
    const { region, names, book } = this.#options;
    const { iteratorAgeMs = 0, lastError } = region.services.pipes.pipe(names.pipeName)?.statistics() ?? {};
    const unprocessed = this.#unprocessedRecords();
    const triesOn = iteratorAgeMs > 0;
    const books: Books = {
      put: recordsIn(this.#stream),
      tally: book.tally(),
      deadLettered: countDeadLetters(
        region.services.sqs.messages(names.deadLettersQueue).map(({ body }) => body),
      ),
      lost: triesOn ? 0 : unprocessed,
      waiting: triesOn ? unprocessed : 0,
      lastError,
    };
    const findings = await this.#countItems();
    const published = await this.#countItems("attribute_exists(publishedAt)");
    const unpublished = findings - published;
    const missing = this.#options.records.length - books.put;
    const problems = [
      ...(missing > 0 ? [`${missing} records were sent, but are not in the stream`] : []),
      ...imbalances(books),
      ...(unpublished > 0
        ? [`${unpublished} findings were recorded, but no alert was published for them`]
        : []),
    ];
    const redelivered = region.services.pipes.pipe(names.pipeName)?.statistics().recordsRedelivered ?? 0;
    const approvals = await pendingApprovals(region, names);
    const { seen } = this.#watch;
    return { books, seen, findings, published, approvals, redelivered, foundInStream, problems };
  }

  #unprocessedRecords(): number {
    const { book } = this.#options;
    let unprocessed = 0;
    for (const shard of this.#stream.shards) {
      for (let offset = this.#stream.horizon(shard); offset < shard.committedOffset; offset++) {
        if (!book.has(`${shard.id}:${shard.sequenceNumber(offset)}`)) unprocessed++;
      }
    }
    return unprocessed;
  }

  async #countItems(filter?: string): Promise<number> {
    const { region, names } = this.#options;
    const { Count: count } = await region.services.dynamodb.request("Scan", {
      TableName: names.findingsTable,
      Select: "COUNT",
      ...(filter === undefined ? {} : { FilterExpression: filter }),
    });
    return Number(count);
  }

  #sleep(ms: number): Promise<void> {
    return new Promise((resolve) => this.#options.region.clock.setTimer(ms, resolve));
  }
}

/** All that the stream has ever acknowledged: offsets begin at one. */
function recordsIn(stream: Stream): number {
  return stream.shards.reduce((sum, shard) => sum + shard.committedOffset - 1, 0);
}
