// Metric streams: every minute, what metrics amounted to in the minutes before goes to a delivery stream. What cannot be delivered is
// tried again a minute later, from where the delivery stream took no more.

import { formatArn, type RegionIdentity } from "../../../aws/arn.ts";
import type { Deliver } from "../../../aws/delivery.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import { RecordBook, type Records } from "../../../storage/record-book.ts";
import type { Clock, Timer } from "../../../time/clock.ts";
import type { Metrics } from "../metrics/metrics.ts";
import { checkStream, type StreamConfiguration } from "./metric-stream.ts";
import { type LinePlace, type StreamLine, streamLines } from "./stream-lines.ts";

export interface MetricStream {
  readonly configuration: StreamConfiguration;
  readonly arn: string;
  readonly isRunning: boolean;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** Up to which minute it has told. It begins with the one that is over when it is made or started. */
  readonly toldUntil: number;
  /** What was told of the minutes from then `until`, where not all of it could be delivered. */
  readonly partly?: { readonly until: number; readonly after: LinePlace } | undefined;
}

export interface MetricStreamsOptions {
  readonly clock: Clock;
  readonly identity: RegionIdentity;
  readonly metrics: Metrics;
  readonly deliver: Deliver;
  /** @default in memory */
  readonly book?: RecordBook;
  /** Told of what could not be delivered. */
  readonly onUndelivered?: (name: string, problem: string) => void;
  readonly onFault?: (fault: unknown) => void;
}

const minuteMs = 60_000;
/** A record of Firehose has a thousand KiB at most. */
const mostBytes = 500_000;

export class MetricStreams {
  readonly #options: MetricStreamsOptions;
  readonly #streams: Records<MetricStream>;
  /** What is being told, by the stream's name: the minutes that pass meanwhile wait until it has been. */
  readonly #telling = new Set<string>();
  #timer: Timer | undefined;

  constructor(options: MetricStreamsOptions) {
    this.#options = options;
    const book = options.book ?? RecordBook.inMemory();
    this.#streams = book.records<MetricStream>("metric-stream");
    if (this.all().some(({ isRunning }) => isRunning)) this.#timer = this.#schedule();
  }

  /** What is there already is changed, and runs or rests as before. Throws what `checkStream` throws. */
  put(configuration: StreamConfiguration): MetricStream {
    const { clock, identity } = this.#options;
    checkStream(configuration, identity);
    const before = this.#streams.get(configuration.name);
    const now = clock.now();
    const stream: MetricStream = {
      arn: formatArn(identity, "cloudwatch", `metric-stream/${configuration.name}`),
      ...{ isRunning: true, createdAt: now, toldUntil: minuteOf(now) - minuteMs },
      ...before,
      ...{ configuration, updatedAt: now },
    };
    this.#streams.put(configuration.name, stream);
    this.#timer ??= this.#schedule();
    return stream;
  }

  all(): readonly MetricStream[] {
    return this.#streams.values();
  }

  /** Throws ResourceNotFoundException. */
  get(name: string): MetricStream {
    const found = this.#streams.get(name);
    if (found !== undefined) return found;
    throw new ServiceError("ResourceNotFoundException", `Metric stream ${name} does not exist`, {
      status: 404,
    });
  }

  has(name: string): boolean {
    return this.#streams.has(name);
  }

  /** One that is not there is passed over. */
  delete(name: string): void {
    this.#streams.remove(name);
  }

  /** What comes to pass while it rests is not told. */
  run(name: string, isRunning: boolean): void {
    const stream = this.get(name);
    if (stream.isRunning === isRunning) return;
    const now = this.#options.clock.now();
    const toldUntil = isRunning ? minuteOf(now) - minuteMs : stream.toldUntil;
    this.#streams.put(name, { ...stream, isRunning, toldUntil, partly: undefined, updatedAt: now });
    this.#timer ??= this.#schedule();
  }

  /** Tells what there is to tell now; done each minute while any runs. */
  tell(): void {
    for (const stream of this.all()) {
      const { name } = stream.configuration;
      if (!stream.isRunning || this.#telling.has(name)) continue;
      this.#telling.add(name);
      this.#tell(stream)
        .catch((fault: unknown) => this.#options.onFault?.(fault))
        .finally(() => this.#telling.delete(name));
    }
  }

  close(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #schedule(): Timer {
    return this.#options.clock.setTimer(minuteMs, () => {
      this.#timer = this.all().some(({ isRunning }) => isRunning) ? this.#schedule() : undefined;
      this.tell();
    });
  }

  async #tell(stream: MetricStream): Promise<void> {
    const { clock, metrics, identity, deliver, onUndelivered } = this.#options;
    const { configuration, arn, toldUntil, partly } = stream;
    const { name, firehoseArn, roleArn } = configuration;
    const until = partly?.until ?? minuteOf(clock.now());
    if (until <= toldUntil) return;
    const range = { from: toldUntil, until, after: partly?.after };
    let told = partly?.after;
    for (const { bytes, place } of pieces(streamLines({ configuration, arn }, metrics, range, identity))) {
      const payload =
        configuration.outputFormat === "json" ? { text: String(bytes) } : { text: "", binary: bytes };
      const outcome = await deliver({ arn: firehoseArn, caller: { arn, roleArn }, payload });
      if (outcome.status === "DELIVERED") {
        told = place;
        continue;
      }
      if (told !== undefined) this.#note(stream, { partly: { until, after: told } });
      onUndelivered?.(name, outcome.error.message);
      return;
    }
    this.#note(stream, { toldUntil: until, partly: undefined });
  }

  /** It may have been deleted meanwhile and made anew, or have been stopped and started. */
  #note(
    { configuration: { name }, createdAt, toldUntil }: MetricStream,
    change: Partial<MetricStream>,
  ): void {
    const present = this.#streams.get(name);
    if (present?.createdAt === createdAt && present.toldUntil === toldUntil)
      this.#streams.keep(name, { ...present, ...change });
  }
}

/** As many whole lines as one record takes, and the place of the last. */
function* pieces(lines: Iterable<StreamLine>): Generator<StreamLine> {
  let parts: StreamLine[] = [];
  let size = 0;
  for (const line of lines) {
    if (parts.length > 0 && size + line.bytes.length > mostBytes) {
      yield joined(parts);
      parts = [];
      size = 0;
    }
    parts.push(line);
    size += line.bytes.length;
  }
  if (parts.length > 0) yield joined(parts);
}

function joined(parts: readonly StreamLine[]): StreamLine {
  const { place } = parts.at(-1) as StreamLine;
  return { bytes: Buffer.concat(parts.map(({ bytes }) => bytes)), place };
}

function minuteOf(at: number): number {
  return Math.floor(at / minuteMs) * minuteMs;
}
