// What becomes of records that were put: when they are delivered, how, and what happens where that fails.

import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { unzipSync } from "fflate";
import type { DeliveryOutcome } from "../../../src/aws/delivery.ts";
import type { JsonObject } from "../../../src/aws/json.ts";
import { until } from "../../support/until.ts";
import {
  type AskFunction,
  type Delivery,
  lambdaProcessor,
  openDelivery,
  toBucket,
} from "./support/delivery.ts";

let delivery: Delivery;
let ask: AskFunction;
beforeEach(async () => {
  delivery = await openDelivery({ ask: (event) => ask(event) });
  await delivery.s3.createBucket("archive");
});
afterEach(async () => {
  await delivery.close();
  expect(delivery.faults).toEqual([]);
});

const hints = (SizeInMBs: number, IntervalInSeconds: number) => ({
  BufferingHints: { SizeInMBs, IntervalInSeconds },
});
const put = (...texts: readonly string[]) =>
  delivery.streams.put(
    "s",
    texts.map((text) => Buffer.from(text)),
  );
const textsOf = (objects: Readonly<Record<string, Buffer>>) => Object.values(objects).map(String);
const processed = (...Processors: readonly object[]) => ({
  ProcessingConfiguration: { Enabled: true, Processors },
});

describe("records are delivered", () => {
  test("together, once the first has waited as long as the hint says", async () => {
    delivery.streams.create({ name: "s", destination: toBucket("archive", hints(5, 60)) });
    await put("a", "b");
    delivery.clock.advanceBy(59_000);
    await put("c");
    expect(delivery.s3.listObjects("archive").objects).toEqual([]);
    delivery.clock.advanceBy(1_000);
    expect(textsOf(await delivery.objects("archive", 1))).toEqual(["abc"]);
    expect(Object.fromEntries(delivery.counted)).toMatchObject({
      ...{ IncomingRecords: 3, IncomingBytes: 3 },
      ...{ "DeliveryToS3.Records": 3, "DeliveryToS3.DataFreshness": 60 },
    });
  });

  test("as soon as there is as much as the hint says", async () => {
    delivery.streams.create({ name: "s", destination: toBucket("archive", hints(1, 900)) });
    const half = "x".repeat(600_000);
    await put(half, half, half);
    // What does not fit is the first of the next object.
    expect(textsOf(await delivery.objects("archive", 2)).map(({ length }) => length)).toEqual([
      600_000, 600_000,
    ]);
    delivery.clock.advanceBy(900_000);
    await delivery.objects("archive", 3);
  });

  test.each([
    ["GZIP", (bytes: Buffer) => gunzipSync(bytes).toString()],
    [
      "ZIP",
      (bytes: Buffer) =>
        Object.values(unzipSync(bytes))
          .map((each) => Buffer.from(each).toString())
          .join(),
    ],
  ])("packed by %s", async (CompressionFormat, unpack) => {
    delivery.streams.create({
      name: "s",
      destination: toBucket("archive", { CompressionFormat, ...hints(1, 0) }),
    });
    await put("text");
    delivery.clock.advanceBy(0);
    const [[key, bytes] = ["", Buffer.alloc(0)]] = Object.entries(await delivery.objects("archive", 1));
    expect(key).toMatch(CompressionFormat === "GZIP" ? /\.gz$/ : /\.zip$/);
    expect(unpack(bytes)).toBe("text");
  });

  test("to the bucket that the stream leads to by then, under its new version", async () => {
    await delivery.s3.createBucket("other");
    delivery.streams.create({ name: "s", destination: toBucket("archive", hints(5, 60)) });
    await put("a");
    const change = { ExtendedS3DestinationUpdate: { BucketARN: "arn:aws:s3:::other" } };
    await delivery.streams.update("s", {
      ...{ versionId: "1", id: "destinationId-000000000001" },
      change: change as never,
    });
    delivery.clock.advanceBy(60_000);
    const objects = await delivery.objects("other", 1);
    expect(Object.keys(objects)[0]).toMatch(/\/s-2-2026-01-01-00-00-00-/);
    expect(textsOf(objects)).toEqual(["a"]);
  });

  test("again and again while there is no bucket, and told of where the destination wants it told", async () => {
    const CloudWatchLoggingOptions = { Enabled: true, LogGroupName: "g", LogStreamName: "l" };
    delivery.streams.create({
      ...{ name: "s", destination: toBucket("later", { CloudWatchLoggingOptions, ...hints(1, 0) }) },
    });
    await put("a");
    delivery.clock.advanceBy(0);
    const told = await until(() => delivery.told[0]);
    expect(told).toMatch(/^g l .*"errorCode":"S3\.NoSuchBucket"/);
    expect(JSON.parse(told.slice(4))).toMatchObject({
      destination: "arn:aws:s3:::later",
      deliveryStreamVersionId: 1,
    });
    await delivery.s3.createBucket("later");
    await until(() => (delivery.clock.pendingTimers > 0 ? true : undefined));
    delivery.clock.advanceBy(1_000);
    expect(textsOf(await delivery.objects("later", 1))).toEqual(["a"]);
  });

  test("to the backup as well, as they came", async () => {
    await delivery.s3.createBucket("backup");
    const destination = toBucket("archive", {
      ...processed({ Type: "AppendDelimiterToRecord" }),
      ...hints(1, 0),
      S3BackupMode: "Enabled",
      S3BackupConfiguration: {
        ...{ RoleARN: "arn:aws:iam::000000000000:role/any", BucketARN: "arn:aws:s3:::backup" },
        ...hints(1, 60),
      },
    });
    delivery.streams.create({ name: "s", destination });
    await put("a", "b");
    delivery.clock.advanceBy(60_000);
    expect(textsOf(await delivery.objects("backup", 1))).toEqual(["ab"]);
    expect(textsOf(await delivery.objects("archive", 1)).join("")).toBe("a\nb\n");
  });
});

