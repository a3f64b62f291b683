// A pipe that reads a stream, of whichever kind: every shard in order, at least once.

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
  readonly filter: ((record: Content, cursor: C) => boolean) | undefined;
  readonly isNamed: (record: Content, name: string) => boolean;
  readonly take: (entries: readonly Entry<Content>[]) => BatchOutcome | Promise<BatchOutcome>;
}

export class StreamReading<C extends Cursor, Content> implements OpenSource {
  readonly counters: FeedCounters = newCounters();
  readonly #open: () => StreamPoller<C, Content>;
  #poller: StreamPoller<C, Content> | undefined;

  constructor(
    stream: SourceStream<C>,
    parameters: StreamParameters,
    settings: SourceSettings,
    kind: StreamKind<C, Content>,
  ) {
    const { clock, maximumPayloadBytes, directory, repair, pipeName, pipeArn, deadLetter: send } = settings;
    const { batchInfo, ...seams } = kind;
    const reading = readingSettings(parameters, settings.mostEvents);
    const origin = { pipeArn, streamArn: stream.arn, batchInfo };
    this.#open = () =>
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
          send === undefined ? undefined : (abandoned) => send(deadLetter(origin, abandoned, clock.now())),
      });
  }

  get ageMs(): number {
    return this.#poller?.iteratorAgeMs ?? 0;
  }

  start(): void {
    this.#poller = this.#open();
    this.#poller.start();
  }

  async stop(): Promise<void> {
    await this.#poller?.stop();
    this.#poller = undefined;
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
