// What a pipe is, by AWS's members, and what is kept of one.
// https://docs.aws.amazon.com/eventbridge/latest/pipes-reference/API_DescribePipe.html

import { asJson, isJsonObject, type Json, type JsonObject, objectOrEmpty } from "../../aws/json.ts";
import type { HttpParameters } from "../../event-patterns/dynamic-parameters.ts";

export interface BatchingParameters {
  readonly BatchSize?: number;
  readonly MaximumBatchingWindowInSeconds?: number;
}

export interface StreamParameters extends BatchingParameters {
  readonly StartingPosition?: "TRIM_HORIZON" | "LATEST" | "AT_TIMESTAMP";
  /** Seconds since the epoch. */
  readonly StartingPositionTimestamp?: number;
  readonly MaximumRecordAgeInSeconds?: number;
  readonly MaximumRetryAttempts?: number;
  readonly OnPartialBatchItemFailure?: "AUTOMATIC_BISECT";
  readonly ParallelizationFactor?: number;
  readonly DeadLetterConfig?: { readonly Arn?: string };
}

export interface SourceParameters {
  readonly FilterCriteria?: { readonly Filters?: readonly { readonly Pattern?: string }[] };
  readonly KinesisStreamParameters?: StreamParameters;
  readonly DynamoDBStreamParameters?: StreamParameters;
  readonly SqsQueueParameters?: BatchingParameters;
}

export interface EnrichmentParameters {
  readonly InputTemplate?: string;
  readonly HttpParameters?: HttpParameters;
}

export type InvocationType = "REQUEST_RESPONSE" | "FIRE_AND_FORGET";

export interface TargetParameters {
  readonly InputTemplate?: string;
  readonly LambdaFunctionParameters?: { readonly InvocationType?: InvocationType };
  readonly StepFunctionStateMachineParameters?: { readonly InvocationType?: InvocationType };
  readonly KinesisStreamParameters?: { readonly PartitionKey: string };
  readonly SqsQueueParameters?: {
    readonly MessageGroupId?: string;
    readonly MessageDeduplicationId?: string;
  };
  readonly HttpParameters?: HttpParameters;
  readonly EventBridgeEventBusParameters?: {
    readonly EndpointId?: string;
    readonly DetailType?: string;
    readonly Source?: string;
    readonly Resources?: readonly string[];
    readonly Time?: string;
  };
  readonly CloudWatchLogsParameters?: { readonly LogStreamName?: string; readonly Timestamp?: string };
}

export type LogLevel = "OFF" | "ERROR" | "INFO" | "TRACE";

export interface LogConfiguration {
  readonly Level: LogLevel;
  readonly IncludeExecutionData?: readonly "ALL"[];
  readonly CloudwatchLogsLogDestination?: { readonly LogGroupArn: string };
  readonly FirehoseLogDestination?: { readonly DeliveryStreamArn: string };
  readonly S3LogDestination?: S3LogDestination;
}

export interface S3LogDestination {
  readonly BucketName: string;
  readonly BucketOwner: string;
  readonly OutputFormat?: "json" | "plain" | "w3c";
  readonly Prefix?: string;
}

/** What UpdatePipe can change. */
export interface PipeChange {
  readonly Description?: string;
  readonly DesiredState?: "RUNNING" | "STOPPED";
  readonly SourceParameters?: SourceParameters;
  /** Empty for none. */
  readonly Enrichment?: string;
  readonly EnrichmentParameters?: EnrichmentParameters;
  readonly Target?: string;
  readonly TargetParameters?: TargetParameters;
  readonly RoleArn: string;
  readonly LogConfiguration?: LogConfiguration;
  readonly KmsKeyIdentifier?: string;
}

export interface PipeDefinition extends PipeChange {
  readonly Source: string;
  readonly Target: string;
  readonly Tags?: Readonly<Record<string, string>>;
}

