// How a pipe reads a stream, from its source parameters with AWS's defaults.

import type { ReadingSettings } from "../../../event-sources/reading-settings.ts";
import type { StreamParameters } from "../pipe-definition.ts";

/** No batch has more than `mostEvents`. */
export function readingSettings(parameters: StreamParameters, mostEvents: number): ReadingSettings {
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
