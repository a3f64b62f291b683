// CloudWatch's operations: metrics, alarms and dashboards, and what is refused of them.

import { beforeEach, describe, expect, test } from "@jest/globals";
import type { WireObject } from "../../../src/aws/wire/operation.ts";
import {
  call,
  clock,
  dimensions,
  metric,
  openCloudWatch,
  start,
  startSeconds,
} from "./support/open-cloudwatch.ts";

beforeEach(openCloudWatch);

async function putReadings(): Promise<void> {
  await call("PutMetricData", {
    Namespace: "Weather",
    MetricData: [
      { MetricName: "Readings", Dimensions: dimensions, Value: 3, Unit: "Count", Timestamp: startSeconds },
      {
        MetricName: "Readings",
        Dimensions: dimensions,
        Values: [1, 2],
        Unit: "Count",
        Timestamp: startSeconds + 60,
      },
    ],
  });
}

describe("metrics", () => {
  test("come back from GetMetricData newest first, or oldest first when asked", async () => {
    await putReadings();
    const query = { Id: "m1", MetricStat: { Metric: metric, Period: 60, Stat: "Sum" } };
    const request = { MetricDataQueries: [query], StartTime: startSeconds, EndTime: startSeconds + 120 };
    const expected = { Id: "m1", Label: "Readings", StatusCode: "Complete", Values: [3, 3] };
    const times = [new Date(start + 60_000), new Date(start)];
    expect((await call("GetMetricData", request)).MetricDataResults).toEqual([
      { ...expected, Timestamps: times },
    ]);
    expect(
      (await call("GetMetricData", { ...request, ScanBy: "TimestampAscending" })).MetricDataResults,
    ).toEqual([{ ...expected, Timestamps: [...times].reverse() }]);
  });

  test("come back from GetMetricData in pages, whatever series they belong to", async () => {
    const request = {
      MetricDataQueries: [
        { Id: "a", Expression: "TIME_SERIES(1)" },
        { Id: "b", Expression: "TIME_SERIES(2)" },
      ],
      StartTime: startSeconds,
      EndTime: startSeconds + 5 * 60,
      MaxDatapoints: 3,
    };
    const pages: unknown[] = [];
    for (let token: unknown, page = 0; page < 4; page++) {
      const answer = await call("GetMetricData", { ...request, ...(page > 0 ? { NextToken: token } : {}) });
      pages.push(
        (answer.MetricDataResults as WireObject[]).map(({ Id, Values, StatusCode }) => [
          Id,
          Values,
          StatusCode,
        ]),
      );
      token = answer.NextToken;
      if (token === undefined) break;
    }
    expect(pages).toEqual([
      [["a", [1, 1, 1], "PartialData"]],
      [
        ["a", [1, 1], "Complete"],
        ["b", [2], "PartialData"],
      ],
      [["b", [2, 2, 2], "PartialData"]],
      [["b", [2], "Complete"]],
    ]);
  });

  test("come back from GetMetricStatistics, with percentiles apart", async () => {
    await putReadings();
    const answer = await call("GetMetricStatistics", {
      ...metric,
      StartTime: "2026-01-01T00:00:00Z",
      EndTime: "2026-01-01T00:05:00Z",
      Period: "300",
      Statistics: ["Sum", "SampleCount"],
      ExtendedStatistics: ["p100"],
    });
    expect(answer).toEqual({
      Label: "Readings",
      Datapoints: [
        {
          Timestamp: new Date(start),
          Unit: "Count",
          Sum: 6,
          SampleCount: 3,
          ExtendedStatistics: { p100: expect.closeTo(3, 1) },
        },
      ],
    });
  });

  test("of several units come back from GetMetricStatistics by unit", async () => {
    const data = [
      ["Seconds", 50],
      ["None", -50],
      ["Seconds", 1],
    ].map(([Unit, Value]) => ({ MetricName: "Delay", Unit, Value }));
    await call("PutMetricData", { Namespace: "Weather", MetricData: data });
    const asked = { Namespace: "Weather", MetricName: "Delay", Period: 60, Statistics: ["Sum"] };
    const told = async (more: WireObject) =>
      (
        (
          await call("GetMetricStatistics", {
            ...{ ...asked, StartTime: startSeconds, EndTime: startSeconds + 60, ...more },
          })
        ).Datapoints as WireObject[]
      ).map(({ Unit, Sum }) => [Unit, Sum]);
    expect(await told({})).toEqual([
      ["Seconds", 51],
      ["None", -50],
    ]);
    expect(await told({ Unit: "None" })).toEqual([["None", -50]]);
    expect(await told({ Unit: "Bytes" })).toEqual([]);
  });

  test("are listed page by page", async () => {
    const data = Array.from({ length: 501 }, (_, at) => ({ MetricName: `m${at}`, Value: 1 }));
    await call("PutMetricData", { Namespace: "Weather", MetricData: data });
    const first = await call("ListMetrics", { Namespace: "Weather" });
    const second = await call("ListMetrics", { Namespace: "Weather", NextToken: first.NextToken });
    expect([first.Metrics, second.Metrics].map((page) => (page as unknown[]).length)).toEqual([500, 1]);
    expect(second).toMatchObject({ Metrics: [{ MetricName: "m500", Dimensions: [] }] });
    expect(second.NextToken).toBeUndefined();
  });

  const datum = { MetricName: "m", Value: 1 };
  const late = "The parameter MetricData.member.2.Timestamp must specify a time within the past two weeks.";
  const notNumber = (text: string) => `The value ${text} for parameter MetricData.member.2.Value is invalid.`;
  test.each<[string, WireObject, string]>([
    ["AWS/X", datum, "The value AWS/X for parameter Namespace is invalid."],
    ["Weather", { ...datum, Timestamp: startSeconds - 15 * 86_400 }, late],
    ["Weather", { ...datum, Timestamp: startSeconds + 3 * 3600 }, late],
    ...["NaN", "Infinity", "-Infinity"].flatMap((text): [string, WireObject, string][] => [
      ["Weather", { MetricName: "m", Value: text }, notNumber(text)],
      ["Weather", { MetricName: "m", Values: [1, text] }, notNumber(text)],
    ]),
    [
      "Weather",
      { MetricName: "m", StatisticValues: { SampleCount: 1, Sum: "NaN", Minimum: 1, Maximum: 1 } },
      notNumber("NaN"),
    ],
  ])("are not put into %s as %j", async (Namespace, refused, message) => {
    await expect(call("PutMetricData", { Namespace, MetricData: [datum, refused] })).rejects.toMatchObject({
      code: "InvalidParameterValueException",
      message,
    });
    expect((await call("ListMetrics")).Metrics).toEqual([]);
  });

  test("come with what they are about, too", async () => {
    const EntityMetricData = [{ Entity: { KeyAttributes: { Name: "gauge" } }, MetricData: [datum] }];
    await call("PutMetricData", { Namespace: "Weather", EntityMetricData });
    expect((await call("ListMetrics")).Metrics).toEqual([
      { Namespace: "Weather", MetricName: "m", Dimensions: [] },
    ]);
  });

  test.each([{}, { MetricData: [] }, { EntityMetricData: [{}] }])(
    "are some: %j are none",
    async (request) => {
      await expect(call("PutMetricData", { Namespace: "Weather", ...request })).rejects.toMatchObject({
        code: "MissingRequiredParameterException",
        message: "The parameter MetricData is required.",
      });
    },
  );

  test.each([
    [
      "a range that ends before it begins",
      { StartTime: 2, EndTime: 1, MetricDataQueries: [] },
      "ValidationException",
    ],
    ["a missing member", { StartTime: 1, EndTime: 2, MetricDataQueries: [{}] }, "ValidationException"],
    [
      "a period of 7 seconds",
      {
        StartTime: 1,
        EndTime: 2,
        MetricDataQueries: [{ Id: "a", MetricStat: { Metric: metric, Period: 7, Stat: "Sum" } }],
      },
      "InvalidParameterValueException",
    ],
    [
      "an unknown statistic",
      {
        StartTime: 1,
        EndTime: 2,
        MetricDataQueries: [{ Id: "a", MetricStat: { Metric: metric, Period: 60, Stat: "Mode" } }],
      },
      "InvalidParameterValueException",
    ],
  ])("refuse %s", async (_what, request, code) => {
    await expect(call("GetMetricData", request)).rejects.toMatchObject({ code });
  });
});

