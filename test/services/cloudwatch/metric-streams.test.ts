// Metric streams by their operations, and what they send to a delivery stream.

import { beforeEach, expect, test } from "@jest/globals";
import type { WireObject } from "../../../src/aws/wire/operation.ts";
import {
  api,
  call,
  clock,
  delayDelivery,
  openCloudWatch,
  start,
  streamed,
} from "./support/open-cloudwatch.ts";

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
  expect(api.refused).not.toHaveProperty("metrics are not sent to other services");
});

test("minutes that pass while a delivery is under way are told after it, and none of them twice", async () => {
  await call("PutMetricStream", stream);
  let goOn = () => {};
  delayDelivery(
    () =>
      new Promise((resolve) => {
        goOn = resolve;
      }),
  );
  await put("Mill", "Turns", 1);
  await minute();
  await put("Mill", "Turns", 2);
  await minute();
  await minute();
  expect(streamed).toEqual([]);
  delayDelivery(async () => {});
  goOn();
  await minute();
  await minute();
  const told = streamed.flatMap(({ text }) => text.trimEnd().split("\n"));
  expect(told.map((line) => JSON.parse(line).value.sum)).toEqual([1, 2]);
});

test.each<[more: WireObject, message: string]>([
  [{ OutputFormat: "opentelemetry1.0" }, "is not supported here: metrics are told in json."],
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
