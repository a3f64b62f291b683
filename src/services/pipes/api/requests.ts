// The requests of EventBridge Pipes, as AWS's model bounds them.
// https://docs.aws.amazon.com/eventbridge/latest/pipes-reference/API_CreatePipe.html

import {
  anyObject,
  integer,
  listOf,
  type Members,
  mapOf,
  number,
  object,
  oneOf,
  text,
} from "./request-schema.ts";

const arnText =
  "arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9\\-]+):([a-z]{2,4}((-gov)|(-de)|(-iso([a-z]?)))?-[a-z]+(-\\d{1})?)?:(\\d{12})?:(.+)";
const pathText = "\\$(\\.[\\w/_-]+(\\[(\\d+|\\*)\\])*)*";
const arn = text({ min: 1, max: 1600, pattern: arnText });
export const resourceArn = arn;
const arnOrPath = text({ min: 1, max: 1600, pattern: `${arnText}|(${pathText})` });
const optionalArn = text({ max: 1600, pattern: `$|${arnText}` });
const source = text({
  min: 1,
  max: 1600,
  pattern: `smk://(([a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9\\-]*[a-zA-Z0-9])\\.)*([A-Za-z0-9]|[A-Za-z0-9][A-Za-z0-9\\-]*[A-Za-z0-9]):[0-9]{1,5}|${arnText}`,
});
const jsonPath = text({ min: 1, max: 256, pattern: pathText });
const roleArn = text({
  min: 1,
  max: 1600,
  pattern: "arn:(aws[a-zA-Z-]*)?:iam::\\d{12}:role/?[a-zA-Z0-9+=,.@\\-_/]+",
});

export const pipeName = text({ min: 1, max: 64, pattern: "[\\.\\-_A-Za-z0-9]+" });
const tagKey = text({ min: 1, max: 128 });
const tags = mapOf(tagKey, text({ max: 256 }), { min: 1, max: 50 });
const requestedState = oneOf("RUNNING", "STOPPED");

const batching: Members = {
  BatchSize: integer(1, 10_000),
  MaximumBatchingWindowInSeconds: integer(0, 300),
};
const streamReading: Members = {
  ...batching,
  DeadLetterConfig: object({ Arn: arn }),
  MaximumRecordAgeInSeconds: integer(-1, 604_800),
  MaximumRetryAttempts: integer(-1, 10_000),
  OnPartialBatchItemFailure: oneOf("AUTOMATIC_BISECT"),
  ParallelizationFactor: integer(1, 10),
};
const otherSources: Members = {
  ActiveMQBrokerParameters: anyObject,
  RabbitMQBrokerParameters: anyObject,
  ManagedStreamingKafkaParameters: anyObject,
  SelfManagedKafkaParameters: anyObject,
};
const filterCriteria = object({
  Filters: listOf(object({ Pattern: text({ max: 4096 }) }), { max: 5 }),
});
const sourceParameters = object({
  FilterCriteria: filterCriteria,
  KinesisStreamParameters: object(
    {
      ...streamReading,
      StartingPosition: oneOf("TRIM_HORIZON", "LATEST", "AT_TIMESTAMP"),
      StartingPositionTimestamp: number,
    },
    ["StartingPosition"],
  ),
  DynamoDBStreamParameters: object({ ...streamReading, StartingPosition: oneOf("TRIM_HORIZON", "LATEST") }, [
    "StartingPosition",
  ]),
  SqsQueueParameters: object(batching),
  ...otherSources,
});
/** Where reading begins is said once and for all. */
const updatedSourceParameters = object({
  FilterCriteria: filterCriteria,
  KinesisStreamParameters: object(streamReading),
  DynamoDBStreamParameters: object(streamReading),
  SqsQueueParameters: object(batching),
  ...otherSources,
});

