// Firehose: as large as what comes in may be, and as much work as its processors can ask for.

import { gzipSync } from "node:zlib";
import type { Target } from "../../hostile/target.ts";
import { base64, each, type LargeRequest, pause, times, told } from "./large-request.ts";
import { roleArn } from "./machines.ts";

const firehose = (target: Target, operation: string, body: object) =>
  target.call("Firehose_20150804", operation, body);

interface Delivery {
  readonly name: string;
  readonly destination: object;
  readonly records: readonly Buffer[];
  readonly batches: number;
}

const bucket = { RoleARN: roleArn, BucketARN: "arn:aws:s3:::arrivals" };
const processedBy = (...processors: readonly (readonly [string, Readonly<Record<string, string>>])[]) => ({
  Enabled: true,
  Processors: processors.map(([Type, parameters]) => ({
    Type,
    Parameters: Object.entries(parameters).map(([ParameterName, ParameterValue]) => ({
      ...{ ParameterName, ParameterValue },
    })),
  })),
});
const inBucket = (SizeInMBs: number, more: object = {}) => ({
  ExtendedS3DestinationConfiguration: {
    ...{ ...bucket, BufferingHints: { SizeInMBs, IntervalInSeconds: 60 } },
    ...more,
  },
});
const logEvents = JSON.stringify({
  messageType: "DATA_MESSAGE",
  logEvents: times(600_000, (n) => ({
    id: `${n}`,
    timestamp: n,
    message: "a message of a log, again and again",
  })),
});

const deliveries: readonly Delivery[] = [
  {
    name: "128 MB of large records, as a ZIP archive",
    destination: inBucket(128, { CompressionFormat: "ZIP" }),
    records: times(4, (n) => Buffer.alloc(1_000_000, 60 + n)),
    batches: 34,
  },
  {
    name: "16 MB of records of 100 bytes",
    destination: inBucket(16),
    records: times(500, (n) => Buffer.alloc(100, 60 + (n % 30))),
    batches: 340,
  },
  {
    name: "40 MB to an endpoint that takes none",
    destination: {
      HttpEndpointDestinationConfiguration: {
        EndpointConfiguration: { Url: "http://127.0.0.1:9/" },
        BufferingHints: { SizeInMBs: 40, IntervalInSeconds: 60 },
        RetryOptions: { DurationInSeconds: 0 },
        S3Configuration: bucket,
      },
    },
    records: times(4, (n) => Buffer.alloc(1_000_000, 60 + n)),
    batches: 11,
  },
  {
    name: "records of logs that unpack to many times as much",
    destination: inBucket(64, {
      ProcessingConfiguration: processedBy(
        ["Decompression", { CompressionFormat: "GZIP" }],
        ["CloudWatchLogProcessing", { DataMessageExtraction: "true" }],
      ),
    }),
    records: [gzipSync(logEvents)],
    batches: 2,
  },
  {
    name: "records of JSON that nobody can take apart",
    destination: inBucket(64, {
      ProcessingConfiguration: processedBy(["RecordDeAggregation", { SubRecordType: "JSON" }]),
    }),
    records: [
      Buffer.from("{}".repeat(500_000)),
      Buffer.from(`{"a":${"[".repeat(900_000)}`),
      Buffer.from(`{"a":[${"{},".repeat(300_000)}0]}`),
    ],
    batches: 3,
  },
  {
    name: "records of more parts than are taken",
    destination: inBucket(64, {
      ProcessingConfiguration: processedBy([
        "RecordDeAggregation",
        { SubRecordType: "DELIMITED", Delimiter: base64(Buffer.from(",")) },
      ]),
    }),
    records: times(4, () => Buffer.from("a,".repeat(500_000))),
    batches: 3,
  },
];

const deliveryOf = ({ name, destination, records, batches }: Delivery, at: number): LargeRequest => ({
  name: `Firehose PutRecordBatch of ${name}`,
  prepare: async (target) => {
    await target.request("PUT", "/arrivals");
    await firehose(target, "CreateDeliveryStream", { DeliveryStreamName: `arrivals${at}`, ...destination });
  },
  ask: async (target) => {
    const Records = records.map((data) => ({ Data: base64(data) }));
    const put = await each(batches, () =>
      firehose(target, "PutRecordBatch", { DeliveryStreamName: `arrivals${at}`, Records }),
    );
    await pause(4000);
    return put;
  },
});

export const firehoseRequests: readonly LargeRequest[] = [
  {
    name: "Firehose PutRecordBatch of 100 records of 1 MB",
    ask: (target) => {
      const Data = base64(Buffer.alloc(1_000_000, 65));
      return told(
        firehose(target, "PutRecordBatch", {
          DeliveryStreamName: "none",
          Records: times(100, () => ({ Data })),
        }),
      ).catch((problem: Error) => problem.message);
    },
  },
  ...deliveries.map(deliveryOf),
];
