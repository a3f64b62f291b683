// The members of a pipe as a template has them: texts may be numbers there, and numbers texts.

import type { Json } from "../../aws/json.ts";
import { type MemberList, readMembers } from "../../aws/template/member-lists.ts";
import type { Properties } from "../../aws/template/properties.ts";

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
    FirehoseLogDestination: { DeliveryStreamArn: "text" },
    S3LogDestination: {
      ...{ BucketName: "text", BucketOwner: "text", OutputFormat: "text", Prefix: "text" },
    },
  },
};

/** As the API takes them. Throws TemplateError. */
export function templateMembers(properties: Properties): Readonly<Record<string, Json>> {
  return readMembers(properties, members);
}
