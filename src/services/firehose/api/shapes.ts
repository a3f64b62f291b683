// The shapes of Firehose's requests.
// https://docs.aws.amazon.com/firehose/latest/APIReference/API_Operations.html

import {
  flag,
  integer,
  listOf,
  oneOf,
  optional,
  required,
  structure,
  text,
  type ValueOf,
} from "../../../aws/wire/shape.ts";
import {
  encryptionInput,
  extendedS3Destination,
  extendedS3Update,
  httpDestination,
  httpUpdate,
  othersNamed,
  roleArn,
  s3Destination,
  s3Update,
} from "../streams/destination-shapes.ts";

export const streamName = text({ min: 1, max: 64, pattern: "[a-zA-Z0-9_.-]+" });
const streamType = oneOf("DirectPut", "KinesisStreamAsSource", "MSKAsSource", "DatabaseAsSource");
const tagKey = text({ min: 1, max: 128, pattern: /^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@%]*$/u });
const tagValue = text({ max: 256, pattern: /^[\p{L}\p{Z}\p{N}_.:/=+\-@%]*$/u });
const tags = listOf(structure({ Key: required(tagKey), Value: optional(tagValue) }), { min: 1, max: 50 });
const sourceStreamArn = text({
  min: 1,
  max: 512,
  pattern: "arn:.*:kinesis:[a-zA-Z0-9\\-]+:\\d{12}:stream/[a-zA-Z0-9_.-]+",
});

export const createStream = structure({
  DeliveryStreamName: required(streamName),
  DeliveryStreamType: optional(streamType),
  DirectPutSourceConfiguration: optional(
    structure({ ThroughputHintInMBs: required(integer({ min: 1, max: 100 })) }),
  ),
  KinesisStreamSourceConfiguration: optional(
    structure({ KinesisStreamARN: required(sourceStreamArn), RoleARN: required(roleArn) }),
  ),
  DeliveryStreamEncryptionConfigurationInput: optional(encryptionInput),
  S3DestinationConfiguration: optional(s3Destination),
  ExtendedS3DestinationConfiguration: optional(extendedS3Destination),
  HttpEndpointDestinationConfiguration: optional(httpDestination),
  ...othersNamed("DestinationConfiguration"),
  Tags: optional(tags),
});
export type CreateStream = ValueOf<typeof createStream>;

export const updateDestination = structure({
  DeliveryStreamName: required(streamName),
  CurrentDeliveryStreamVersionId: required(text({ min: 1, max: 50, pattern: "[0-9]+" })),
  DestinationId: required(text({ min: 1, max: 100, pattern: "[a-zA-Z0-9-]+" })),
  S3DestinationUpdate: optional(s3Update),
  ExtendedS3DestinationUpdate: optional(extendedS3Update),
  HttpEndpointDestinationUpdate: optional(httpUpdate),
  ...othersNamed("DestinationUpdate"),
});
export type UpdateDestination = ValueOf<typeof updateDestination>;

export const oneStream = structure({ DeliveryStreamName: required(streamName) });

export const deleteStream = structure({
  DeliveryStreamName: required(streamName),
  AllowForceDelete: optional(flag()),
});

export const describeStream = structure({
  DeliveryStreamName: required(streamName),
  Limit: optional(integer({ min: 1, max: 10_000 })),
  ExclusiveStartDestinationId: optional(text({ min: 1, max: 100, pattern: "[a-zA-Z0-9-]+" })),
});

export const listStreams = structure({
  Limit: optional(integer({ min: 1, max: 10_000 })),
  DeliveryStreamType: optional(streamType),
  ExclusiveStartDeliveryStreamName: optional(streamName),
});

export const startEncryption = structure({
  DeliveryStreamName: required(streamName),
  DeliveryStreamEncryptionConfigurationInput: optional(encryptionInput),
});

export const listTags = structure({
  DeliveryStreamName: required(streamName),
  ExclusiveStartTagKey: optional(tagKey),
  Limit: optional(integer({ min: 1, max: 50 })),
});
export const tagStream = structure({ DeliveryStreamName: required(streamName), Tags: required(tags) });
export const untagStream = structure({
  DeliveryStreamName: required(streamName),
  TagKeys: required(listOf(tagKey, { min: 1, max: 50 })),
});
