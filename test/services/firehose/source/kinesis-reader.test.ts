// What a delivery stream reads of its source: a stream that comes late, goes, and is made anew.

import { expect, test } from "@jest/globals";
import { readRequest } from "../../../../src/aws/wire/shape.ts";
import type { NewRecord } from "../../../../src/services/firehose/records/pending-records.ts";
import { kinesisReader } from "../../../../src/services/firehose/source/kinesis-reader.ts";
import type { DeliveryStream } from "../../../../src/services/firehose/streams/delivery-stream.ts";
import { extendedS3Destination } from "../../../../src/services/firehose/streams/destination-shapes.ts";
import { until } from "../../../support/until.ts";
import { openFixture, record, text } from "../../kinesis/support/open-streams.ts";
import { arnOf, RoleARN, toBucket } from "../support/refusal-cases.ts";

const lookEveryMs = 5000;

test("a source that is not there is told and waited for, and one that is made anew is read from its start", async () => {
  const fixture = await openFixture("memory");
  const { streams, clock } = fixture;
  const told: string[] = [];
  const kept: string[] = [];
  const source = { streamArn: arnOf("kinesis", "stream/source"), roleArn: RoleARN, startsAt: clock.now() };
  const stream: DeliveryStream = {
    ...{ name: "reads", arn: arnOf("firehose", "deliverystream/reads"), createdAt: clock.now(), version: 1 },
    ...{
      source,
      destination: { type: "S3", settings: readRequest(extendedS3Destination, toBucket) },
      tags: {},
    },
  };
  const read = kinesisReader({
    ...{ streams, clock, access: undefined, directory: undefined, repair: undefined, count: () => undefined },
    logs: {
      append: (_group, _stream, [entry]) => void told.push(JSON.parse(entry?.message ?? "").errorCode),
    },
  });
  const open = read(stream, source, async (records: readonly NewRecord[]) => {
    kept.push(...records.map(({ data }) => text(data)));
    return records.length;
  });
  const put = async (data: string) => {
    await streams.createStream({ streamName: "source", shardCount: 1 });
    await streams.append("source", [record("k", data)]);
    clock.advanceBy(lookEveryMs);
    await until(() => kept.at(-1) === data);
  };
  expect(told).toEqual(["Kinesis.ResourceNotFoundException"]);
  await put("first");
  await streams.deleteStream({ streamName: "source" });
  clock.advanceBy(lookEveryMs);
  await until(() => told.length === 2);
  await put("second");
  expect([kept, told.length]).toEqual([["first", "second"], 2]);
  await open.stop();
  clock.advanceBy(lookEveryMs);
  expect(told).toHaveLength(2);
  await fixture.dispose();
});
