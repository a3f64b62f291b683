// Alarms and dashboards as a stack makes, changes and deletes them.

import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { Region } from "../../../src/region/region.ts";
import { cloudWatchAlarm, cloudWatchDashboard } from "../../../src/services/cloudwatch/resources/alarm.ts";
import { anomalyDetector } from "../../../src/services/cloudwatch/resources/anomaly-detector.ts";
import { TestedResource } from "../support/resource.ts";

let region: Region;
let cloudwatch: Region["services"]["cloudwatch"];
beforeEach(async () => {
  region = await Region.open({ directory: undefined, endpoint: "http://127.0.0.1:4566" });
  cloudwatch = region.services.cloudwatch;
});
afterEach(() => region.close());

const threshold = { Threshold: "1.5", EvaluationPeriods: "2", ComparisonOperator: "GreaterThanThreshold" };
const onMetric = { Namespace: "N", MetricName: "M", Statistic: "Sum", Period: 60, Unit: "Count" };
const configurationOf = (name: string) =>
  cloudwatch.alarms.describeAlarms({ alarmNames: [name] })[0]?.configuration;

describe("an alarm", () => {
  test("is made, changed in place and deleted", async () => {
    const alarm = new TestedResource(cloudWatchAlarm, cloudwatch);
    expect(await alarm.create({ AlarmName: "a", ...threshold, ...onMetric, Tags: [] })).toEqual({
      ref: "a",
      attributes: { Arn: "arn:aws:cloudwatch:us-east-1:000000000000:alarm:a" },
    });
    expect(configurationOf("a")).toMatchObject({
      ...{ threshold: 1.5, evaluationPeriods: 2 },
      metricStat: { metric: { namespace: "N", metricName: "M", dimensions: {} }, stat: "Sum", unit: "Count" },
    });
    expect(alarm.warnings).toEqual([]);
    cloudwatch.alarms.setAlarmState("a", { state: "OK", reason: "testing" });
    await alarm.update({ AlarmName: "a", ...threshold, ...onMetric, Threshold: 3, ActionsEnabled: "false" });
    expect(configurationOf("a")).toMatchObject({ threshold: 3, actionsEnabled: false });
    expect(cloudwatch.alarms.describeAlarms()[0]?.state).toBe("OK");
    await alarm.delete();
    await alarm.delete();
    expect(cloudwatch.alarms.describeAlarms()).toEqual([]);
  });

  test("watches an expression", async () => {
    const metric = { Namespace: "N", MetricName: "M", Dimensions: [{ Name: "d", Value: "v" }] };
    const Metrics = [
      { Id: "m", MetricStat: { Metric: metric, Period: "60", Stat: "Sum" }, ReturnData: "false" },
      { Id: "e", Expression: "m * 2", Label: "twice" },
    ];
    await new TestedResource(cloudWatchAlarm, cloudwatch).create({ ...threshold, Metrics });
    expect(configurationOf("stack-R")?.metrics).toEqual([
      {
        id: "m",
        metricStat: {
          metric: { namespace: "N", metricName: "M", dimensions: { d: "v" } },
          stat: "Sum",
          periodSeconds: 60,
        },
        returnData: false,
      },
      { id: "e", expression: "m * 2", label: "twice" },
    ]);
  });

  test.each([
    ["a value that CloudWatch does not take", { ComparisonOperator: "Above" }, /ComparisonOperator|Above/],
    ["a band for one threshold", { ThresholdMetricId: "a" }, /ThresholdMetricId cannot be specified with/],
    ["no threshold", { Threshold: null }, /Threshold/],
  ])("with %s is refused", async (_, properties, message) => {
    const alarm = new TestedResource(cloudWatchAlarm, cloudwatch);
    await expect(alarm.create({ ...threshold, ...onMetric, ...properties })).rejects.toThrow(message);
  });

  test("that another made is not taken", async () => {
    await new TestedResource(cloudWatchAlarm, cloudwatch).create({ ...threshold, ...onMetric });
    const second = new TestedResource(cloudWatchAlarm, cloudwatch);
    await expect(second.create({ ...threshold, ...onMetric })).rejects.toMatchObject({
      code: "AlreadyExists",
    });
  });
});

test("an anomaly detector is made of a metric or of expressions, changed in place and deleted", async () => {
  const { detectors } = cloudwatch;
  const detector = new TestedResource(anomalyDetector, cloudwatch);
  const SingleMetricAnomalyDetector = { Namespace: "N", MetricName: "M", Stat: "Sum" };
  const { ref } = await detector.create({ SingleMetricAnomalyDetector });
  const ExcludedTimeRanges = [{ StartTime: "2026-01-01T00:00:00", EndTime: "2026-01-01T01:00:00" }];
  const changed = await detector.update({
    SingleMetricAnomalyDetector,
    Configuration: { ExcludedTimeRanges, MetricTimeZone: "Europe/Berlin" },
  });
  expect(changed).toEqual({ ref, attributes: { Id: ref } });
  expect(detectors.get(ref)).toMatchObject({
    source: { metric: { namespace: "N", metricName: "M" }, stat: "Sum" },
    configuration: { excluded: [{ from: Date.UTC(2026, 0, 1), until: Date.UTC(2026, 0, 1, 1) }] },
  });
  await detector.delete();
  await detector.delete();
  const of = (Id: string) => ({
    Id,
    MetricStat: { Metric: { Namespace: "N", MetricName: Id }, Period: 60, Stat: "Sum" },
    ReturnData: false,
  });
  const MetricDataQueries = [of("a"), of("b"), { Id: "e", Expression: "a / b" }];
  const math = new TestedResource(anomalyDetector, cloudwatch);
  await math.create({ MetricMathAnomalyDetector: { MetricDataQueries } });
  expect(detectors.all()).toMatchObject([{ source: { queries: [{}, {}, { id: "e" }] }, periods: [60] }]);
  await math.delete();
  const wrong = { StartTime: "yesterday", EndTime: "2026-01-01T01:00:00" };
  for (const [properties, message] of [
    [{ SingleMetricAnomalyDetector, Stat: "Sum" }, /SingleMetricAnomalyDetector: cannot be specified/],
    [
      { SingleMetricAnomalyDetector, Configuration: { ExcludedTimeRanges: [wrong] } },
      /StartTime: must be a time such as/,
    ],
  ] as const)
    await expect(new TestedResource(anomalyDetector, cloudwatch).create(properties)).rejects.toThrow(message);
});

test("a dashboard is made, changed in place and deleted", async () => {
  const dashboard = new TestedResource(cloudWatchDashboard, cloudwatch);
  const Tags = [{ Key: "k", Value: "v" }];
  expect(await dashboard.create({ DashboardBody: '{"widgets":[]}', Tags })).toEqual({ ref: "stack-R" });
  const arn = "arn:aws:cloudwatch::000000000000:dashboard/stack-R";
  expect(cloudwatch.alarms.tags.get(arn)).toEqual({ k: "v" });
  const second = new TestedResource(cloudWatchDashboard, cloudwatch);
  await expect(second.create({ DashboardBody: "{}" })).rejects.toMatchObject({ code: "AlreadyExists" });
  const body = { widgets: [], start: "-PT1H" };
  await dashboard.update({ DashboardBody: body });
  expect(cloudwatch.dashboards.getDashboard("stack-R").dashboardBody).toBe(JSON.stringify(body));
  await dashboard.delete();
  await dashboard.delete();
  expect(cloudwatch.dashboards.listDashboards()).toEqual([]);
  expect(cloudwatch.alarms.tags.get(arn)).toBeUndefined();
});
