// What a pipe needs of its source, whichever it is.

import type { FeedCounters } from "../../../event-sources/feed-counters.ts";
import type { Repair } from "../../../storage/damage.ts";
import type { Clock } from "../../../time/clock.ts";
import type { TakeBatch } from "../event-batch.ts";

/** A source that is read, or was. */
export interface OpenSource {
  readonly counters: Readonly<FeedCounters>;
  /** Age of the oldest event that has been read and has not ended; 0 if there is none. */
  readonly ageMs: number;
  /** Why nothing is read though it was started; undefined if it is read. */
  readonly problem?: string | undefined;
  /** To be called now and then: notices a source that has gone, or come again. */
  look?(): void;
  /** Throws DamagedFile for checkpoints that are damaged, unless a repair is under way. */
  start(): void;
  /** Resolves when the batches in flight have ended. What had not been handed out comes after the next start. */
  stop(): Promise<void>;
}

/** What every source is told. */
export interface SourceSettings {
  readonly pipeName: string;
  readonly pipeArn: string;
  readonly roleArn: string;
  readonly sourceArn: string;
  readonly awsRegion: string;
  readonly clock: Clock;
  /** Where checkpoints are kept. Undefined forgets them when the pipe stops. */
  readonly directory: string | undefined;
  readonly repair?: Repair | undefined;
  /** Patterns, one of which an event must match; none lets all pass. */
  readonly filters: readonly string[];
  readonly mostEvents: number;
  /** The longest JSON text of a batch, in UTF-8 bytes. */
  readonly maximumPayloadBytes: number;
  readonly take: TakeBatch;
  /** Sends a message to the queue or topic of `DeadLetterConfig`. Undefined drops what cannot be delivered. */
  readonly deadLetter?: ((message: object) => Promise<void>) | undefined;
}
