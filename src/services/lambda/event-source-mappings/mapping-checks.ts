// What may be asked of a mapping, by the kind of its source, and what it is where nothing is said; refusals are in Lambda's words.
// https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html

import { present } from "../../../aws/wire/given.ts";
import { compileRecordFilter, type FilteredPayload } from "../../../event-sources/record-filter.ts";
import { invalidParameter } from "../functions/refusals.ts";
import { isFifo, type MappingSettings, type SourceKind, sourceKind } from "./mapping-record.ts";

/** What a request says; null takes a setting away. */
export type GivenSettings = {
  readonly [Name in keyof MappingSettings]?: MappingSettings[Name] | undefined;
};

const mostFilters = 5;
const ofStreams = [
  "ParallelizationFactor",
  "MaximumRetryAttempts",
  "MaximumRecordAgeInSeconds",
  "BisectBatchOnFunctionError",
  "TumblingWindowInSeconds",
  "DestinationConfig",
] as const;
const ofQueues = ["ScalingConfig", "ProvisionedPollerConfig"] as const;

/** What a filter sees of a record of each source. */
export const filteredPayloads: Readonly<Record<SourceKind, FilteredPayload>> = {
  kinesis: { member: "data", mayBeText: false },
  dynamodb: { member: undefined, mayBeText: false },
  sqs: { member: "body", mayBeText: true },
};

/** Throws InvalidParameterValueException. */
export function newSettings(sourceArn: string, given: GivenSettings, now: number): MappingSettings {
  const kind = kindOf(sourceArn);
  checkPosition(sourceArn, kind, given, now);
  const { StartingPosition, StartingPositionTimestamp } = given;
  const settings = settingsOf(kind, { ...given, StartingPosition, StartingPositionTimestamp });
  checkSettings(sourceArn, given, settings);
  return settings;
}

/** What is not given stays. Throws InvalidParameterValueException. */
export function changedSettings(
  sourceArn: string,
  former: MappingSettings,
  given: GivenSettings,
): MappingSettings {
  const settings = settingsOf(kindOf(sourceArn), { ...former, ...present(given) });
  checkSettings(sourceArn, given, settings);
  return settings;
}

/** Throws InvalidParameterValueException. */
export function kindOf(sourceArn: string | undefined): SourceKind {
  const kind = sourceArn === undefined ? undefined : sourceKind(sourceArn);
  if (kind === undefined) throw invalidParameter("Unrecognized event source.");
  return kind;
}

function settingsOf(kind: SourceKind, given: GivenSettings): MappingSettings {
  const { FilterCriteria, MetricsConfig, KMSKeyArn, LoggingConfig } = given;
  const common = {
    BatchSize: given.BatchSize ?? (kind === "sqs" ? 10 : 100),
    MaximumBatchingWindowInSeconds: given.MaximumBatchingWindowInSeconds ?? 0,
    FunctionResponseTypes: given.FunctionResponseTypes ?? [],
    FilterCriteria: (FilterCriteria?.Filters ?? []).length === 0 ? undefined : FilterCriteria,
    MetricsConfig: (MetricsConfig?.Metrics ?? []).length === 0 ? undefined : MetricsConfig,
    KMSKeyArn: KMSKeyArn === "" ? undefined : KMSKeyArn,
    LoggingConfig,
  };
  if (kind === "sqs") {
    const { ScalingConfig, ProvisionedPollerConfig } = given;
    return {
      ...common,
      ScalingConfig: ScalingConfig?.MaximumConcurrency === undefined ? undefined : ScalingConfig,
      ProvisionedPollerConfig: isEmpty(ProvisionedPollerConfig)
        ? undefined
        : {
            MinimumPollers: ProvisionedPollerConfig?.MinimumPollers ?? 2,
            MaximumPollers: ProvisionedPollerConfig?.MaximumPollers ?? 200,
            PollerGroupName: ProvisionedPollerConfig?.PollerGroupName,
          },
    };
  }
  const destination = given.DestinationConfig?.OnFailure?.Destination;
  return {
    ...common,
    StartingPosition: given.StartingPosition,
    StartingPositionTimestamp: given.StartingPositionTimestamp,
    ParallelizationFactor: given.ParallelizationFactor ?? 1,
    MaximumRetryAttempts: given.MaximumRetryAttempts ?? -1,
    MaximumRecordAgeInSeconds: given.MaximumRecordAgeInSeconds ?? -1,
    BisectBatchOnFunctionError: given.BisectBatchOnFunctionError ?? false,
    TumblingWindowInSeconds: given.TumblingWindowInSeconds ?? 0,
    DestinationConfig: { OnFailure: destination ? { Destination: destination } : {} },
  };
}

