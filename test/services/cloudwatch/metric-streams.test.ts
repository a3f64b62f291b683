// Metric streams by their operations, and what they send to a delivery stream.

import { beforeEach, expect, test } from "@jest/globals";
import type { WireObject } from "../../../src/aws/wire/operation.ts";
import { call, clock, delayDelivery, openCloudWatch, start, streamed } from "./support/open-cloudwatch.ts";

beforeEach(openCloudWatch);

const FirehoseArn = "arn:aws:firehose:us-east-1:000000000000:deliverystream/d";
const stream = {
  Name: "all",
  FirehoseArn,
  RoleArn: "arn:aws:iam::000000000000:role/r",
  OutputFormat: "json",
};
const put = (Namespace: string, MetricName: string, Value: number) =>
  call("PutMetricData", { Namespace, MetricData: [{ MetricName, Value, Unit: "Count" }] });

async function minute(): Promise<void> {
  clock.advanceBy(60_000);
  await new Promise(setImmediate);
}

test("a metric stream is put, found, stopped, started and deleted", async () => {
  const IncludeFilters = [{ Namespace: "Mill", MetricNames: ["Turns"] }, { Namespace: "Rain" }];
  const { Arn } = await call("PutMetricStream", {
    ...stream,
    IncludeFilters,
    Tags: [{ Key: "k", Value: "v" }],
  });
  expect(Arn).toBe("arn:aws:cloudwatch:us-east-1:000000000000:metric-stream/all");
  expect(await call("GetMetricStream", { Name: "all" })).toMatchObject({
    ...{ ...stream, Arn, IncludeFilters, State: "running", IncludeLinkedAccountsMetrics: false },
    CreationDate: new Date(start),
  });
  expect((await call("ListTagsForResource", { ResourceARN: Arn })).Tags).toEqual([{ Key: "k", Value: "v" }]);
  await call("StopMetricStreams", { Names: ["all"] });
  expect((await call("ListMetricStreams")).Entries).toMatchObject([{ Name: "all", State: "stopped" }]);
  await call("StartMetricStreams", { Names: ["all"] });
  await call("PutMetricStream", stream);
  expect(await call("GetMetricStream", { Name: "all" })).toMatchObject({ State: "running" });
  await call("DeleteMetricStream", { Name: "all" });
  await call("DeleteMetricStream", { Name: "all" });
  await expect(call("GetMetricStream", { Name: "all" })).rejects.toMatchObject({
    code: "ResourceNotFoundException",
  });
  clock.advanceBy(60_000);
  expect(clock.pendingTimers).toBe(0);
});

test("what metrics amount to in a minute is sent once it is over, a line each, with what else is asked for", async () => {
  await call("PutMetricStream", {
    ...stream,
    ExcludeFilters: [{ Namespace: "Rain" }],
    StatisticsConfigurations: [
      {
        IncludeMetrics: [{ Namespace: "Mill", MetricName: "Turns" }],
        AdditionalStatistics: ["p100"],
      },
    ],
  });
  await put("Mill", "Turns", 1);
  await put("Mill", "Turns", 3);
  await put("Mill", "Stops", 5);
  await put("Rain", "Drops", 7);
  await minute();
  await minute();
  expect(streamed.map(({ arn }) => arn)).toEqual([FirehoseArn]);
  const lines = streamed[0]?.text.trimEnd().split("\n") ?? [];
  const whole = { metric_stream_name: "all", account_id: "000000000000", region: "us-east-1" };
  const of = { ...whole, namespace: "Mill", dimensions: {}, timestamp: start, unit: "Count" };
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    { ...of, metric_name: "Turns", value: { max: 3, min: 1, sum: 4, count: 2, p100: 3 } },
    { ...of, metric_name: "Stops", value: { max: 5, min: 5, sum: 5, count: 1 } },
  ]);
  await call("StopMetricStreams", { Names: ["all"] });
  await put("Mill", "Turns", 9);
  await minute();
  expect(streamed).toHaveLength(1);
});