/** Printable, with blanks wherever: AWS writes it so that many blanks can be told apart in ever so many ways. */
const headerValue = /^[\t\x20-\x7E]*[\x20-\x7E][\t\x20-\x7E]*$/;
const httpParameters = object({
  PathParameterValues: listOf(text({ pattern: `(?!\\s*$).+|(${pathText})` })),
  HeaderParameters: mapOf(
    text({ max: 512, pattern: `[!#$%&'*+-.^_\`|~0-9a-zA-Z]+|(${pathText})` }),
    text({
      max: 512,
      matching: headerValue,
      pattern: `[ \\t]*[\\x20-\\x7E]+([ \\t]+[\\x20-\\x7E]+)*[ \\t]*|(${pathText})`,
    }),
  ),
  QueryStringParameters: mapOf(
    text({ max: 512, pattern: `[^\\x00-\\x1F\\x7F]+|(${pathText})` }),
    text({ max: 512, pattern: `[^\\x00-\\x09\\x0B\\x0C\\x0E-\\x1F\\x7F]+|(${pathText})` }),
  ),
});
const inputTemplate = text({ max: 8192 });
const invocation = object({ InvocationType: oneOf("REQUEST_RESPONSE", "FIRE_AND_FORGET") });
const targetParameters = object({
  InputTemplate: inputTemplate,
  LambdaFunctionParameters: invocation,
  StepFunctionStateMachineParameters: invocation,
  KinesisStreamParameters: object({ PartitionKey: text({ max: 256 }) }, ["PartitionKey"]),
  SqsQueueParameters: object({
    MessageGroupId: text({ max: 100 }),
    MessageDeduplicationId: text({ max: 100 }),
  }),
  HttpParameters: httpParameters,
  EventBridgeEventBusParameters: object({
    EndpointId: text({ min: 1, max: 50, pattern: "[A-Za-z0-9\\-]+[\\.][A-Za-z0-9\\-]+" }),
    DetailType: text({ min: 1, max: 128 }),
    Source: text({
      min: 1,
      max: 256,
      pattern: `.*(?=[/\\.\\-_A-Za-z0-9]+)((?!aws\\.).*)|(${pathText}).*`,
    }),
    Resources: listOf(arnOrPath, { max: 10 }),
    Time: jsonPath,
  }),
  CloudWatchLogsParameters: object({ LogStreamName: text({ min: 1, max: 256 }), Timestamp: jsonPath }),
  EcsTaskParameters: anyObject,
  BatchJobParameters: anyObject,
  RedshiftDataParameters: anyObject,
  SageMakerPipelineParameters: anyObject,
  TimestreamParameters: anyObject,
});

const logConfiguration = object(
  {
    Level: oneOf("OFF", "ERROR", "INFO", "TRACE"),
    IncludeExecutionData: listOf(oneOf("ALL")),
    CloudwatchLogsLogDestination: object(
      {
        LogGroupArn: text({
          min: 1,
          max: 1600,
          pattern:
            "(^arn:aws([a-z]|\\-)*:logs:([a-z]{2,4}((-gov)|(-de)|(-iso([a-z]?)))?-[a-z]+(-\\d{1})?):(\\d{12}):log-group:[\\.\\-_/#A-Za-z0-9]{1,512}(:\\*)?)",
        }),
      },
      ["LogGroupArn"],
    ),
    FirehoseLogDestination: object(
      {
        DeliveryStreamArn: text({
          min: 1,
          max: 1600,
          pattern:
            "(^arn:aws([a-z]|\\-)*:firehose:([a-z]{2,4}((-gov)|(-de)|(-iso([a-z]?)))?-[a-z]+(-\\d{1})?):(\\d{12}):deliverystream/[a-zA-Z0-9_.-]{1,64})",
        }),
      },
      ["DeliveryStreamArn"],
    ),
    S3LogDestination: object(
      {
        BucketName: text({ min: 3, max: 63 }),
        BucketOwner: text({ pattern: "\\d{12}" }),
        OutputFormat: oneOf("json", "plain", "w3c"),
        Prefix: text({ max: 256 }),
      },
      ["BucketName", "BucketOwner"],
    ),
  },
  ["Level"],
);

const common: Members = {
  Description: text({ max: 512, pattern: ".*" }),
  DesiredState: requestedState,
  Enrichment: optionalArn,
  EnrichmentParameters: object({ InputTemplate: inputTemplate, HttpParameters: httpParameters }),
  Target: arn,
  TargetParameters: targetParameters,
  RoleArn: roleArn,
  LogConfiguration: logConfiguration,
  KmsKeyIdentifier: text({ max: 2048, pattern: "[a-zA-Z0-9_\\-/:]*" }),
};

export const createPipe = object(
  { ...common, Source: source, SourceParameters: sourceParameters, Tags: tags },
  ["RoleArn", "Source", "Target"],
);
export const updatePipe = object({ ...common, SourceParameters: updatedSourceParameters }, ["RoleArn"]);
export const tagResource = object({ tags }, ["tags"]);
export const untagResource = object({ tagKeys: listOf(tagKey, { max: 50 }) }, ["tagKeys"]);

const currentStates = [
  ...["RUNNING", "STOPPED", "CREATING", "UPDATING", "DELETING", "STARTING", "STOPPING", "CREATE_FAILED"],
  ...["UPDATE_FAILED", "START_FAILED", "STOP_FAILED", "DELETE_FAILED", "CREATE_ROLLBACK_FAILED"],
  ...["DELETE_ROLLBACK_FAILED", "UPDATE_ROLLBACK_FAILED"],
] as const;

export const listPipes = object({
  NamePrefix: pipeName,
  DesiredState: requestedState,
  CurrentState: oneOf(...currentStates),
  SourcePrefix: text({ min: 1, max: 1600 }),
  TargetPrefix: text({ min: 1, max: 1600 }),
  NextToken: text({ min: 1, max: 2048 }),
  Limit: integer(1, 100),
});
