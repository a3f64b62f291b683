// How a stream is read, as pipes and event source mappings both have it: where from, in which batches, and what becomes of failures.

export type StartingPosition = "TRIM_HORIZON" | "LATEST" | "AT_TIMESTAMP";

export interface ReadingSettings {
  readonly startingPosition: StartingPosition;
  /** For `AT_TIMESTAMP`, else 0: records that came before are passed over. */
  readonly startingTimestampMs: number;
  readonly batchSize: number;
  readonly windowMs: number;
  /** ParallelizationFactor: so many batches of a shard at once, of different partition keys. */
  readonly lanes: number;
  /** Infinity retries until the records expire. */
  readonly retries: number;
  /** Infinity sets no limit but the stream's retention. */
  readonly recordAgeMs: number;
  /** Whether a failed batch is halved. */
  readonly bisects: boolean;
}