test("minutes that pass while a delivery is under way are told after it, and none of them twice", async () => {
  await call("PutMetricStream", stream);
  let goOn = () => {};
  delayDelivery(
    () =>
      new Promise((resolve) => {
        goOn = () => resolve(undefined);
      }),
  );
  await put("Mill", "Turns", 1);
  await minute();
  await put("Mill", "Turns", 2);
  await minute();
  await minute();
  expect(streamed).toEqual([]);
  delayDelivery(async () => undefined);
  goOn();
  await minute();
  await minute();
  const told = streamed.flatMap(({ text }) => text.trimEnd().split("\n"));
  expect(told.map((line) => JSON.parse(line).value.sum)).toEqual([1, 2]);
});

/** A message of protocol buffers by the numbers of its fields: those with a length as bytes, those of 64 bits as such. */
function fieldsOf(bytes: Buffer): Map<number, Buffer[]> {
  const fields = new Map<number, Buffer[]>();
  let at = 0;
  const number = () => {
    let value = 0;
    for (let shift = 1; ; shift *= 0x80) {
      const byte = bytes[at++] ?? 0;
      value += (byte & 0x7f) * shift;
      if (byte < 0x80) return value;
    }
  };
  while (at < bytes.length) {
    const tag = number();
    const length = tag % 8 === 1 ? 8 : number();
    fields.set(tag >> 3, [...(fields.get(tag >> 3) ?? []), bytes.subarray(at, at + length)]);
    at += length;
  }
  return fields;
}

const within = (bytes: Buffer | undefined, ...path: number[]): Buffer =>
  path.reduce(
    (found, number) => fieldsOf(found).get(number)?.[0] ?? Buffer.alloc(0),
    bytes ?? Buffer.alloc(0),
  );
const pairsOf = (bytes: Buffer, number: number) =>
  (fieldsOf(bytes).get(number) ?? []).map((each) => [String(within(each, 1)), within(each, 2)] as const);

test.each<[format: string, attributes: number]>([
  ["opentelemetry1.0", 7],
  ["opentelemetry0.7", 1],
])("in %s a metric's minute is a request behind its length", async (OutputFormat, attributes) => {
  await call("PutMetricStream", {
    ...{ ...stream, OutputFormat },
    StatisticsConfigurations: [
      { IncludeMetrics: [{ Namespace: "Mill", MetricName: "Turns" }], AdditionalStatistics: ["p50"] },
    ],
  });
  const Dimensions = [{ Name: "wheel", Value: "left" }];
  const MetricData = [1, 3].map((Value) => ({
    MetricName: "Turns",
    Value,
    Unit: "Bytes/Second",
    Dimensions,
  }));
  await call("PutMetricData", { Namespace: "Mill", MetricData });
  await minute();
  const bytes = Buffer.from(streamed[0]?.binary ?? []);
  // Shorter than 16 KiB, so that its length takes two bytes.
  const request = bytes.subarray(2);
  expect((bytes[0] ?? 0) - 0x80 + (bytes[1] ?? 0) * 0x80).toBe(request.length);
  const resource = within(request, 1, 1);
  expect(pairsOf(resource, 1).map(([key, value]) => [key, String(within(value, 1))])).toEqual([
    ["cloud.provider", "aws"],
    ["cloud.account.id", "000000000000"],
    ["cloud.region", "us-east-1"],
    ["aws.exporter.arn", "arn:aws:cloudwatch:us-east-1:000000000000:metric-stream/all"],
  ]);
  const metric = within(request, 1, 2, 2);
  expect([String(within(metric, 1)), String(within(metric, 3))]).toEqual([
    "amazonaws.com/Mill/Turns",
    "By/s",
  ]);
  const point = within(metric, 11, 1);
  expect([2, 3, 4].map((number) => within(point, number).readBigUInt64LE())).toEqual([
    ...[BigInt(start) * 1_000_000n, BigInt(start + 60_000) * 1_000_000n, 2n],
  ]);
  expect(within(point, 5).readDoubleLE()).toBe(4);
  const quantiles = (fieldsOf(point).get(6) ?? []).map((each) => [
    within(each, 1).readDoubleLE(),
    within(each, 2).readDoubleLE(),
  ]);
  expect(quantiles.map(([quantile]) => quantile)).toEqual([0, 0.5, 1]);
  expect([quantiles[0]?.[1], quantiles[2]?.[1]]).toEqual([1, 3]);
  const told = pairsOf(point, attributes);
  if (attributes === 1)
    expect(told.map(([key, value]) => [key, String(value)])).toEqual([
      ...[
        ["Namespace", "Mill"],
        ["MetricName", "Turns"],
        ["wheel", "left"],
      ],
    ]);
  else {
    expect(told.map(([key]) => key)).toEqual(["Namespace", "MetricName", "Dimensions"]);
    const dimensions = within(told[2]?.[1], 6);
    expect(pairsOf(dimensions, 1).map(([key, value]) => [key, String(within(value, 1))])).toEqual([
      ["wheel", "left"],
    ]);
  }
});

