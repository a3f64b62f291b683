// Mappings that cannot be made, and what AWS says of each.

import type { CreateEventSourceMappingCommandInput } from "@aws-sdk/client-lambda";
import { arnOf } from "../../../support/local-arn.ts";

export const stream = arnOf("kinesis", "stream/s");
export const queue = arnOf("sqs", "q");
const invalid = "InvalidParameterValueException";
export const fromStream = { EventSourceArn: stream, StartingPosition: "LATEST" } as const;
const missingStream = arnOf("kinesis", "stream/none");
export const pattern = (Pattern: string) => ({ FilterCriteria: { Filters: [{ Pattern }] } });
const future = new Date(Date.now() + 3_600_000);

export const refusedMappings: readonly (readonly [
  what: string,
  input: Partial<CreateEventSourceMappingCommandInput>,
  name: string,
  message: string,
])[] = [
  ["no source", {}, invalid, "Unrecognized event source."],
  ["what is no source", { EventSourceArn: arnOf("s3", "b") }, invalid, "Unrecognized event source."],
  [
    "a source of one's own",
    {
      SelfManagedEventSource: { Endpoints: { KAFKA_BOOTSTRAP_SERVERS: ["kafka.example.com:9092"] } },
      Topics: ["readings"],
    },
    invalid,
    "Unrecognized event source. This region reads Kinesis streams, DynamoDB streams and SQS queues, and nothing that is described by SelfManagedEventSource, Topics.",
  ],
  [
    "bounds of a source of one's own",
    { Topics: [".t"] },
    "ValidationException",
    "1 validation error detected: Value '[.t]' at 'topics' failed to satisfy constraint: Member must satisfy constraint: [Member must have length less than or equal to 249, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: [^.]([a-zA-Z0-9\\-_.]+)]",
  ],
  [
    "access to a source of one's own that is none",
    { SourceAccessConfigurations: [{ Type: "KEY" as "BASIC_AUTH", URI: "u" }] },
    "ValidationException",
    "1 validation error detected: Value 'KEY' at 'sourceAccessConfigurations.1.member.type' failed to satisfy constraint: Member must satisfy enum value set: [BASIC_AUTH, VPC_SUBNET, VPC_SECURITY_GROUP, SASL_SCRAM_512_AUTH, SASL_SCRAM_256_AUTH, VIRTUAL_HOST, CLIENT_CERTIFICATE_TLS_AUTH, SERVER_ROOT_CA_CERTIFICATE]",
  ],
  ["an unknown function", { ...fromStream, FunctionName: "none" }, invalid, "Function does not exist"],
  ["an unknown alias", { ...fromStream, FunctionName: "consume:none" }, invalid, "Function does not exist"],
  [
    "an absent stream",
    { ...fromStream, EventSourceArn: missingStream },
    invalid,
    `Stream not found: ${missingStream}`,
  ],
  [
    "an absent queue",
    { EventSourceArn: arnOf("sqs", "none") },
    invalid,
    "Error occurred while ReceiveMessage. SQS Error Code: AWS.SimpleQueueService.NonExistentQueue. SQS Error Message: The specified queue does not exist.",
  ],
  [
    "no position",
    { EventSourceArn: stream },
    invalid,
    "1 validation error detected: Value null at 'startingPosition' failed to satisfy constraint: Member must not be null.",
  ],
  [
    "a position that is none",
    { EventSourceArn: stream, StartingPosition: "0" as "LATEST" },
    "ValidationException",
    "1 validation error detected: Value '0' at 'startingPosition' failed to satisfy constraint: Member must satisfy enum value set: [LATEST, AT_TIMESTAMP, TRIM_HORIZON]",
  ],
  [
    "a time without its position",
    { ...fromStream, StartingPositionTimestamp: new Date(0) },
    invalid,
    "Timestamp only valid with StartingPosition AT_TIMESTAMP",
  ],
  [
    "a time before all time",
    { EventSourceArn: stream, StartingPosition: "AT_TIMESTAMP", StartingPositionTimestamp: new Date(-1000) },
    invalid,
    "Received Exception while reading from provided stream. class java.lang.Long can not be converted to a Timestamp",
  ],
  [
    "a time to come",
    { EventSourceArn: stream, StartingPosition: "AT_TIMESTAMP", StartingPositionTimestamp: future },
    invalid,
    "StartingPositionTimestamp cannot be in the future.",
  ],
  [
    "a position of a queue",
    { EventSourceArn: queue, StartingPosition: "LATEST" },
    invalid,
    "StartingPosition is not valid for SQS event sources.",
  ],
  [
    "a destination of a queue",
    { EventSourceArn: queue, DestinationConfig: { OnFailure: { Destination: queue } } },
    invalid,
    "Unsupported DestinationConfig parameter for given event source mapping type.",
  ],
  [
    "scaling of a stream",
    { ...fromStream, ScalingConfig: { MaximumConcurrency: 2 } },
    invalid,
    "Unsupported ScalingConfig parameter for given event source mapping type.",
  ],
  [
    "a large batch of a queue without a window",
    { EventSourceArn: queue, BatchSize: 11 },
    invalid,
    "Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10",
  ],
  [
    "a large batch of a FIFO queue",
    { EventSourceArn: arnOf("sqs", "q.fifo"), BatchSize: 11 },
    invalid,
    "Batch size must not be greater than 10 for FIFO queues.",
  ],
  [
    "a window of a FIFO queue",
    { EventSourceArn: arnOf("sqs", "q.fifo"), MaximumBatchingWindowInSeconds: 1 },
    invalid,
    "Batching window is not supported for FIFO queues.",
  ],
  [
    "a pattern that is none",
    { ...fromStream, ...pattern("{") },
    invalid,
    "Invalid filter pattern definition.",
  ],
  [
    "a text of a stream's data",
    { ...fromStream, ...pattern('{"data":["x"]}') },
    invalid,
    "Invalid filter pattern definition.",
  ],
  [
    "a batch of none",
    { EventSourceArn: queue, BatchSize: 0 },
    "ValidationException",
    "1 validation error detected: Value '0' at 'batchSize' failed to satisfy constraint: Member must have value greater than or equal to 1",
  ],
  [
    "too many lanes",
    { ...fromStream, ParallelizationFactor: 11 },
    "ValidationException",
    "1 validation error detected: Value '11' at 'parallelizationFactor' failed to satisfy constraint: Member must have value less than or equal to 10",
  ],
  [
    "an age below a minute",
    { ...fromStream, MaximumRecordAgeInSeconds: 59 },
    invalid,
    "MaximumRecordAgeInSeconds must be -1, or from 60 to 604800, not 59.",
  ],
  [
    "a destination that is none",
    { ...fromStream, DestinationConfig: { OnFailure: { Destination: arnOf("lambda", "function:f") } } },
    invalid,
    `The destination ARN ${arnOf("lambda", "function:f")} is not that of a queue, a topic or a bucket.`,
  ],
];
