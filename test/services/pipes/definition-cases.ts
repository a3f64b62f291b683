// Pipes that can be made, and such as EventBridge Pipes does not take, with what it says of each.

import { arnOf } from "../../support/local-arn.ts";

export const RoleArn = "arn:aws:iam::000000000000:role/any";
export const fromQueue = { RoleArn, Source: arnOf("sqs", "from"), Target: arnOf("sqs", "to") };
export const fromStream = {
  ...{ RoleArn, Source: arnOf("kinesis", "stream/s"), Target: arnOf("sqs", "to") },
  SourceParameters: { KinesisStreamParameters: { StartingPosition: "TRIM_HORIZON" as const } },
};

export const badlyFormed: readonly (readonly [string, object, string])[] = [
  ["without a role", { RoleArn: undefined }, '[object has missing required properties (["RoleArn"])]'],
  [
    "of an unknown state",
    { DesiredState: "PAUSED" },
    '[instance value ("PAUSED") not found in enum (possible values: ["RUNNING","STOPPED"])]',
  ],
  [
    "for no batch",
    { SourceParameters: { SqsQueueParameters: { BatchSize: 0, MaximumBatchingWindowInSeconds: 301 } } },
    "[numeric instance is lower than the required minimum (minimum: 1, found: 0), numeric instance is greater than the required maximum (maximum: 300, found: 301)]",
  ],
  [
    "of too many filters",
    { SourceParameters: { FilterCriteria: { Filters: Array(6).fill({ Pattern: "{}" }) } } },
    "[array is too long: must have at most 5 elements but instance has 6 elements]",
  ],
  ["for a target that is no ARN", { Target: "queue" }, 'does not match input string "queue"]'],
  ["of a long name", { Name: "n".repeat(65) }, "is too long (length: 65, maximum allowed: 64)]"],
];

const kinesis = (more: object) => ({
  ...fromStream,
  SourceParameters: { KinesisStreamParameters: { StartingPosition: "LATEST", ...more } },
});
export const meaningless: readonly (readonly [string, object, string, string])[] = [
  [
    "without its source's parameters",
    { ...fromStream, SourceParameters: undefined },
    "SourceParameters.KinesisStreamParameters",
    "Missing required parameter.",
  ],
  [
    "for records of a minute at least",
    kinesis({ MaximumRecordAgeInSeconds: 30 }),
    "MaximumRecordAgeInSeconds",
    "MaximumRecordAgeInSeconds must be either -1 (forever) or between 60 and 604800 (inclusive)",
  ],
  [
    "of a window as long as its records live",
    kinesis({ MaximumRecordAgeInSeconds: 60, MaximumBatchingWindowInSeconds: 60 }),
    "MaximumBatchingWindowInSeconds",
    "MaximumBatchingWindowInSeconds must be less than MaximumRecordAgeInSeconds.",
  ],
  [
    "of a time that it does not tell",
    kinesis({ StartingPosition: "AT_TIMESTAMP" }),
    "SourceParameters.KinesisStreamParameters.StartingPositionTimestamp",
    "Missing required parameter.",
  ],
  [
    "of large batches without a window",
    { SourceParameters: { SqsQueueParameters: { BatchSize: 11 } } },
    "MaximumBatchingWindowInSeconds",
    "Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10",
  ],
  ["for Kafka", { Source: arnOf("kafka", "cluster/c/1") }, "Source", "Amazon MSK clusters are not read"],
  ["for another Kafka", { Source: "smk://broker:9092" }, "Source", "self-managed Apache Kafka clusters"],
  ["for a broker", { Source: arnOf("mq", "broker:b:1") }, "Source", "Amazon MQ brokers are not read"],
  [
    "for a task",
    { TargetParameters: { EcsTaskParameters: { TaskDefinitionArn: arnOf("ecs", "t") } } },
    "TargetParameters.EcsTaskParameters",
    "not in the local region",
  ],
  [
    "without a partition key",
    { Target: arnOf("kinesis", "stream/s") },
    "TargetParameters.KinesisStreamParameters",
    "Missing required parameter.",
  ],
  [
    "without a group",
    { Target: arnOf("sqs", "to.fifo") },
    "TargetParameters.SqsQueueParameters.MessageGroupId",
    "Missing required parameter.",
  ],
  [
    "of a bad pattern",
    {
      SourceParameters: {
        FilterCriteria: { Filters: [{ Pattern: '{"body":["a"]}' }, { Pattern: '{"body":1}' }] },
      },
    },
    "SourceParameters.FilterCriteria.Filters[1].Pattern",
    'Event pattern is not valid. Reason: "body" must be an object or an array',
  ],
  [
    "logged to a bucket as a table",
    {
      LogConfiguration: {
        Level: "INFO",
        S3LogDestination: { BucketName: "logs", BucketOwner: "000000000000", OutputFormat: "w3c" },
      },
    },
    "LogConfiguration.S3LogDestination.OutputFormat",
    "EventBridge currently only supports json formatting.",
  ],
  [
    "logged nowhere",
    { LogConfiguration: { Level: "INFO" } },
    "LogConfiguration",
    "A log level other than OFF requires a log destination.",
  ],
];
