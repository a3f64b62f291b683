// A delivery stream as DescribeDeliveryStream tells it, with the defaults of what was left out.
// https://docs.aws.amazon.com/firehose/latest/APIReference/API_DeliveryStreamDescription.html

import type { WireObject } from "../../../aws/wire/operation.ts";
import { type DeliveryStream, destinationId, streamTypeOf } from "../streams/delivery-stream.ts";
import type { ExtendedS3Destination, HttpDestination, S3Destination } from "../streams/destination-shapes.ts";

export function describedStream(stream: DeliveryStream, isDestinationAsked: boolean): WireObject {
  return {
    DeliveryStreamName: stream.name,
    DeliveryStreamARN: stream.arn,
    DeliveryStreamStatus: "ACTIVE",
    DeliveryStreamEncryptionConfiguration: describedEncryption(stream),
    DeliveryStreamType: streamTypeOf(stream),
    VersionId: String(stream.version),
    CreateTimestamp: new Date(stream.createdAt),
    LastUpdateTimestamp: stream.updatedAt === undefined ? undefined : new Date(stream.updatedAt),
    Source: describedSource(stream),
    Destinations: isDestinationAsked ? [describedDestination(stream)] : [],
    HasMoreDestinations: false,
  };
}

/** None for one that reads a stream, which has its own [recorded]. */
function describedEncryption({ encryption, source }: DeliveryStream): WireObject | undefined {
  if (source !== undefined) return undefined;
  return encryption === undefined
    ? { Status: "DISABLED" }
    : { KeyARN: encryption.keyArn, KeyType: encryption.keyType, Status: "ENABLED" };
}

function describedSource({ source, throughputHintInMBs }: DeliveryStream): WireObject | undefined {
  if (source !== undefined)
    return {
      KinesisStreamSourceDescription: {
        KinesisStreamARN: source.streamArn,
        RoleARN: source.roleArn,
        DeliveryStartTimestamp: new Date(source.startsAt),
      },
    };
  if (throughputHintInMBs === undefined) return undefined;
  return { DirectPutSourceDescription: { ThroughputHintInMBs: throughputHintInMBs } };
}

function describedDestination({ destination }: DeliveryStream): WireObject {
  if (destination.type === "HttpEndpoint")
    return {
      DestinationId: destinationId,
      HttpEndpointDestinationDescription: describedEndpoint(destination.settings),
    };
  const { settings } = destination;
  return {
    DestinationId: destinationId,
    S3DestinationDescription: describedBucket(settings),
    ExtendedS3DestinationDescription: describedExtended(settings),
  };
}

const noLogging = { Enabled: false };

function describedBucket(settings: S3Destination): WireObject {
  return {
    RoleARN: settings.RoleARN,
    BucketARN: settings.BucketARN,
    Prefix: settings.Prefix,
    ErrorOutputPrefix: settings.ErrorOutputPrefix,
    BufferingHints: hints(settings.BufferingHints),
    CompressionFormat: settings.CompressionFormat ?? "UNCOMPRESSED",
    EncryptionConfiguration: settings.EncryptionConfiguration ?? { NoEncryptionConfig: "NoEncryption" },
    CloudWatchLoggingOptions: settings.CloudWatchLoggingOptions ?? noLogging,
  };
}

function describedExtended(settings: ExtendedS3Destination): WireObject {
  const { S3BackupConfiguration: backup } = settings;
  return {
    ...describedBucket(settings),
    ProcessingConfiguration: settings.ProcessingConfiguration,
    S3BackupMode: settings.S3BackupMode ?? "Disabled",
    S3BackupDescription: backup && describedBucket(backup),
    DataFormatConversionConfiguration: settings.DataFormatConversionConfiguration ?? { Enabled: false },
    DynamicPartitioningConfiguration: settings.DynamicPartitioningConfiguration,
    FileExtension: settings.FileExtension,
    CustomTimeZone: settings.CustomTimeZone,
  };
}

/** The key is told to nobody. */
function describedEndpoint(settings: HttpDestination): WireObject {
  const { Url, Name } = settings.EndpointConfiguration;
  return {
    EndpointConfiguration: { Url, Name },
    BufferingHints: hints(settings.BufferingHints),
    CloudWatchLoggingOptions: settings.CloudWatchLoggingOptions ?? noLogging,
    RequestConfiguration: settings.RequestConfiguration ?? { ContentEncoding: "NONE", CommonAttributes: [] },
    ProcessingConfiguration: settings.ProcessingConfiguration,
    RoleARN: settings.RoleARN,
    RetryOptions: settings.RetryOptions ?? { DurationInSeconds: 300 },
    S3BackupMode: settings.S3BackupMode ?? "FailedDataOnly",
    S3DestinationDescription: describedBucket(settings.S3Configuration),
  };
}

function hints(
  given:
    | { readonly SizeInMBs: number | undefined; readonly IntervalInSeconds: number | undefined }
    | undefined,
): WireObject {
  return { SizeInMBs: given?.SizeInMBs ?? 5, IntervalInSeconds: given?.IntervalInSeconds ?? 300 };
}
