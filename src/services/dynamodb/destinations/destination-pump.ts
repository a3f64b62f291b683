// Puts the changes that wait for a Kinesis stream, those of one item in their order. What the stream does not take is tried again,
// for a day.

import { formatArn, type RegionIdentity } from "../../../aws/arn.ts";
import type { Deliver, DeliveryError } from "../../../aws/delivery.ts";
import type { Clock, Timer } from "../../../time/clock.ts";
import type { OnFault } from "../background/sweeper.ts";
import type { TableDatabase } from "../store/table-database.ts";
import { retentionMs } from "../streams/stream.ts";
import type { DestinationDescription } from "./destination.ts";

export interface PumpParts {
  readonly database: TableDatabase;
  readonly clock: Clock;
  readonly identity: RegionIdentity;
  readonly deliver: Deliver;
  readonly onFault: OnFault;
  /** Of the records that wait. */
  readonly owner: number;
  /** Undefined while nothing is to be put. */
  readonly describe: () => DestinationDescription | undefined;
  /** Told each time that nothing waits any more. */
  readonly emptied: () => void;
}

interface WaitingRecord {
  readonly number: number;
  readonly partitionKey: string;
  readonly data: string;
}

/** So many records, and characters of them, are put together. */
const mostTogether = 200;
const mostCharacters = 2 * 1024 * 1024;
const shortestRestMs = 100;
const longestRestMs = 30_000;

export class DestinationPump {
  readonly #parts: PumpParts;
  #working: Promise<void> | undefined;
  #timer: Timer | undefined;
  #restMs = shortestRestMs;
  #isWoken = false;

  constructor(parts: PumpParts) {
    this.#parts = parts;
  }

  /** There may be something to put. To be called within a transaction as well: it begins later. */
  wake(): void {
    this.#isWoken = true;
    if (this.#working !== undefined || this.#timer !== undefined) return;
    if (this.#parts.describe() === undefined) return;
    this.#working = new Promise<void>((resolve) => setImmediate(resolve))
      .then(() => this.#work())
      .catch((fault: unknown) => {
        this.#parts.onFault(fault, "the changes of a table for a stream");
        this.#rest();
      })
      .finally(() => {
        this.#working = undefined;
        if (this.#isWoken) this.wake();
      });
  }

  async stop(): Promise<void> {
    this.#timer?.cancel();
    this.#timer = undefined;
    await this.#working;
  }

  async #work(): Promise<void> {
    this.#isWoken = false;
    const { database, clock, owner } = this.#parts;
    for (;;) {
      const description = this.#parts.describe();
      if (description === undefined) return;
      const horizon = clock.now() - retentionMs;
      database.write(() =>
        database.statement("DELETE FROM records WHERE owner = ? AND at < ?").run(owner, horizon),
      );
      const waiting = this.#waiting();
      if (waiting.length === 0) return this.#parts.emptied();
      // A change is on disk before anybody hears of it.
      await database.durable();
      for (const together of withoutRepeats(waiting))
        if (!(await this.#put(together, description))) return this.#rest();
      this.#restMs = shortestRestMs;
    }
  }

  #waiting(): readonly WaitingRecord[] {
    const found: WaitingRecord[] = [];
    let characters = 0;
    const rows = this.#parts.database
      .statement("SELECT number, record FROM records WHERE owner = ? ORDER BY number LIMIT ?")
      .iterate(this.#parts.owner, mostTogether);
    for (const { number, record } of rows) {
      const text = String(record);
      characters += text.length;
      if (found.length > 0 && characters > mostCharacters) break;
      // Written as `["KEY",DATA]`, and a key has no comma.
      const comma = text.indexOf(",");
      const partitionKey = text.slice(2, comma - 1);
      found.push({ number: Number(number), partitionKey, data: text.slice(comma + 1, -1) });
    }
    return found;
  }

  /** Says whether the stream has all of them. */
  async #put(records: readonly WaitingRecord[], description: DestinationDescription): Promise<boolean> {
    const { database, identity, deliver, owner } = this.#parts;
    const caller = { arn: formatArn(identity, "dynamodb", `table/${description.tableName}`) };
    const outcomes = await Promise.all(
      records.map(({ partitionKey, data }) =>
        deliver({ arn: description.streamArn, caller, partitionKey, payload: { text: data } }),
      ),
    );
    const done = records.filter((_, at) => {
      const outcome = outcomes[at];
      return outcome?.status === "DELIVERED" || (outcome !== undefined && this.#isHopeless(outcome.error));
    });
    database.write(() => {
      const remove = database.statement("DELETE FROM records WHERE owner = ? AND number = ?");
      for (const { number } of done) remove.run(owner, number);
    });
    return done.length === records.length;
  }

  /** A record that the stream will never take, such as one that is too large: it is told of, and the next ones go on. */
  #isHopeless({ code, message, isPassing }: DeliveryError): boolean {
    if (isPassing || code === "ResourceNotFoundException") return false;
    this.#parts.onFault(new Error(`${code}: ${message}`), "a change that a stream does not take");
    return true;
  }

  #rest(): void {
    if (this.#parts.describe() === undefined) return;
    this.#timer = this.#parts.clock.setTimer(this.#restMs, () => {
      this.#timer = undefined;
      this.wake();
    });
    this.#restMs = Math.min(longestRestMs, this.#restMs * 2);
  }
}

/** In their order, in runs in which no key comes twice. */
function withoutRepeats(records: readonly WaitingRecord[]): readonly (readonly WaitingRecord[])[] {
  const runs: WaitingRecord[][] = [];
  let keys = new Set<string>();
  for (const record of records) {
    if (runs.length === 0 || keys.has(record.partitionKey)) {
      runs.push([]);
      keys = new Set();
    }
    keys.add(record.partitionKey);
    runs.at(-1)?.push(record);
  }
  return runs;
}
