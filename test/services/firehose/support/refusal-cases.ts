// What is refused of a delivery stream that is to be made: what is said of it beside its name and bucket, and the message.

import type * as sdk from "@aws-sdk/client-firehose";

export const RoleARN = "arn:aws:iam::000000000000:role/any";
export const toBucket = { RoleARN, BucketARN: "arn:aws:s3:::archive" };
export const atOnce = { SizeInMBs: 1, IntervalInSeconds: 0 };
export const arnOf = (service: string, resource: string) =>
  `arn:aws:${service}:us-east-1:000000000000:${resource}`;

const source = { RoleARN, KinesisStreamARN: arnOf("kinesis", "stream/source") };
export const extended = (more: Partial<sdk.ExtendedS3DestinationConfiguration>) => ({
  ExtendedS3DestinationConfiguration: { ...toBucket, ...more },
});
const endpoint = (Url: string, more: object = {}) => ({
  ExtendedS3DestinationConfiguration: undefined,
  HttpEndpointDestinationConfiguration: {
    ...{ EndpointConfiguration: { Url }, S3Configuration: toBucket, ...more },
  },
});
export const refusedStreams: readonly (readonly [
  what: string,
  Partial<sdk.CreateDeliveryStreamCommandInput>,
  RegExp,
])[] = [
  ["no destination", { ExtendedS3DestinationConfiguration: undefined }, /Exactly one destination/],
  ["two destinations", { S3DestinationConfiguration: toBucket }, /Exactly one destination/],
  [
    "a search",
    { AmazonopensearchserviceDestinationConfiguration: { RoleARN } as never },
    /does not have Amazon OpenSearch Service/,
  ],
  [
    "a table of Iceberg",
    { IcebergDestinationConfiguration: {} as never },
    /does not have Apache Iceberg tables/,
  ],
  ["Kafka", { DeliveryStreamType: "MSKAsSource" }, /does not have the source MSKAsSource/],
  [
    "a source of another type",
    { KinesisStreamSourceConfiguration: source },
    /can only be specified for the type/,
  ],
  [
    "a type without its source",
    { DeliveryStreamType: "KinesisStreamAsSource" },
    /must be specified for the type/,
  ],
  [
    "a source and encryption",
    {
      DeliveryStreamType: "KinesisStreamAsSource",
      KinesisStreamSourceConfiguration: source,
      DeliveryStreamEncryptionConfigurationInput: { KeyType: "AWS_OWNED_CMK" },
    },
    /Server-side encryption is not supported/,
  ],
  [
    "another's key without the key",
    { DeliveryStreamEncryptionConfigurationInput: { KeyType: "CUSTOMER_MANAGED_CMK" } },
    /KeyARN must be specified/,
  ],
  [
    "Parquet",
    extended({ DataFormatConversionConfiguration: { Enabled: true } }),
    /does not have DataFormatConversionConfiguration/,
  ],
  ["Snappy", extended({ CompressionFormat: "Snappy" }), /does not have the compression Snappy/],
  [
    "a zone that is none",
    extended({ CustomTimeZone: "Mars/Base" }),
    /Mars\/Base is not a supported time zone/,
  ],
  [
    "a backup that leads nowhere",
    extended({ S3BackupMode: "Enabled" }),
    /S3BackupConfiguration must be specified/,
  ],
  [
    "small partitions",
    extended({
      DynamicPartitioningConfiguration: { Enabled: true },
      Prefix: "!{partitionKeyFromLambda:a}/",
      ErrorOutputPrefix: "e/",
      BufferingHints: atOnce,
    }),
    /SizeInMBs must be at least 64/,
  ],
  [
    "partitions without a function",
    extended({
      DynamicPartitioningConfiguration: { Enabled: true },
      Prefix: "!{partitionKeyFromLambda:a}/",
      ErrorOutputPrefix: "e/",
    }),
    /needs the processor Lambda/,
  ],
  [
    "an endpoint elsewhere",
    endpoint("https://example.com/in"),
    /only sends to HTTP endpoints of this machine, and example\.com is none/,
  ],
  ["an address that is none", endpoint("in"), /must be a URL/],
  [
    "a secret",
    endpoint("http://127.0.0.1:1/", { SecretsManagerConfiguration: { Enabled: true } }),
    /does not have SecretsManagerConfiguration/,
  ],
];
