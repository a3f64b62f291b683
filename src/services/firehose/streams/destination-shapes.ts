// The shapes of destinations in Firehose's requests, for a stream that is created and for one that is changed.
// https://docs.aws.amazon.com/firehose/latest/APIReference/API_ExtendedS3DestinationConfiguration.html

import {
  flag,
  integer,
  listOf,
  oneOf,
  optional,
  required,
  type Shape,
  structure,
  text,
  type ValueOf,
} from "../../../aws/wire/shape.ts";

export const roleArn = text({
  min: 1,
  max: 512,
  pattern: "arn:.*:iam::\\d{12}:role/[a-zA-Z_0-9+=,.@\\-_/]+",
});
const bucketArn = text({ min: 1, max: 2048, pattern: "arn:.*:s3:::[\\w\\.\\-]{1,255}" });
const prefix = optional(text({ max: 1024, pattern: ".*" }));
const keyArn = text({
  min: 1,
  max: 512,
  pattern: "arn:.*:kms:[a-zA-Z0-9\\-]+:\\d{12}:(key|alias)/[a-zA-Z_0-9+=,.@\\-_/]+",
});

export const encryptionInput = structure({
  KeyARN: optional(keyArn),
  KeyType: required(oneOf("AWS_OWNED_CMK", "CUSTOMER_MANAGED_CMK")),
});

const logging = optional(
  structure({
    Enabled: optional(flag()),
    LogGroupName: optional(text({ max: 512, pattern: "[\\.\\-_/#A-Za-z0-9]*" })),
    LogStreamName: optional(text({ max: 512, pattern: "[^:*]*" })),
  }),
);

const processing = optional(
  structure({
    Enabled: optional(flag()),
    Processors: optional(
      listOf(
        structure({
          Type: required(
            oneOf(
              ...["RecordDeAggregation", "Decompression", "CloudWatchLogProcessing", "Lambda"],
              ...["MetadataExtraction", "AppendDelimiterToRecord"],
            ),
          ),
          Parameters: optional(
            listOf(
              structure({
                ParameterName: required(
                  oneOf(
                    ...["LambdaArn", "NumberOfRetries", "MetadataExtractionQuery", "JsonParsingEngine"],
                    ...["RoleArn", "BufferSizeInMBs", "BufferIntervalInSeconds", "SubRecordType"],
                    ...["Delimiter", "CompressionFormat", "DataMessageExtraction"],
                  ),
                ),
                ParameterValue: required(text({ min: 1, max: 5120 })),
              }),
            ),
          ),
        }),
      ),
    ),
  }),
);

const compression = oneOf("UNCOMPRESSED", "GZIP", "ZIP", "Snappy", "HADOOP_SNAPPY");

/** What a bucket's destinations have in common. */
const ofBucket = {
  Prefix: prefix,
  ErrorOutputPrefix: prefix,
  BufferingHints: optional(
    structure({
      SizeInMBs: optional(integer({ min: 1, max: 128 })),
      IntervalInSeconds: optional(integer({ min: 0, max: 900 })),
    }),
  ),
  CompressionFormat: optional(compression),
  EncryptionConfiguration: optional(
    structure({
      NoEncryptionConfig: optional(oneOf("NoEncryption")),
      KMSEncryptionConfig: optional(structure({ AWSKMSKeyARN: required(keyArn) })),
    }),
  ),
  CloudWatchLoggingOptions: logging,
};

export const s3Destination = structure({
  RoleARN: required(roleArn),
  BucketARN: required(bucketArn),
  ...ofBucket,
});
export const s3Update = structure({
  RoleARN: optional(roleArn),
  BucketARN: optional(bucketArn),
  ...ofBucket,
});

const ofExtended = {
  ...ofBucket,
  ProcessingConfiguration: processing,
  S3BackupMode: optional(oneOf("Disabled", "Enabled")),
  DataFormatConversionConfiguration: optional(structure({ Enabled: optional(flag()) })),
  DynamicPartitioningConfiguration: optional(
    structure({
      RetryOptions: optional(structure({ DurationInSeconds: optional(integer({ min: 0, max: 7200 })) })),
      Enabled: optional(flag()),
    }),
  ),
  FileExtension: optional(text({ max: 128, pattern: "^$|\\.[0-9a-z!\\-_.*'()]+" })),
  CustomTimeZone: optional(text({ max: 50, pattern: "^$|[a-zA-Z/_]+" })),
};

export const extendedS3Destination = structure({
  RoleARN: required(roleArn),
  BucketARN: required(bucketArn),
  ...ofExtended,
  S3BackupConfiguration: optional(s3Destination),
});
export const extendedS3Update = structure({
  RoleARN: optional(roleArn),
  BucketARN: optional(bucketArn),
  ...ofExtended,
  S3BackupUpdate: optional(s3Update),
});

const endpoint = structure({
  Url: required(text({ min: 1, max: 1000, isSensitive: true })),
  Name: optional(text({ min: 1, max: 256 })),
  AccessKey: optional(text({ max: 4096, isSensitive: true })),
});

const ofEndpoint = {
  BufferingHints: optional(
    structure({
      SizeInMBs: optional(integer({ min: 1, max: 64 })),
      IntervalInSeconds: optional(integer({ min: 0, max: 900 })),
    }),
  ),
  CloudWatchLoggingOptions: logging,
  RequestConfiguration: optional(
    structure({
      ContentEncoding: optional(oneOf("NONE", "GZIP")),
      CommonAttributes: optional(
        listOf(
          structure({
            AttributeName: required(text({ min: 1, max: 256, isSensitive: true })),
            AttributeValue: required(text({ max: 1024, isSensitive: true })),
          }),
          { max: 50 },
        ),
      ),
    }),
  ),
  ProcessingConfiguration: processing,
  RoleARN: optional(roleArn),
  RetryOptions: optional(structure({ DurationInSeconds: optional(integer({ min: 0, max: 7200 })) })),
  S3BackupMode: optional(oneOf("FailedDataOnly", "AllData")),
  SecretsManagerConfiguration: optional(structure({ Enabled: optional(flag()) })),
};

export const httpDestination = structure({
  EndpointConfiguration: required(endpoint),
  ...ofEndpoint,
  S3Configuration: required(s3Destination),
});
export const httpUpdate = structure({
  EndpointConfiguration: optional(endpoint),
  ...ofEndpoint,
  S3Update: optional(s3Update),
});

/** Known by name, so that they are refused by name. */
const anything: Shape<unknown> = { read: (value) => value };

export const otherDestinations = {
  Redshift: "Amazon Redshift",
  Elasticsearch: "Amazon Elasticsearch Service",
  Amazonopensearchservice: "Amazon OpenSearch Service",
  AmazonOpenSearchServerless: "Amazon OpenSearch Serverless",
  Splunk: "Splunk",
  Snowflake: "Snowflake",
  Iceberg: "Apache Iceberg tables",
} as const;

export function othersNamed(
  suffix: "DestinationConfiguration" | "DestinationUpdate",
): Readonly<Record<string, Shape<unknown>>> {
  return Object.fromEntries(
    Object.keys(otherDestinations).map((name) => [`${name}${suffix}`, optional(anything)]),
  );
}

export type S3Destination = ValueOf<typeof s3Destination>;
export type ExtendedS3Destination = ValueOf<typeof extendedS3Destination>;
export type HttpDestination = ValueOf<typeof httpDestination>;
export type S3Update = ValueOf<typeof s3Update>;
export type Processing = NonNullable<ExtendedS3Destination["ProcessingConfiguration"]>;
export type LoggingOptions = NonNullable<S3Destination["CloudWatchLoggingOptions"]>;
