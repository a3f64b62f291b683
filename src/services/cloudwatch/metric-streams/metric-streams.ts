// Metric streams: every minute, what metrics amounted to in the minutes before goes to a delivery stream. What cannot be delivered is
// tried again with the next minute.

import { formatArn, type RegionIdentity } from "../../../aws/arn.ts";
import type { Deliver } from "../../../aws/delivery.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import { RecordBook, type Records } from "../../../storage/record-book.ts";
import type { Clock, Timer } from "../../../time/clock.ts";
import type { Metrics } from "../metrics/metrics.ts";
import { checkStream, type StreamConfiguration } from "./metric-stream.ts";
import { streamLines } from "./stream-lines.ts";

export interface MetricStream {
  readonly configuration: StreamConfiguration;
  readonly arn: string;
  readonly isRunning: boolean;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** Up to which minute it has told. It begins with the one that is over when it is made or started. */
  readonly toldUntil: number;
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
    this.#streams.put(name, { ...stream, isRunning, toldUntil, updatedAt: now });
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

  async #tell({ configuration, arn, createdAt, toldUntil }: MetricStream): Promise<void> {
    const { clock, metrics, identity, deliver, onUndelivered } = this.#options;
    const { name, firehoseArn, roleArn } = configuration;
    const until = minuteOf(clock.now());
    if (until <= toldUntil) return;
    const lines = streamLines(configuration, metrics, { from: toldUntil, until }, identity);
    for (const text of pieces(lines)) {
      const outcome = await deliver({ arn: firehoseArn, caller: { arn, roleArn }, payload: { text } });
      if (outcome.status === "DELIVERED") continue;
      onUndelivered?.(name, outcome.error.message);
      return;
    }
    const present = this.#streams.get(name);
    // It may have been deleted meanwhile and made anew, or have been stopped and started.
    if (present?.createdAt === createdAt)
      this.#streams.keep(name, { ...present, toldUntil: Math.max(present.toldUntil, until) });
  }
}

/** Whole lines, as many as one record takes. */
function* pieces(lines: Iterable<string>): Generator<string> {
  let piece = "";
  for (const line of lines) {
    if (piece !== "" && piece.length + line.length > mostBytes) {
      yield piece;
      piece = "";
    }
    piece += line;
  }
  if (piece !== "") yield piece;
}

function minuteOf(at: number): number {
  return Math.floor(at / minuteMs) * minuteMs;
}
