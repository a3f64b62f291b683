// AWS::KinesisFirehose::DeliveryStream.

import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { deliveryStream } from "../../../src/services/firehose/resources.ts";
import { TestedResource } from "../support/resource.ts";
import { bucketArn, type Delivery, openDelivery, RoleARN } from "./support/delivery.ts";

let delivery: Delivery;
beforeEach(async () => {
  delivery = await openDelivery();
  await delivery.s3.createBucket("archive");
});
afterEach(() => delivery.close());

const toArchive = { RoleARN, BucketARN: bucketArn("archive") };

test("a stream is made of texts and numbers alike, changed in place and deleted", async () => {
  const resource = new TestedResource(deliveryStream, delivery.streams);
  const created = await resource.create({
    DeliveryStreamName: "d",
    DeliveryStreamType: "DirectPut",
    ExtendedS3DestinationConfiguration: {
      ...toArchive,
      BufferingHints: { SizeInMBs: "5", IntervalInSeconds: 60 },
      ProcessingConfiguration: {
        Enabled: "true",
        Processors: [
          {
            Type: "RecordDeAggregation",
            Parameters: [{ ParameterName: "SubRecordType", ParameterValue: "JSON" }],
          },
          {
            Type: "AppendDelimiterToRecord",
            Parameters: [{ ParameterName: "Delimiter", ParameterValue: "\\n" }],
          },
        ],
      },
    },
    Tags: [{ Key: "a", Value: "1" }],
  });
  const Arn = "arn:aws:firehose:us-east-1:000000000000:deliverystream/d";
  expect(created).toEqual({ ref: "d", attributes: { Arn } });
  await delivery.streams.put("d", [Buffer.from('{"a":1}{"a":2}')]);
  const changed = {
    DeliveryStreamName: "d",
    ExtendedS3DestinationConfiguration: { ...toArchive, BufferingHints: { IntervalInSeconds: "30" } },
    Tags: [{ Key: "b", Value: "2" }],
  };
  await resource.update(changed);
  await resource.update(changed);
  // Once, however often it is asked for.
  expect(delivery.streams.stream("d")).toMatchObject({ version: 2, tags: { b: "2" } });
  delivery.clock.advanceBy(30_000);
  expect(Object.values(await delivery.objects("archive", 1)).map(String)).toEqual(['{"a":1}{"a":2}']);
  expect(resource.warnings).toEqual([]);
  await resource.delete();
  await resource.delete();
  expect(delivery.streams.all).toEqual([]);
});

test.each([
  ["Redshift", { RedshiftDestinationConfiguration: {} }, /Redshift/],
  ["Kafka", { MSKSourceConfiguration: {} }, /MSK/],
  [
    "Parquet",
    {
      ExtendedS3DestinationConfiguration: {
        ...toArchive,
        DataFormatConversionConfiguration: { Enabled: true },
      },
    },
    /DataFormatConversionConfiguration|Glue/,
  ],
])("%s is missed", (_, properties, told) => {
  expect(deliveryStream.missed?.(properties, delivery.streams)).toMatch(told);
});

test("one that an earlier run left is made as the template says", async () => {
  delivery.streams.create({
    name: "d",
    destination: { type: "S3", settings: { RoleARN, BucketARN: bucketArn("before") } as never },
  });
  const resource = new TestedResource(deliveryStream, delivery.streams, { mayExist: true });
  await resource.create({ DeliveryStreamName: "d", S3DestinationConfiguration: toArchive });
  expect(delivery.streams.stream("d").destination.settings).toMatchObject(toArchive);
});