function isEmpty(value: object | undefined): boolean {
  return value === undefined || Object.values(value).every((each) => each === undefined);
}

function checkPosition(sourceArn: string, kind: SourceKind, given: GivenSettings, now: number): void {
  const { StartingPosition: position, StartingPositionTimestamp: timestamp } = given;
  if (kind === "sqs") {
    if (position !== undefined || timestamp !== undefined)
      throw invalidParameter("StartingPosition is not valid for SQS event sources.");
    return;
  }
  if (position === undefined) {
    throw invalidParameter(
      "1 validation error detected: Value null at 'startingPosition' failed to satisfy constraint: Member must not be null.",
    );
  }
  if (timestamp !== undefined && position !== "AT_TIMESTAMP")
    throw invalidParameter("Timestamp only valid with StartingPosition AT_TIMESTAMP");
  if (position !== "AT_TIMESTAMP") return;
  if (kind === "dynamodb") throw invalidParameter(`Unsupported starting position for arn type: ${sourceArn}`);
  if (timestamp === undefined)
    throw invalidParameter("StartingPositionTimestamp is required with StartingPosition AT_TIMESTAMP");
  if (timestamp < 0) {
    throw invalidParameter(
      "Received Exception while reading from provided stream. class java.lang.Long can not be converted to a Timestamp",
    );
  }
  if (timestamp * 1000 > now) throw invalidParameter("StartingPositionTimestamp cannot be in the future.");
}

function checkSettings(sourceArn: string, given: GivenSettings, settings: MappingSettings): void {
  const kind = kindOf(sourceArn);
  for (const name of kind === "sqs" ? ofStreams : ofQueues) {
    if (given[name] !== undefined)
      throw invalidParameter(`Unsupported ${name} parameter for given event source mapping type.`);
  }
  checkBatch(sourceArn, kind, settings);
  const age = settings.MaximumRecordAgeInSeconds ?? -1;
  if (age !== -1 && age < 60)
    throw invalidParameter(`MaximumRecordAgeInSeconds must be -1, or from 60 to 604800, not ${age}.`);
  checkDestination(settings);
  checkFilters(kind, settings);
  const { MinimumPollers: least = 2, MaximumPollers: most = 200 } = settings.ProvisionedPollerConfig ?? {};
  if (least > most) throw invalidParameter("MinimumPollers must not be greater than MaximumPollers.");
  if (settings.ProvisionedPollerConfig !== undefined && settings.ScalingConfig !== undefined)
    throw invalidParameter("ScalingConfig and ProvisionedPollerConfig cannot be used together.");
}

function checkBatch(sourceArn: string, kind: SourceKind, settings: MappingSettings): void {
  const { BatchSize: size, MaximumBatchingWindowInSeconds: window } = settings;
  if (kind !== "sqs") return;
  if (isFifo(sourceArn)) {
    if (size > 10) throw invalidParameter("Batch size must not be greater than 10 for FIFO queues.");
    if (window > 0) throw invalidParameter("Batching window is not supported for FIFO queues.");
    return;
  }
  if (size > 10 && window === 0) {
    throw invalidParameter(
      "Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10",
    );
  }
}

function checkDestination({ DestinationConfig }: MappingSettings): void {
  const destination = DestinationConfig?.OnFailure.Destination;
  if (destination === undefined || /^arn:[a-z-]+:(?:sqs|sns):[^:]*:\d{12}:[^:]+$/.test(destination)) return;
  if (/^arn:[a-z-]+:s3:::[^:/]+$/.test(destination)) return;
  throw invalidParameter(`The destination ARN ${destination} is not that of a queue, a topic or a bucket.`);
}

function checkFilters(kind: SourceKind, { FilterCriteria }: MappingSettings): void {
  const filters = FilterCriteria?.Filters ?? [];
  if (filters.length > mostFilters)
    throw invalidParameter(`FilterCriteria has ${filters.length} filters, but may have ${mostFilters}.`);
  try {
    compileRecordFilter(
      filters.map(({ Pattern }) => Pattern),
      filteredPayloads[kind],
    );
  } catch {
    throw invalidParameter("Invalid filter pattern definition.");
  }
}
