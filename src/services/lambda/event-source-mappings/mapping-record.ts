// An event source mapping as it is kept.

import type { RegionIdentity } from "../../../aws/arn.ts";
import { formatArn, parseArn } from "../../../aws/arn.ts";
import type { StartingPosition } from "../../../event-sources/reading-settings.ts";

export type SourceKind = "kinesis" | "dynamodb" | "sqs";

/** Members by AWS's names. What is undefined is not told of. */
export interface MappingSettings {
  readonly BatchSize: number;
  readonly MaximumBatchingWindowInSeconds: number;
  readonly FunctionResponseTypes: readonly "ReportBatchItemFailures"[];
  readonly FilterCriteria?: { readonly Filters: readonly { readonly Pattern: string }[] } | undefined;
  readonly MetricsConfig?: { readonly Metrics: readonly string[] } | undefined;
  readonly KMSKeyArn?: string | undefined;
  readonly LoggingConfig?: { readonly SystemLogLevel?: string | undefined } | undefined;
  /** Of streams. */
  readonly StartingPosition?: StartingPosition | undefined;
  /** Seconds since the epoch. */
  readonly StartingPositionTimestamp?: number | undefined;
  readonly ParallelizationFactor?: number | undefined;
  readonly MaximumRetryAttempts?: number | undefined;
  readonly MaximumRecordAgeInSeconds?: number | undefined;
  readonly BisectBatchOnFunctionError?: boolean | undefined;
  readonly TumblingWindowInSeconds?: number | undefined;
  readonly DestinationConfig?: FailureDestination | undefined;
  /** Of queues. */
  readonly ScalingConfig?: { readonly MaximumConcurrency?: number | undefined } | undefined;
  readonly ProvisionedPollerConfig?: PollerConfig | undefined;
}

export interface FailureDestination {
  readonly OnFailure: { readonly Destination?: string | undefined };
}

export interface PollerConfig {
  readonly MinimumPollers?: number | undefined;
  readonly MaximumPollers?: number | undefined;
  readonly PollerGroupName?: string | undefined;
}

export interface MappingRecord {
  readonly uuid: string;
  readonly sourceArn: string;
  /** With the version or alias that it was asked for with. */
  readonly functionArn: string;
  readonly isEnabled: boolean;
  readonly settings: MappingSettings;
  readonly tags: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number;
}

export function mappingArn({ uuid }: Pick<MappingRecord, "uuid">, identity: RegionIdentity): string {
  return formatArn(identity, "lambda", `event-source-mapping:${uuid}`);
}

const resources = {
  kinesis: /^stream\/[^/]+(?:\/consumer\/[^/:]+:\d+)?$/,
  dynamodb: /^table\/[^/]+\/stream\/.+$/,
  sqs: /^[^/:]+$/,
} as const;

/** Undefined for what is no source of events here. */
export function sourceKind(arn: string): SourceKind | undefined {
  const { service, resource } = parseArn(arn) ?? { service: "", resource: "" };
  const kind = service as SourceKind;
  return Object.hasOwn(resources, kind) && resources[kind].test(resource) ? kind : undefined;
}

/** The stream's own ARN, where a consumer of it is named. */
export function streamArnOf(arn: string): string {
  return arn.replace(/\/consumer\/.*$/, "");
}

/** The name of a queue by its ARN. */
export function queueNameOf(arn: string): string {
  return parseArn(arn)?.resource ?? "";
}

export function isFifo(arn: string): boolean {
  return arn.endsWith(".fifo");
}