test("what a delivery stream took of a range is not told again when it has refused the rest", async () => {
  await call("PutMetricStream", stream);
  const wide = "d".repeat(250);
  const names = Array.from({ length: 1000 }, (_, at) => `Turns${at}`);
  await call("PutMetricData", {
    Namespace: "Mill",
    MetricData: names.map((MetricName) => ({
      ...{ MetricName, Value: 1, Unit: "Count" },
      Dimensions: [{ Name: "wide", Value: wide }],
    })),
  });
  let taken = 0;
  delayDelivery(async () =>
    ++taken > 1 ? { status: "FAILED", error: { code: "Busy", message: "no", isPassing: true } } : undefined,
  );
  await minute();
  expect(streamed).toHaveLength(1);
  await put("Mill", "Turns0", 2);
  delayDelivery(async () => undefined);
  await minute();
  await minute();
  await minute();
  const told = streamed.flatMap(({ text }) => text.trimEnd().split("\n"));
  const first = told.map((line) => JSON.parse(line)).filter(({ timestamp }) => timestamp === start);
  expect(first.map(({ metric_name }) => metric_name)).toEqual(names);
  expect(told).toHaveLength(names.length + 1);
});

test.each<[more: WireObject, message: string]>([
  [
    {
      OutputFormat: "opentelemetry1.0",
      StatisticsConfigurations: [
        { IncludeMetrics: [{ Namespace: "A", MetricName: "m" }], AdditionalStatistics: ["tm90"] },
      ],
    },
    "Unsupported statistic tm90 for selected OutputFormat",
  ],
  [{ FirehoseArn: "arn:aws:sqs:us-east-1:000000000000:q" }, "for parameter FirehoseArn is invalid."],
  [
    { FirehoseArn: "arn:aws:firehose:eu-west-1:000000000000:deliverystream/d" },
    "FirehoseArn must be in the same region and AWS partition as the Metric Stream",
  ],
  [
    { FirehoseArn: "arn:aws:firehose:us-east-1:111111111111:deliverystream/d" },
    "FirehoseArn must be in the same account as the Metric Stream",
  ],
  [
    { IncludeFilters: [{ Namespace: "A" }], ExcludeFilters: [{ Namespace: "B" }] },
    "IncludeFilters and ExcludeFilters cannot both be present",
  ],
  [
    { StatisticsConfigurations: [{ IncludeMetrics: [], AdditionalStatistics: ["p90"] }] },
    "IncludeMetrics less than 1",
  ],
  [
    {
      StatisticsConfigurations: [
        { IncludeMetrics: [{ Namespace: "A", MetricName: "m" }], AdditionalStatistics: ["p101"] },
      ],
    },
    "Unsupported statistic p101 for selected OutputFormat",
  ],
])("%j is refused", async (more, message) => {
  await expect(call("PutMetricStream", { ...stream, ...more })).rejects.toThrow(message);
  expect((await call("ListMetricStreams")).Entries).toEqual([]);
});