describe("alarms", () => {
  const alarm = {
    AlarmName: "too-many",
    ...metric,
    Statistic: "Sum",
    Period: 60,
    EvaluationPeriods: 1,
    Threshold: 5,
    ComparisonOperator: "GreaterThanThreshold",
    TreatMissingData: "notBreaching",
    AlarmActions: ["arn:aws:sns:us-east-1:000000000000:alerts"],
  };

  test.each([
    [
      "reason data that is no JSON",
      "SetAlarmState",
      { StateValue: "OK", StateReason: "test", StateReasonData: "{" },
      "InvalidFormatFault",
      /JSON/,
    ],
    [
      "a comparison that is none",
      "PutMetricAlarm",
      { ComparisonOperator: "Above" },
      "ValidationException",
      /^1 validation error detected: Value 'Above' at 'comparisonOperator' failed to satisfy constraint: Member must satisfy enum value set: \[/,
    ],
  ] as const)("refuse %s", async (_what, operation, request, code, message) => {
    await call("PutMetricAlarm", alarm);
    const changed = operation === "SetAlarmState" ? { AlarmName: alarm.AlarmName } : alarm;
    await expect(call(operation, { ...changed, ...request })).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
  });

  test("are described as they were put", async () => {
    await call("PutMetricAlarm", alarm);
    const answer = await call("DescribeAlarms", { AlarmNames: [] });
    expect(answer.MetricAlarms).toMatchObject([
      {
        ...alarm,
        AlarmArn: "arn:aws:cloudwatch:us-east-1:000000000000:alarm:too-many",
        StateValue: "INSUFFICIENT_DATA",
        ActionsEnabled: true,
        StateUpdatedTimestamp: new Date(start),
      },
    ]);
  });

  test("can be set and deleted", async () => {
    await call("PutMetricAlarm", { ...alarm, Statistic: undefined, ExtendedStatistic: "p99" });
    await call("SetAlarmState", { AlarmName: "too-many", StateValue: "ALARM", StateReason: "test" });
    const answer = await call("DescribeAlarms", { StateValue: "ALARM" });
    expect(answer.MetricAlarms).toMatchObject([{ ExtendedStatistic: "p99", StateReason: "test" }]);
    await call("DeleteAlarms", { AlarmNames: ["too-many"] });
    expect((await call("DescribeAlarms")).MetricAlarms).toEqual([]);
    clock.advanceBy(60_000);
    expect(clock.pendingTimers).toBe(0);
  });

  test("may watch an expression", async () => {
    const { MetricName, Namespace, Dimensions, Statistic, Period, ...rest } = alarm;
    const watched = { Metric: { MetricName, Namespace, Dimensions }, Period, Stat: Statistic };
    const metrics = [
      { Id: "a", MetricStat: watched, ReturnData: false },
      { Id: "b", Expression: "a * 2", ReturnData: true },
    ];
    await call("PutMetricAlarm", { ...rest, Metrics: metrics });
    expect((await call("DescribeAlarms")).MetricAlarms).toMatchObject([{ Metrics: metrics }]);
  });

  test("need a statistic", async () => {
    await expect(call("PutMetricAlarm", { ...alarm, Statistic: undefined })).rejects.toMatchObject({
      code: "MissingRequiredParameterException",
    });
  });
});

test("a dashboard has the tags that it was made with, until it goes", async () => {
  const put = (Value: string) =>
    call("PutDashboard", {
      DashboardName: "d",
      DashboardBody: '{"widgets":[]}',
      Tags: [{ Key: "k", Value }],
    });
  await put("first");
  await put("second");
  const { DashboardArn: ResourceARN } = await call("GetDashboard", { DashboardName: "d" });
  expect(await call("ListTagsForResource", { ResourceARN })).toEqual({
    Tags: [{ Key: "k", Value: "first" }],
  });
  await call("DeleteDashboards", { DashboardNames: ["d"] });
  expect(await call("ListTagsForResource", { ResourceARN })).toEqual({ Tags: [] });
});

test("dashboards are put, got, listed and deleted", async () => {
  const DashboardBody = '{"widgets":[]}';
  await call("PutDashboard", { DashboardName: "weather", DashboardBody });
  expect(await call("GetDashboard", { DashboardName: "weather" })).toMatchObject({ DashboardBody });
  expect((await call("ListDashboards")).DashboardEntries).toMatchObject([
    { DashboardName: "weather", Size: 14, LastModified: new Date(start) },
  ]);
  await call("DeleteDashboards", { DashboardNames: ["weather"] });
  await expect(call("GetDashboard", { DashboardName: "weather" })).rejects.toMatchObject({
    code: "DashboardNotFoundError",
    status: 404,
  });
});
