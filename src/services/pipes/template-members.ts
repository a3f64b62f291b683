// The members of a pipe as a template has them: texts may be numbers there, and numbers texts.

import type { Json } from "../../aws/json.ts";
import type { Properties } from "../../aws/template/properties.ts";

type Member =
  | "text"
  | "texts"
  | "number"
  | "map"
  | "time"
  | "json"
  | MemberList
  | { readonly each: MemberList };
interface MemberList {
  readonly [name: string]: Member;
}

const batching: MemberList = { BatchSize: "number", MaximumBatchingWindowInSeconds: "number" };
const stream: MemberList = {
  ...batching,
  DeadLetterConfig: { Arn: "text" },
  MaximumRecordAgeInSeconds: "number",
  MaximumRetryAttempts: "number",
  OnPartialBatchItemFailure: "text",
  ParallelizationFactor: "number",
  StartingPosition: "text",
};
const http: MemberList = {
  PathParameterValues: "texts",
  HeaderParameters: "map",
  QueryStringParameters: "map",
};
const invocation: MemberList = { InvocationType: "text" };

const members: MemberList = {
  RoleArn: "text",
  Source: "text",
  Target: "text",
  Description: "text",
  DesiredState: "text",
  Enrichment: "text",
  KmsKeyIdentifier: "text",
  EnrichmentParameters: { InputTemplate: "text", HttpParameters: http },
  SourceParameters: {
    FilterCriteria: { Filters: { each: { Pattern: "text" } } },
    KinesisStreamParameters: { ...stream, StartingPositionTimestamp: "time" },
    DynamoDBStreamParameters: stream,
    SqsQueueParameters: batching,
    ActiveMQBrokerParameters: "json",
    RabbitMQBrokerParameters: "json",
    ManagedStreamingKafkaParameters: "json",
    SelfManagedKafkaParameters: "json",
  },
  TargetParameters: {
    InputTemplate: "text",
    LambdaFunctionParameters: invocation,
    StepFunctionStateMachineParameters: invocation,
    KinesisStreamParameters: { PartitionKey: "text" },
    SqsQueueParameters: { MessageGroupId: "text", MessageDeduplicationId: "text" },
    HttpParameters: http,
    EventBridgeEventBusParameters: {
      ...{ EndpointId: "text", DetailType: "text", Source: "text", Resources: "texts", Time: "text" },
    },
    CloudWatchLogsParameters: { LogStreamName: "text", Timestamp: "text" },
    EcsTaskParameters: "json",
    BatchJobParameters: "json",
    RedshiftDataParameters: "json",
    SageMakerPipelineParameters: "json",
    TimestreamParameters: "json",
  },
  LogConfiguration: {
    Level: "text",
    IncludeExecutionData: "texts",
    CloudwatchLogsLogDestination: { LogGroupArn: "text" },
    FirehoseLogDestination: "json",
    S3LogDestination: {
      ...{ BucketName: "text", BucketOwner: "text", OutputFormat: "text", Prefix: "text" },
    },
  },
};

/** As the API takes them. Throws TemplateError. */
export function templateMembers(properties: Properties): Readonly<Record<string, Json>> {
  return read(properties, members);
}

function read(properties: Properties, list: MemberList): Readonly<Record<string, Json>> {
  const found: Record<string, Json> = {};
  for (const [name, member] of Object.entries(list)) {
    const value = properties.json(name) === undefined ? undefined : memberOf(properties, name, member);
    if (value !== undefined) found[name] = value;
  }
  return found;
}

function memberOf(properties: Properties, name: string, member: Member): Json | undefined {
  switch (member) {
    case "text":
      return properties.optionalText(name);
    case "texts":
      return properties.texts(name);
    case "number":
      return properties.optionalNumber(name);
    case "map":
      return properties.textMap(name);
    case "json":
      return properties.json(name);
    case "time":
      return timeOf(properties, name);
    default:
      return isEach(member)
        ? properties.sections(name).map((section) => read(section, member.each))
        : read(properties.section(name), member);
  }
}

function isEach(member: MemberList | { readonly each: MemberList }): member is { readonly each: MemberList } {
  return "each" in member;
}

/** Seconds since the epoch, from those or from an ISO 8601 text. */
function timeOf(properties: Properties, name: string): number | undefined {
  const text = properties.optionalText(name);
  if (text === undefined) return undefined;
  const seconds = Number(text.trim() === "" ? Number.NaN : text);
  const time = Number.isNaN(seconds) ? Date.parse(text) / 1000 : seconds;
  return Number.isNaN(time) ? properties.fail(name, `must be a time, not "${text}"`) : time;
}
