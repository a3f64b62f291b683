// A pipe that reads a stream, of whichever kind: every shard in order, at least once. A stream that goes away is waited for, and one that is
// made anew under its name is read as the pipe says.

import { ServiceError } from "../../../aws/service-error.ts";
import type { BatchOutcome } from "../../../event-sources/batch-outcome.ts";
import { Checkpoints } from "../../../event-sources/checkpoints.ts";
import type { Entry, EntryWriter } from "../../../event-sources/entry.ts";
import { type FeedCounters, newCounters } from "../../../event-sources/feed-counters.ts";
import type { ReadingSettings } from "../../../event-sources/reading-settings.ts";
import { StreamPoller } from "../../../event-sources/stream-poller.ts";
import type { Cursor, SourceShard, SourceStream } from "../../../event-sources/stream-source.ts";
import type { StreamParameters } from "../pipe-definition.ts";
import { type DeadLetterOrigin, deadLetter } from "./dead-letter.ts";
import type { OpenSource, SourceSettings } from "./pipe-source.ts";

/** What is of a kind of stream. */
export interface StreamKind<C extends Cursor, Content> {
  readonly batchInfo: DeadLetterOrigin["batchInfo"];
  readonly writer: (shard: SourceShard) => EntryWriter<C, Content>;
  readonly filter: ((entry: Entry<Content>, cursor: C) => boolean | Promise<boolean>) | undefined;
  readonly isNamed: (record: Content, name: string) => boolean;
  readonly take: (entries: readonly Entry<Content>[]) => BatchOutcome | Promise<BatchOutcome>;
}

export class StreamReading<C extends Cursor, Content> implements OpenSource {
  readonly counters: FeedCounters = newCounters();
  readonly #find: () => SourceStream<C>;
  readonly #sourceArn: string;
  readonly #open: (stream: SourceStream<C>) => StreamPoller<C, Content>;
  #poller: StreamPoller<C, Content> | undefined;
  /** When the stream was made that is read, which tells it from others of its name. */
  #createdAt: number | undefined;
  #changing: Promise<void> | undefined;
  #isStarted = false;
  #problem: string | undefined;

  /** `find` throws ResourceNotFoundException, and so does this. */
  constructor(
    find: () => SourceStream<C>,
    parameters: StreamParameters,
    settings: SourceSettings,
    kind: StreamKind<C, Content>,
  ) {
    const { clock, maximumPayloadBytes, directory, repair, pipeName, pipeArn, deadLetter: send } = settings;
    const { batchInfo, ...seams } = kind;
    const reading = readingSettings(parameters, settings.mostEvents);
    this.#sourceArn = settings.sourceArn;
    const origin = { pipeArn, streamArn: find().arn, batchInfo };
    this.#find = find;
    this.#open = (stream) =>
      new StreamPoller({
        ...{ stream, clock, maximumPayloadBytes, settings: reading, counters: this.counters },
        ...seams,
        checkpoints: new Checkpoints({
          ...{ directory, clock, repair },
          name: pipeName,
          reader: `the pipe ${pipeName}`,
          streamCreatedAt: stream.properties.createdAt,
          lanesPerShard: reading.lanes,
        }),
        giveUp:
          send &&
          (async (abandoned) => {
            await send(deadLetter(origin, abandoned, clock.now()));
            return "told";
          }),
      });
  }

  get ageMs(): number {
    return this.#poller?.iteratorAgeMs ?? 0;
  }

  get problem(): string | undefined {
    return this.#problem;
  }

  start(): void {
    this.#isStarted = true;
    this.#begin(this.#found());
  }

  async stop(): Promise<void> {
    this.#isStarted = false;
    await this.#changing;
    await this.#end();
    this.#problem = undefined;
  }

  look(): void {
    if (!this.#isStarted || this.#changing !== undefined) return;
    if (this.#found()?.properties.createdAt === this.#createdAt) return;
    this.#changing = this.#end()
      .then(() => {
        if (this.#isStarted) this.#begin(this.#found());
      })
      .catch((problem: unknown) => {
        this.#problem = problem instanceof Error ? problem.message : String(problem);
      })
      .finally(() => {
        this.#changing = undefined;
      });
  }

  #begin(stream: SourceStream<C> | undefined): void {
    this.#createdAt = stream?.properties.createdAt;
    this.#problem = stream === undefined ? `Stream not found: ${this.#sourceArn}` : undefined;
    if (stream === undefined) return;
    this.#poller = this.#open(stream);
    this.#poller.start();
  }

  async #end(): Promise<void> {
    await this.#poller?.stop();
    this.#poller = undefined;
  }

  #found(): SourceStream<C> | undefined {
    try {
      return this.#find();
    } catch (problem) {
      if (problem instanceof ServiceError) return undefined;
      throw problem;
    }
  }
}

/** The parameters with AWS's defaults. No batch has more than `mostEvents`. */
function readingSettings(parameters: StreamParameters, mostEvents: number): ReadingSettings {
  const { StartingPosition = "TRIM_HORIZON", StartingPositionTimestamp = 0 } = parameters;
  const { BatchSize = 100, MaximumBatchingWindowInSeconds = 0, ParallelizationFactor = 1 } = parameters;
  const { MaximumRetryAttempts = -1, MaximumRecordAgeInSeconds = -1 } = parameters;
  return {
    startingPosition: StartingPosition,
    startingTimestampMs: StartingPosition === "AT_TIMESTAMP" ? StartingPositionTimestamp * 1000 : 0,
    batchSize: Math.min(BatchSize, mostEvents),
    windowMs: MaximumBatchingWindowInSeconds * 1000,
    lanes: ParallelizationFactor,
    retries: MaximumRetryAttempts === -1 ? Number.POSITIVE_INFINITY : MaximumRetryAttempts,
    recordAgeMs:
      MaximumRecordAgeInSeconds === -1 ? Number.POSITIVE_INFINITY : MaximumRecordAgeInSeconds * 1000,
    bisects: parameters.OnPartialBatchItemFailure === "AUTOMATIC_BISECT",
  };
}
