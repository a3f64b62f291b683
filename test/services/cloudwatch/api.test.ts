import {
  type AlarmType,
  CloudWatchClient,
  DeleteAlarmsCommand,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  type DescribeAlarmsCommandInput,
  GetDashboardCommand,
  GetMetricDataCommand,
  GetMetricWidgetImageCommand,
  ListMetricsCommand,
  ListTagsForResourceCommand,
  PutCompositeAlarmCommand,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
  SetAlarmStateCommand,
} from "@aws-sdk/client-cloudwatch";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { localIdentity } from "../../../src/aws/arn.ts";
import type { ServiceApi, WireObject } from "../../../src/aws/wire/operation.ts";
import { Alarms } from "../../../src/services/cloudwatch/alarms/alarms.ts";
import { CompositeAlarms } from "../../../src/services/cloudwatch/alarms/composite-alarms.ts";
import { cloudWatchApi } from "../../../src/services/cloudwatch/api/api.ts";
import { Dashboards } from "../../../src/services/cloudwatch/dashboards.ts";
import { Metrics } from "../../../src/services/cloudwatch/metrics/metrics.ts";
import { VirtualClock } from "../../../src/time/virtual-clock.ts";
import { type SdkServer, serve } from "../../server/sdk-server.ts";

const start = Date.UTC(2026, 0, 1);
const startSeconds = start / 1000;
let api: ServiceApi;
let clock: VirtualClock;

beforeEach(() => {
  clock = new VirtualClock(start);
  const identity = localIdentity;
  const metrics = new Metrics({ clock });
  const alarms: Alarms = new Alarms({
    ...{ clock, identity, metrics },
    onStateChange: ({ alarm }) => composites.changed(alarm),
  });
  const composites: CompositeAlarms = new CompositeAlarms({
    ...{ clock, identity, book: alarms.book, history: alarms.history },
    metricAlarm: (name) => alarms.get(name),
  });
  api = cloudWatchApi({
    clock,
    metrics,
    alarms,
    composites,
    dashboards: new Dashboards({ clock, identity }),
  });
});

async function call(operation: string, request: WireObject = {}): Promise<WireObject> {
  const answer = await api.operations[operation]?.(request, { requestId: "request", host: "localhost" });
  if (answer === undefined) throw new Error(`no operation ${operation}`);
  return answer;
}

const dimensions = [{ Name: "Station", Value: "SEA" }];
const metric = { Namespace: "Weather", MetricName: "Readings", Dimensions: dimensions };

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

  test("are listed page by page", async () => {
    const data = Array.from({ length: 501 }, (_, at) => ({ MetricName: `m${at}`, Value: 1 }));
    await call("PutMetricData", { Namespace: "Weather", MetricData: data });
    const first = await call("ListMetrics", { Namespace: "Weather" });
    const second = await call("ListMetrics", { Namespace: "Weather", NextToken: first.NextToken });
    expect([first.Metrics, second.Metrics].map((page) => (page as unknown[]).length)).toEqual([500, 1]);
    expect(second).toMatchObject({ Metrics: [{ MetricName: "m500", Dimensions: [] }] });
    expect(second.NextToken).toBeUndefined();
  });

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

