// Delivery streams with real buckets, on a clock that stands still; functions are what a test says.

import { localIdentity } from "../../../../src/aws/arn.ts";
import type { DeliveryOutcome, DeliveryRequest } from "../../../../src/aws/delivery.ts";
import type { JsonObject } from "../../../../src/aws/json.ts";
import { readRequest } from "../../../../src/aws/wire/shape.ts";
import { PendingRecords } from "../../../../src/services/firehose/records/pending-records.ts";
import type { Destination } from "../../../../src/services/firehose/streams/delivery-stream.ts";
import { DeliveryStreams } from "../../../../src/services/firehose/streams/delivery-streams.ts";
import {
  extendedS3Destination,
  httpDestination,
} from "../../../../src/services/firehose/streams/destination-shapes.ts";
import { Objects } from "../../../../src/services/s3/objects.ts";
import { RecordBook } from "../../../../src/storage/record-book.ts";
import { VirtualClock } from "../../../../src/time/virtual-clock.ts";
import { until } from "../../../support/until.ts";

export const RoleARN = "arn:aws:iam::000000000000:role/any";
export const bucketArn = (name: string) => `arn:aws:s3:::${name}`;

export type AskFunction = (event: JsonObject) => DeliveryOutcome;

export interface Delivery {
  readonly streams: DeliveryStreams;
  readonly clock: VirtualClock;
  readonly s3: Objects;
  /** What was told in logs. */
  readonly told: string[];
  /** Sums, by names of metrics. */
  readonly counted: Map<string, number>;
  readonly faults: unknown[];
  /** The objects of a bucket once there are as many, by their keys. */
  objects(bucket: string, count: number): Promise<Readonly<Record<string, Buffer>>>;
  close(): Promise<void>;
}

export async function openDelivery({
  directory,
  clock = new VirtualClock(),
  s3,
  ask = () => ({ status: "DELIVERED" }),
}: {
  readonly directory?: string;
  readonly clock?: VirtualClock;
  readonly s3?: Objects;
  readonly ask?: AskFunction;
} = {}): Promise<Delivery> {
  const objects = s3 ?? (await Objects.open({ directory: undefined, clock }));
  const book = await RecordBook.open({ directory, name: "streams.journal" });
  const records = await PendingRecords.open(directory, "records.journal", undefined);
  const told: string[] = [];
  const counted = new Map<string, number>();
  const faults: unknown[] = [];
  const streams = new DeliveryStreams({
    ...{ book, records },
    around: {
      ...{ clock, identity: localIdentity, buckets: objects, access: undefined },
      deliver: ({ payload }: DeliveryRequest) => ask(JSON.parse(payload.text)),
      logs: { append: (group, stream, [entry]) => void told.push(`${group} ${stream} ${entry?.message}`) },
      count: (_stream, metric, _unit, value) => void counted.set(metric, (counted.get(metric) ?? 0) + value),
    },
    readSource: () => ({ stop: async () => undefined, forget: () => undefined }),
    fault: (fault) => void faults.push(fault),
  });
  streams.start();
  return {
    ...{ streams, clock, s3: objects, told, counted, faults },
    objects: (bucket, count) =>
      until(async () => {
        const keys = objects.listObjects(bucket).objects.map(({ key }) => key);
        if (keys.length < count) return undefined;
        const found = keys.map(async (key) => [key, (await objects.getObject(bucket, key)).bytes] as const);
        return Object.fromEntries(await Promise.all(found));
      }),
    async close() {
      await streams.stop();
      await streams.close();
    },
  };
}

/** Of a bucket, with what else is said. */
export function toBucket(name: string, more: object = {}): Destination {
  const settings = { RoleARN, BucketARN: bucketArn(name), ...more };
  return { type: "S3", settings: readRequest(extendedS3Destination, settings) };
}

/** Of an HTTP endpoint, whose failures go to a bucket. */
export function toEndpoint(Url: string, bucket: string, more: object = {}): Destination {
  const settings = {
    EndpointConfiguration: { Url, AccessKey: "secret" },
    S3Configuration: { RoleARN, BucketARN: bucketArn(bucket) },
    ...more,
  };
  return { type: "HttpEndpoint", settings: readRequest(httpDestination, settings) };
}

export function lambdaProcessor(parameters: Readonly<Record<string, string>> = {}): object {
  const all = { LambdaArn: "arn:aws:lambda:us-east-1:000000000000:function:f", ...parameters };
  const Parameters = Object.entries(all).map(([ParameterName, ParameterValue]) => ({
    ...{ ParameterName, ParameterValue },
  }));
  return { Type: "Lambda", Parameters };
}
