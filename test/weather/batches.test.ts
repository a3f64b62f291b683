import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { batchAgeMs, recordBatchSchema, validateBatch } from "../../src/weather/batches.ts";
import { isUnreadable, readReading } from "../../src/weather/readings.ts";
import { arbitraryBatch, streamRecord, toBase64 } from "./arbitrary-readings.ts";

test("every record of a batch is either accepted or rejected, in order, and none is lost", () => {
  fc.assert(
    fc.property(arbitraryBatch, (records) => {
      const { receipt, readings, rejected } = validateBatch(records);
      const results = records.map((record) => ({ record, result: readReading(record.data) }));
      expect(rejected.map(({ sequenceNumber }) => sequenceNumber)).toEqual(
        results.filter(({ result }) => isUnreadable(result)).map(({ record }) => record.sequenceNumber),
      );
      expect(receipt.received).toBe(records.length);
      expect(receipt.rejected).toBe(rejected.length);
      expect(receipt.accepted).toBe(records.length - rejected.length);
      const { batch: _, ...columns } = readings;
      for (const column of Object.values(columns)) expect(column).toHaveLength(receipt.accepted);
    }),
  );
});

test("a rejected record keeps its data as it came", () => {
  const data = toBase64(Uint8Array.of(0, 255, 128));
  const { rejected } = validateBatch([streamRecord(data, 0)]);
  expect(rejected).toEqual([
    {
      shardId: "shardId-000000000001",
      sequenceNumber: "49590338271490256608559692538361571095921575989136588898",
      partitionKey: "seattle-harbor",
      arrivedAt: "2018-12-17T22:10:50.000Z",
      reason: "NotJson",
      detail: expect.any(String),
      data,
    },
  ]);
});

test("a batch that is all bad still leaves the function smaller than it came, as an execution's limit demands", () => {
  const record = { ...streamRecord(toBase64(`{"pad":"${"x".repeat(300)}"}`), 0) };
  const asPipesSendsIt = {
    ...record,
    eventSource: "aws:kinesis",
    eventVersion: "1.0",
    eventName: "aws:kinesis:record",
    invokeIdentityArn: "arn:aws:iam::123456789012:role/millrace-dev-IngestReadingsPipeRole-1QX7YLV5GN2ZB",
    awsRegion: "us-east-1",
    eventSourceARN: "arn:aws:kinesis:us-east-1:123456789012:stream/readings",
    kinesisSchemaVersion: "1.0",
  };
  const before = JSON.stringify(Array.from({ length: 250 }, () => asPipesSendsIt));
  const after = JSON.stringify(validateBatch(Array.from({ length: 250 }, () => record)));
  expect(after.length).toBeLessThan(before.length);
});

test("the age of a batch is that of its oldest record", () => {
  const records = [0, 1, 2].map((index) => streamRecord("", index));
  expect(batchAgeMs(records, 1_545_084_655_250)).toBe(5250);
  expect(batchAgeMs([...records].reverse(), 1_545_084_655_250)).toBe(5250);
});

test("the schema of a batch lets pass what Pipes sends, reduced to what is needed", () => {
  const record = streamRecord("e30=", 0);
  expect(recordBatchSchema.parse([{ ...record, kinesisSchemaVersion: "1.0" }])).toEqual([record]);
  expect(recordBatchSchema.safeParse([]).success).toBe(false);
  expect(recordBatchSchema.safeParse([{ ...record, data: 7 }]).success).toBe(false);
});