describe("clients", () => {
  let server: SdkServer;
  let client: CloudWatchClient;
  const StartTime = new Date(start);
  const EndTime = new Date(start + 300_000);

  beforeEach(async () => {
    server = await serve(api);
    client = new CloudWatchClient(server.clientConfiguration);
    const MetricData = [
      {
        MetricName: "Readings",
        Dimensions: dimensions,
        Value: 3,
        Unit: "Count",
        Timestamp: StartTime,
      } as const,
    ];
    await client.send(new PutMetricDataCommand({ Namespace: "Weather", MetricData }));
  });
  afterEach(async () => {
    client.destroy();
    await server.close();
    expect(server.faults).toEqual([]);
  });

  test("of the SDK read metrics", async () => {
    const MetricDataQueries = [
      { Id: "m1", MetricStat: { Metric: metric, Period: 60, Stat: "Sum" } },
      { Id: "e1", Expression: "m1 * 2" },
    ];
    const answer = await client.send(new GetMetricDataCommand({ MetricDataQueries, StartTime, EndTime }));
    expect(answer.MetricDataResults).toMatchObject([
      { Id: "m1", Timestamps: [StartTime], Values: [3] },
      { Id: "e1", Timestamps: [StartTime], Values: [6] },
    ]);
    expect((await client.send(new ListMetricsCommand({}))).Metrics).toMatchObject([metric]);
  });

  test("of the SDK set alarms", async () => {
    await client.send(
      new PutMetricAlarmCommand({
        AlarmName: "a",
        MetricName: "Readings",
        Namespace: "Weather",
        Statistic: "Sum",
        Period: 60,
        EvaluationPeriods: 1,
        Threshold: 1.5,
        ComparisonOperator: "GreaterThanThreshold",
      }),
    );
    await client.send(new SetAlarmStateCommand({ AlarmName: "a", StateValue: "ALARM", StateReason: "test" }));
    expect((await client.send(new DescribeAlarmsCommand({}))).MetricAlarms).toMatchObject([
      { AlarmName: "a", StateValue: "ALARM", Threshold: 1.5, StateUpdatedTimestamp: StartTime },
    ]);
    await call("DeleteAlarms", { AlarmNames: ["a"] });
  });

  test("of the SDK put composite alarms, and find them by type and by who depends on whom", async () => {
    const send = (input: DescribeAlarmsCommandInput) => client.send(new DescribeAlarmsCommand(input));
    await call("PutMetricAlarm", {
      ...{ AlarmName: "a", ...metric, Statistic: "Sum", Period: 60, EvaluationPeriods: 1, Threshold: 1 },
      ComparisonOperator: "GreaterThanThreshold",
    });
    await client.send(
      new PutCompositeAlarmCommand({
        AlarmName: "c",
        AlarmRule: "ALARM(a)",
        Tags: [{ Key: "team", Value: "weather" }],
        ActionsSuppressor: "a",
        ActionsSuppressorWaitPeriod: 60,
        ActionsSuppressorExtensionPeriod: 120,
      }),
    );
    await client.send(new SetAlarmStateCommand({ AlarmName: "a", StateValue: "ALARM", StateReason: "test" }));
    expect((await send({})).CompositeAlarms).toEqual([]);
    const { CompositeAlarms = [], MetricAlarms } = await send({ AlarmTypes: ["CompositeAlarm"] });
    expect(MetricAlarms).toEqual([]);
    expect(CompositeAlarms).toMatchObject([
      { AlarmName: "c", StateValue: "ALARM", ActionsSuppressedBy: "Alarm", ActionsSuppressor: "a" },
    ]);
    expect((await send({ ParentsOfAlarmName: "a" })).CompositeAlarms).toEqual([
      { AlarmName: "c", AlarmArn: CompositeAlarms[0]?.AlarmArn },
    ]);
    const children = (await send({ ChildrenOfAlarmName: "c" })).MetricAlarms;
    expect(children).toMatchObject([{ AlarmName: "a", StateValue: "ALARM" }]);
    expect(children?.[0]).not.toHaveProperty("Threshold");
    await expect(send({ ChildrenOfAlarmName: "c", StateValue: "OK" })).rejects.toMatchObject({
      name: "ValidationException",
    });
    const ResourceARN = CompositeAlarms[0]?.AlarmArn;
    expect((await client.send(new ListTagsForResourceCommand({ ResourceARN }))).Tags).toEqual([
      { Key: "team", Value: "weather" },
    ]);
    const AlarmTypes: AlarmType[] = ["CompositeAlarm"];
    const { AlarmHistoryItems } = await client.send(new DescribeAlarmHistoryCommand({ AlarmTypes }));
    expect(AlarmHistoryItems).toMatchObject([
      { AlarmName: "c", AlarmType: "CompositeAlarm", HistorySummary: "Alarm updated from OK to ALARM" },
      {},
      { HistoryItemType: "ConfigurationUpdate" },
    ]);
    await expect(client.send(new DeleteAlarmsCommand({ AlarmNames: ["a"] }))).rejects.toMatchObject({
      name: "ValidationException",
      message: "Cannot delete a as there are composite alarm(s) depending on it.",
    });
    await call("DeleteAlarms", { AlarmNames: ["c", "a"] });
  });

  test("of the SDK get a widget's picture", async () => {
    const widget = {
      width: 300,
      height: 200,
      metrics: [["Weather", "Readings", "Station", "SEA"]],
      start: "-PT1H",
    };
    const get = (MetricWidget: string) => client.send(new GetMetricWidgetImageCommand({ MetricWidget }));
    const { MetricWidgetImage } = await get(JSON.stringify({ ...widget, end: "PT5M" }));
    expect(
      Buffer.from(MetricWidgetImage ?? [])
        .subarray(1, 4)
        .toString(),
    ).toBe("PNG");
    await expect(get("no widget")).rejects.toMatchObject({
      message: "Invalid metric widget: MetricWidget must be a JSON object.",
    });
  });

  test("of the SDK know CloudWatch's errors", async () => {
    await expect(client.send(new GetDashboardCommand({ DashboardName: "absent" }))).rejects.toMatchObject({
      name: "ResourceNotFound",
    });
  });

  test("of the Query protocol read metrics in XML", async () => {
    const body = new URLSearchParams({
      Action: "GetMetricStatistics",
      Version: "2010-08-01",
      Namespace: "Weather",
      MetricName: "Readings",
      "Dimensions.member.1.Name": "Station",
      "Dimensions.member.1.Value": "SEA",
      StartTime: StartTime.toISOString(),
      EndTime: EndTime.toISOString(),
      Period: "60",
      "Statistics.member.1": "Sum",
    });
    const answer = await fetch(server.url, { method: "POST", body });
    expect(answer.status).toBe(200);
    expect(await answer.text()).toMatch(
      /<GetMetricStatisticsResult>.*<Datapoints><member>.*<Sum>3(\.0)?<\/Sum>.*<\/member><\/Datapoints>/s,
    );
  });
});