describe("a function", () => {
  /** Answers with what `of` makes of each record. */
  const answering = (of: (text: string) => JsonObject): AskFunction => {
    return ({ records }) => ({
      status: "DELIVERED",
      answer: {
        records: (records as readonly JsonObject[]).map(({ recordId, data }) => ({
          recordId: String(recordId),
          ...of(Buffer.from(String(data), "base64").toString()),
        })),
      },
    });
  };
  const base64 = (text: string) => Buffer.from(text).toString("base64");
  const create = (more: object = {}, parameters: Readonly<Record<string, string>> = {}) =>
    delivery.streams.create({
      name: "s",
      destination: toBucket("archive", {
        ...processed(
          {
            Type: "AppendDelimiterToRecord",
            Parameters: [{ ParameterName: "Delimiter", ParameterValue: "|" }],
          },
          lambdaProcessor({ BufferIntervalInSeconds: "10", ...parameters }),
        ),
        ...hints(1, 60),
        ...more,
      }),
    });

  test("is sent what came in its time, and what it says of each record happens", async () => {
    let event: JsonObject = {};
    const answer = answering((text) =>
      text === "bad"
        ? { result: "ProcessingFailed" }
        : text === "no"
          ? { result: "Dropped" }
          : { result: "Ok", data: base64(text.toUpperCase()) },
    );
    ask = (given) => {
      event = given;
      return answer(given);
    };
    const { arn: deliveryStreamArn, createdAt } = create();
    await put("a", "bad", "no", "b");
    delivery.clock.advanceBy(10_000);
    await until(() => delivery.counted.get("SucceedProcessing.Records"));
    delivery.clock.advanceBy(60_000);
    const objects = await delivery.objects("archive", 2);
    expect(event).toMatchObject({ deliveryStreamArn, region: "us-east-1", invocationId: expect.any(String) });
    expect(event.records).toHaveLength(4);
    expect((event.records as readonly JsonObject[])[0]).toEqual({
      recordId: expect.stringMatching(/^4957\d{52}000000$/),
      approximateArrivalTimestamp: createdAt,
      data: base64("a"),
    });
    expect(Object.keys(objects)).toEqual([
      expect.stringMatching(/^2026\/01\/01\/00\/s-1-/),
      expect.stringMatching(/^processing-failed\/2026\/01\/01\/00\/s-1-/),
    ]);
    const [good, failed = ""] = textsOf(objects);
    expect(good).toBe("A|B|");
    expect(JSON.parse(failed)).toEqual({
      ...{ attemptsMade: 1, arrivalTimestamp: createdAt, attemptEndingTimestamp: createdAt + 10_000 },
      ...{
        errorCode: "Lambda.ProcessingFailedStatus",
        errorMessage: "ProcessingFailed status set for record",
      },
      ...{ rawData: base64("bad"), lambdaArn: "arn:aws:lambda:us-east-1:000000000000:function:f" },
    });
  });

  const error = (code: string): DeliveryOutcome => ({
    status: "FAILED",
    error: { code, message: "no", isPassing: true },
  });
  test.each([
    ["fails", () => error("Error"), "Lambda.FunctionError", 3],
    ["is not there", () => error("ResourceNotFoundException"), "Lambda.ResourceNotFound", 3],
    ["is asked too often", () => error("TooManyRequestsException"), "Lambda.TooManyRequests", 3],
    [
      "leaves out a record",
      () => ({ status: "DELIVERED", answer: { records: [] } }) as const,
      "Lambda.MissingRecordId",
      1,
    ],
    [
      "answers otherwise",
      () => ({ status: "DELIVERED", answer: "yes" }) as const,
      "Lambda.JsonProcessingException",
      1,
    ],
  ] as const)("that %s makes failed records of the batch", async (_, outcome, errorCode, attemptsMade) => {
    let asked = 0;
    ask = () => {
      asked++;
      return outcome();
    };
    create({}, { NumberOfRetries: "2" });
    await put("a");
    delivery.clock.advanceBy(10_000);
    while (asked < attemptsMade) {
      await until(() => (delivery.clock.pendingTimers > 0 ? true : undefined));
      delivery.clock.advanceToNextTimer();
      await new Promise((resolve) => setImmediate(resolve));
    }
    await until(() => delivery.told[0]);
    delivery.clock.advanceBy(60_000);
    const [failed = ""] = textsOf(await delivery.objects("archive", 1));
    expect(JSON.parse(failed)).toMatchObject({ errorCode, attemptsMade });
  });

  test("gives the keys of the partitions that records are put under", async () => {
    ask = answering((text) => ({
      ...{ result: "Ok", data: base64(text) },
      metadata: { partitionKeys: text === "none" ? {} : { first: text[0] ?? "" } },
    }));
    create({
      Prefix: "first=!{partitionKeyFromLambda:first}/",
      ErrorOutputPrefix: "failed/",
      DynamicPartitioningConfiguration: { Enabled: true },
      ...hints(64, 60),
    });
    await put("ab", "ba", "ac", "none");
    delivery.clock.advanceBy(10_000);
    await until(() => delivery.counted.get("SucceedProcessing.Records"));
    delivery.clock.advanceBy(60_000);
    const objects = await delivery.objects("archive", 3);
    expect(
      Object.entries(objects).map(([key, bytes]) => [key.split("/", 1)[0], String(bytes).slice(0, 6)]),
    ).toEqual([
      ["failed", '{"atte'],
      ["first=a", "ab|ac|"],
      ["first=b", "ba|"],
    ]);
  });
});