export type PipeState =
  | "RUNNING"
  | "STOPPED"
  | "CREATING"
  | "UPDATING"
  | "DELETING"
  | "STARTING"
  | "STOPPING"
  | "CREATE_FAILED"
  | "UPDATE_FAILED"
  | "START_FAILED";

export interface PipeRecord {
  readonly name: string;
  readonly arn: string;
  /** With AWS's defaults. */
  readonly definition: PipeDefinition;
  readonly desiredState: "RUNNING" | "STOPPED" | "DELETED";
  readonly currentState: PipeState;
  readonly stateReason?: string;
  /** While an update is under way: what the pipe goes back to if that fails. */
  readonly former?: PipeDefinition;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly modifiedAt: number;
}

const streamDefaults = {
  BatchSize: 100,
  MaximumBatchingWindowInSeconds: 0,
  MaximumRecordAgeInSeconds: -1,
  MaximumRetryAttempts: -1,
  ParallelizationFactor: 1,
};
const queueDefaults = { BatchSize: 10, MaximumBatchingWindowInSeconds: 0 };

export type SourceKind = "kinesis" | "dynamodb" | "sqs";

/** What a source of each kind calls its parameters, and what they are where nobody says. */
export const sourceKinds = {
  kinesis: { parameters: "KinesisStreamParameters", defaults: streamDefaults },
  dynamodb: { parameters: "DynamoDBStreamParameters", defaults: streamDefaults },
  sqs: { parameters: "SqsQueueParameters", defaults: queueDefaults },
} as const;

/** Undefined for what no pipe reads here. */
export function sourceKindOf(arn: string): SourceKind | undefined {
  const [, , service = "", , , ...resource] = arn.split(":");
  const place = resource.join(":");
  if (service === "kinesis") return place.startsWith("stream/") ? "kinesis" : undefined;
  if (service === "dynamodb") return /^table\/[^/]+\/stream\/./.test(place) ? "dynamodb" : undefined;
  return service === "sqs" ? "sqs" : undefined;
}

/** With the defaults of its source: as DescribePipe tells it. */
export function completed(definition: PipeDefinition): PipeDefinition {
  const kind = sourceKindOf(definition.Source);
  if (kind === undefined) return definition;
  const { parameters, defaults } = sourceKinds[kind];
  const given: SourceParameters = definition.SourceParameters ?? {};
  const SourceParameters = { ...given, [parameters]: { ...defaults, ...given[parameters] } };
  return withoutEmpty({ ...definition, SourceParameters });
}

/** As it is after a change: of the source's parameters those that are given, of everything else all of it. */
export function changed(definition: PipeDefinition, change: PipeChange): PipeDefinition {
  const { SourceParameters: sourceChange, ...rest } = change;
  const before = definition.SourceParameters ?? {};
  const kind = sourceKindOf(definition.Source);
  const parameters = kind && sourceKinds[kind].parameters;
  const SourceParameters: SourceParameters = {
    ...before,
    ...sourceChange,
    ...(parameters && { [parameters]: { ...before[parameters], ...sourceChange?.[parameters] } }),
  };
  return withoutEmpty({ ...definition, ...rest, SourceParameters });
}

/** What is empty takes away what there was, and so does a log of nothing. */
function withoutEmpty(definition: PipeDefinition): PipeDefinition {
  const entries = Object.entries(asJson(definition)).map(
    ([name, value]) => [name, isJsonObject(value) ? withoutNoFilters(value) : value] as const,
  );
  const kept = entries.filter(([, value]) => !isEmpty(value));
  return Object.fromEntries(kept) as unknown as PipeDefinition;
}

function withoutNoFilters({ FilterCriteria: criteria, ...others }: JsonObject): JsonObject {
  const { Filters: filters = [] } = objectOrEmpty(criteria);
  return Array.isArray(filters) && filters.length > 0
    ? { ...others, FilterCriteria: { Filters: filters } }
    : others;
}

function isEmpty(value: Json): boolean {
  if (!isJsonObject(value)) return value === "";
  return Object.keys(value).length === 0 || value.Level === "OFF";
}
