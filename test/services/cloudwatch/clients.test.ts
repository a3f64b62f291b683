// CloudWatch by its clients: the SDK, and the Query protocol.

import {
  type AlarmType,
  CloudWatchClient,
  DeleteAlarmsCommand,
  DeleteAnomalyDetectorCommand,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  type DescribeAlarmsCommandInput,
  DescribeAnomalyDetectorsCommand,
  GetDashboardCommand,
  GetMetricDataCommand,
  GetMetricWidgetImageCommand,
  ListMetricsCommand,
  ListTagsForResourceCommand,
  PutAnomalyDetectorCommand,
  PutCompositeAlarmCommand,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
  SetAlarmStateCommand,
} from "@aws-sdk/client-cloudwatch";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { type SdkServer, serve } from "../../server/sdk-server.ts";
import { api, call, clock, dimensions, metric, openCloudWatch, start } from "./support/open-cloudwatch.ts";

beforeEach(openCloudWatch);

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

  test("of the SDK put anomaly detectors, and read what they find", async () => {
    const SingleMetricAnomalyDetector = { ...metric, Stat: "Sum" };
    const ExcludedTimeRanges = [{ StartTime, EndTime }];
    const put = { SingleMetricAnomalyDetector, Configuration: { ExcludedTimeRanges } };
    const { AnomalyDetectorId } = await client.send(new PutAnomalyDetectorCommand(put));
    const { AnomalyDetectors } = await client.send(new DescribeAnomalyDetectorsCommand({}));
    expect(AnomalyDetectors).toMatchObject([
      { AnomalyDetectorId, SingleMetricAnomalyDetector, StateValue: "PENDING_TRAINING" },
    ]);
    expect(AnomalyDetectors?.[0]?.Configuration?.ExcludedTimeRanges).toEqual(ExcludedTimeRanges);
    const MetricDataQueries = [
      { Id: "m1", MetricStat: { Metric: metric, Period: 60, Stat: "Sum" }, ReturnData: false },
      { Id: "ad", Expression: "ANOMALY_DETECTION_BAND(m1, 2)" },
      { Id: "zero", Expression: "m1 / (m1 - m1)" },
      { Id: "found", Expression: "SEARCH('{Weather,Station} Readings', 'Sum', 60)" },
    ];
    const answer = await client.send(new GetMetricDataCommand({ MetricDataQueries, StartTime, EndTime }));
    expect(answer.MetricDataResults).toMatchObject([
      { Id: "ad", Label: "Readings High", Values: [] },
      { Id: "ad", Label: "Readings Low", Values: [] },
      { Id: "zero", Values: [], Messages: [{ Code: "ArithmeticError" }] },
      { Id: "found", Label: "Readings", Values: [3] },
    ]);
    await client.send(new DeleteAnomalyDetectorCommand({ SingleMetricAnomalyDetector }));
    await expect(
      client.send(new DeleteAnomalyDetectorCommand({ SingleMetricAnomalyDetector })),
    ).rejects.toMatchObject({ name: "ResourceNotFoundException" });
    clock.advanceBy(3_600_000);
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