describe("what was acknowledged", () => {
  test("is delivered after a kill, and what was delivered is not delivered again", async () => {
    const directory = mkdtempSync(join(tmpdir(), "firehose-"));
    try {
      const { clock, s3 } = delivery;
      const before = await openDelivery({ directory: join(directory, "a"), clock, s3 });
      before.streams.create({ name: "s", destination: toBucket("archive", hints(1, 60)) });
      await before.streams.book.committed();
      await before.streams.put("s", [Buffer.from("first")]);
      clock.advanceBy(60_000);
      await delivery.objects("archive", 1);
      await before.streams.put("s", [Buffer.from("second"), Buffer.from([0, 255])]);
      // As a kill leaves it.
      cpSync(join(directory, "a"), join(directory, "b"), { recursive: true });
      const after = await openDelivery({ directory: join(directory, "b"), clock, s3 });
      await before.close();
      clock.advanceBy(60_000);
      const texts = Object.values(await delivery.objects("archive", 2));
      expect(texts.map((bytes) => bytes.toString("latin1"))).toEqual(["first", "second\0\xff"]);
      await after.close();
      const again = await openDelivery({ directory: join(directory, "b"), clock, s3 });
      clock.advanceBy(60_000);
      await again.close();
      expect(s3.listObjects("archive").objects).toHaveLength(2);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  test("has room up to a bound, and what goes beyond is told to be put later", async () => {
    delivery.streams.create({ name: "s", destination: toBucket("nowhere", hints(128, 900)) });
    const large = Buffer.alloc(1_000_000);
    const call = Array.from({ length: 4 }, () => large);
    let taken = 0;
    for (let calls = 0; calls < 67; calls++) taken += await delivery.streams.put("s", call);
    // 256 MiB.
    expect(taken).toBe(268);
    expect(await delivery.streams.put("s", call)).toBe(0);
    expect(delivery.counted.get("ThrottledRecords")).toBe(4);
    await delivery.streams.delete("s");
    delivery.streams.create({ name: "s", destination: toBucket("nowhere") });
    expect(await delivery.streams.put("s", call)).toBe(4);
  });
});
