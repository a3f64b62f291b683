// The source parameters of a pipe that reads a Kinesis stream, as AWS::Pipes::Pipe has them, with AWS's defaults and bounds.

import { MemberConstraints } from "../../aws/member-constraints.ts";
import type { ReadingSettings, StartingPosition } from "../../event-sources/reading-settings.ts";

export interface KinesisStreamParameters {
  readonly startingPosition: StartingPosition;
  /** Seconds since the epoch, or an ISO 8601 text. */
  readonly startingPositionTimestamp?: number | string | undefined;
  /** @default 100 */
  readonly batchSize?: number | undefined;
  /** @default 0 */
  readonly maximumBatchingWindowInSeconds?: number | undefined;
  /** @default 1 */
  readonly parallelizationFactor?: number | undefined;
  /** @default -1, which retries until the records expire */
  readonly maximumRetryAttempts?: number | undefined;
  /** @default -1, which sets no limit but the stream's retention */
  readonly maximumRecordAgeInSeconds?: number | undefined;
  readonly onPartialBatchItemFailure?: "AUTOMATIC_BISECT" | undefined;
  readonly deadLetterConfig?: { readonly arn?: string | undefined } | undefined;
}

export function pipeSource(parameters: KinesisStreamParameters): ReadingSettings {
  const { startingPosition, batchSize = 100, parallelizationFactor = 1 } = parameters;
  const { maximumBatchingWindowInSeconds: windowSeconds = 0, maximumRetryAttempts = -1 } = parameters;
  const { maximumRecordAgeInSeconds = -1, onPartialBatchItemFailure } = parameters;
  new MemberConstraints()
    .oneOf("startingPosition", startingPosition, ["TRIM_HORIZON", "LATEST", "AT_TIMESTAMP"])
    .range("batchSize", batchSize, { least: 1, most: 10_000 })
    .range("maximumBatchingWindowInSeconds", windowSeconds, { least: 0, most: 300 })
    .range("parallelizationFactor", parallelizationFactor, { least: 1, most: 10 })
    .range("maximumRetryAttempts", maximumRetryAttempts, { least: -1, most: 10_000 })
    .range("maximumRecordAgeInSeconds", maximumRecordAgeInSeconds, { least: -1, most: 604_800 })
    .oneOf("onPartialBatchItemFailure", onPartialBatchItemFailure, ["AUTOMATIC_BISECT"])
    .throwIfBroken();
  return {
    startingPosition,
    startingTimestampMs: startingPosition === "AT_TIMESTAMP" ? timestampMs(parameters) : 0,
    batchSize,
    windowMs: windowSeconds * 1000,
    lanes: parallelizationFactor,
    retries: maximumRetryAttempts === -1 ? Number.POSITIVE_INFINITY : maximumRetryAttempts,
    recordAgeMs:
      maximumRecordAgeInSeconds === -1 ? Number.POSITIVE_INFINITY : maximumRecordAgeInSeconds * 1000,
    bisects: onPartialBatchItemFailure === "AUTOMATIC_BISECT",
  };
}

function timestampMs({ startingPositionTimestamp: timestamp }: KinesisStreamParameters): number {
  const ms = typeof timestamp === "number" ? timestamp * 1000 : Date.parse(timestamp ?? "");
  const given = Number.isNaN(ms) ? undefined : ms;
  new MemberConstraints().required("startingPositionTimestamp", given).throwIfBroken();
  return ms;
}
