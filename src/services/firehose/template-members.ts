// The members of a delivery stream as a template has them.

import type { MemberList } from "../../aws/template/member-lists.ts";

const hints: MemberList = { SizeInMBs: "number", IntervalInSeconds: "number" };
const logging: MemberList = { Enabled: "flag", LogGroupName: "text", LogStreamName: "text" };
const processing: MemberList = {
  Enabled: "flag",
  Processors: {
    each: {
      Type: "text",
      Parameters: { each: { ParameterName: "text", ParameterValue: "text" } },
    },
  },
};

const bucket: MemberList = {
  RoleARN: "text",
  BucketARN: "text",
  Prefix: "text",
  ErrorOutputPrefix: "text",
  BufferingHints: hints,
  CompressionFormat: "text",
  EncryptionConfiguration: {
    NoEncryptionConfig: "text",
    KMSEncryptionConfig: { AWSKMSKeyARN: "text" },
  },
  CloudWatchLoggingOptions: logging,
};

export const streamMembers: MemberList = {
  DeliveryStreamType: "text",
  DeliveryStreamEncryptionConfigurationInput: { KeyARN: "text", KeyType: "text" },
  DirectPutSourceConfiguration: { ThroughputHintInMBs: "number" },
  KinesisStreamSourceConfiguration: { KinesisStreamARN: "text", RoleARN: "text" },
  S3DestinationConfiguration: bucket,
  ExtendedS3DestinationConfiguration: {
    ...bucket,
    ProcessingConfiguration: processing,
    S3BackupMode: "text",
    S3BackupConfiguration: bucket,
    DataFormatConversionConfiguration: {
      Enabled: "flag",
      SchemaConfiguration: "json",
      InputFormatConfiguration: "json",
      OutputFormatConfiguration: "json",
    },
    DynamicPartitioningConfiguration: { Enabled: "flag", RetryOptions: { DurationInSeconds: "number" } },
    FileExtension: "text",
    CustomTimeZone: "text",
  },
  HttpEndpointDestinationConfiguration: {
    EndpointConfiguration: { Url: "text", Name: "text", AccessKey: "text" },
    BufferingHints: hints,
    CloudWatchLoggingOptions: logging,
    RequestConfiguration: {
      ContentEncoding: "text",
      CommonAttributes: { each: { AttributeName: "text", AttributeValue: "text" } },
    },
    ProcessingConfiguration: processing,
    RoleARN: "text",
    RetryOptions: { DurationInSeconds: "number" },
    S3BackupMode: "text",
    S3Configuration: bucket,
    SecretsManagerConfiguration: { Enabled: "flag", RoleARN: "text", SecretARN: "text" },
  },
};
