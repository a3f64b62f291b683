// The delivery streams of Firehose, each as AWS describes it.

import { call } from "./call.ts";

export interface Bucket {
  readonly BucketARN: string;
  readonly Prefix?: string;
  readonly ErrorOutputPrefix?: string;
  readonly BufferingHints?: { readonly SizeInMBs: number; readonly IntervalInSeconds: number };
  readonly CompressionFormat?: string;
  readonly CloudWatchLoggingOptions?: { readonly Enabled?: boolean; readonly LogGroupName?: string };
}

export interface DeliveryStream {
  readonly DeliveryStreamName: string;
  readonly DeliveryStreamARN: string;
  readonly DeliveryStreamStatus: string;
  readonly CreateTimestamp: number;
  readonly Source?: { readonly KinesisStreamSourceDescription?: { readonly KinesisStreamARN: string } };
  readonly Destinations: readonly {
    readonly ExtendedS3DestinationDescription?: Bucket;
    readonly HttpEndpointDestinationDescription?: Pick<
      Bucket,
      "BufferingHints" | "CloudWatchLoggingOptions"
    > & {
      readonly EndpointConfiguration: { readonly Url: string };
      readonly S3DestinationDescription: Bucket;
    };
  }[];
}

/** Rejects with RegionProblem. */
export async function readDeliveryStream(DeliveryStreamName: string): Promise<DeliveryStream> {
  const members = { DeliveryStreamName };
  const { DeliveryStreamDescription: described } = await call<{ DeliveryStreamDescription: DeliveryStream }>(
    "firehose",
    "DescribeDeliveryStream",
    members,
  );
  return described;
}

/** Rejects with RegionProblem. */
export async function listDeliveryStreams(): Promise<readonly DeliveryStream[]> {
  const { DeliveryStreamNames: names } = await call<{ DeliveryStreamNames: string[] }>(
    "firehose",
    "ListDeliveryStreams",
    { Limit: 10_000 },
  );
  return Promise.all(names.map(readDeliveryStream));
}

/** Where it reads, if it reads a stream. */
export function sourceOf({ Source }: DeliveryStream): string | undefined {
  return Source?.KinesisStreamSourceDescription?.KinesisStreamARN;
}

/** A bucket's ARN, or the address of an HTTP endpoint; undefined for a destination of another kind. */
export function destinationOf({ Destinations: [to] }: DeliveryStream): string | undefined {
  return (
    to?.ExtendedS3DestinationDescription?.BucketARN ??
    to?.HttpEndpointDestinationDescription?.EndpointConfiguration.Url
  );
}
