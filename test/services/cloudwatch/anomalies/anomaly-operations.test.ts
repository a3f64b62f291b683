// Anomaly detectors by their operations, and an alarm on what one of them expects.

import { beforeEach, describe, expect, test } from "@jest/globals";
import type { WireObject } from "../../../../src/aws/wire/operation.ts";
import { call, clock, dimensions, metric, openCloudWatch, start } from "../support/open-cloudwatch.ts";

beforeEach(openCloudWatch);

describe("anomaly detectors", () => {
  const single = { SingleMetricAnomalyDetector: { ...metric, Stat: "Average" } };
  const ofMetric = (MetricName: string) => ({
    MetricStat: { Metric: { Namespace: "Weather", MetricName }, Period: 60, Stat: "Sum" },
  });
  const math = {
    MetricMathAnomalyDetector: {
      MetricDataQueries: [
        { Id: "e1", Expression: "b / a", Label: "share" },
        { Id: "b", ...ofMetric("B"), ReturnData: false },
        { Id: "a", ...ofMetric("A"), ReturnData: false },
      ],
    },
  };

  test("are put once for a metric and a statistic, found, and deleted", async () => {
    const Configuration = {
      ExcludedTimeRanges: [{ StartTime: "2026-01-01T00:00:00", EndTime: "2026-01-02T00:00:00" }],
      MetricTimezone: "Europe/Berlin",
    };
    const first = await call("PutAnomalyDetector", { ...metric, Stat: "Average" });
    const second = await call("PutAnomalyDetector", { ...single, Configuration });
    expect(second).toEqual(first);
    const { AnomalyDetectorId } = await call("PutAnomalyDetector", math);
    const described = async (request: WireObject) =>
      (await call("DescribeAnomalyDetectors", request)).AnomalyDetectors as WireObject[];
    expect(await described({})).toEqual([
      {
        ...{ ...metric, Stat: "Average", ...first, StateValue: "PENDING_TRAINING" },
        SingleMetricAnomalyDetector: { ...metric, Stat: "Average", AccountId: "000000000000" },
        Configuration: {
          ExcludedTimeRanges: [{ StartTime: new Date(start), EndTime: new Date(start + 86_400_000) }],
          MetricTimezone: "Europe/Berlin",
        },
      },
    ]);
    expect(await described({ Namespace: "Weather", MetricName: "Other" })).toEqual([]);
    expect(await described({ Dimensions: dimensions })).toHaveLength(1);
    expect(await described({ AnomalyDetectorTypes: ["METRIC_MATH"] })).toMatchObject([
      { AnomalyDetectorId, MetricMathAnomalyDetector: { MetricDataQueries: [{}, {}, { Id: "e1" }] } },
    ]);
    expect(await described({ AnomalyDetectorIds: [AnomalyDetectorId] })).toHaveLength(1);
    const page = await call("DescribeAnomalyDetectors", {
      ...{ MaxResults: 1, AnomalyDetectorTypes: ["SINGLE_METRIC", "METRIC_MATH"] },
    });
    expect([page.AnomalyDetectors, page.NextToken]).toEqual([[expect.anything()], expect.any(String)]);
    await call("DeleteAnomalyDetector", math);
    await call("DeleteAnomalyDetector", single);
    await expect(call("DeleteAnomalyDetector", single)).rejects.toMatchObject({
      code: "ResourceNotFoundException",
    });
  });

  test.each<[string, WireObject, string, string]>([
    [
      "two kinds",
      { ...single, ...math },
      "InvalidParameterCombinationException",
      "Either single metric attributes, SingleMetricAnomalyDetector or MetricMathAnomalyDetector can be set, found SingleMetricAnomalyDetector, MetricMathAnomalyDetector",
    ],
    [
      "expressions and a namespace",
      { ...math, Namespace: "N" },
      "InvalidParameterCombinationException",
      "Either single metric attributes, SingleMetricAnomalyDetector or MetricMathAnomalyDetector can be set, found MetricMathAnomalyDetector, single metric attributes",
    ],
    [
      "one query",
      { MetricMathAnomalyDetector: { MetricDataQueries: [{ Id: "a", ...ofMetric("A") }] } },
      "InvalidParameterValueException",
      "The MetricDataQueries list in MetricMathAnomalyDetector contains a single metric, please use SingleMetricAnomalyDetector instead",
    ],
    [
      "a time that ends before it begins",
      { ...single, Configuration: { ExcludedTimeRanges: [{ StartTime: 2, EndTime: 1 }] } },
      "InvalidParameterValueException",
      "Input has invalid parameter.",
    ],
    [
      "no metric",
      {},
      "MissingRequiredParameterException",
      "Either single metric attributes, SingleMetricAnomalyDetector or MetricMathAnomalyDetector must be set.",
    ],
    [
      "a time zone that is none",
      { ...single, Configuration: { MetricTimezone: "Mars/Base" } },
      "InvalidParameterValueException",
      "The value Mars/Base for parameter MetricTimezone is invalid.",
    ],
  ])("are refused with %s", async (_what, request, code, message) => {
    await expect(call("PutAnomalyDetector", request)).rejects.toMatchObject({ code, message });
  });
});

test("an alarm compares a metric with what is usual for it, and makes the detector", async () => {
  const MetricStat = { Metric: metric, Period: 60, Stat: "Sum" };
  const banded = {
    ...{ AlarmName: "too-many", EvaluationPeriods: 2, DatapointsToAlarm: 1, ThresholdMetricId: "ad1" },
    ComparisonOperator: "LessThanLowerOrGreaterThanUpperThreshold",
    Metrics: [
      { Id: "m1", MetricStat, ReturnData: true },
      { Id: "ad1", Expression: "ANOMALY_DETECTION_BAND(m1, 2)", ReturnData: true },
    ],
  };
  await call("PutMetricAlarm", banded);
  const read = async (Value: number) => {
    await call("PutMetricData", {
      Namespace: "Weather",
      MetricData: [{ MetricName: "Readings", Dimensions: dimensions, Value }],
    });
    clock.advanceBy(60_000);
  };
  for (let at = 0; at < 4 * 60; at++) await read(100 + (at % 2));
  const [detector] = (await call("DescribeAnomalyDetectors")).AnomalyDetectors as [WireObject];
  expect(detector).toMatchObject({ ...metric, Stat: "Sum", StateValue: "TRAINED" });
  expect((await call("DescribeAlarms", { StateValue: "OK" })).MetricAlarms).toMatchObject([
    { ThresholdMetricId: "ad1", ComparisonOperator: banded.ComparisonOperator },
  ]);
  await read(200);
  const [fired] = (await call("DescribeAlarms", { StateValue: "ALARM" })).MetricAlarms as [WireObject];
  expect(fired.StateReason).toMatch(
    /^Thresholds Crossed: 1 out of the last 2 datapoints \[200\.0 \(01\/01\/26 04:00:00\)\] was less than the lower thresholds \[98\.\d+\] or greater than the upper thresholds \[102\.\d+\] \(minimum 1 datapoint for OK -> ALARM transition\)\.$/,
  );
  expect(JSON.parse(fired.StateReasonData as string)).toMatchObject({
    recentDatapoints: [101, 200],
    recentUpperThresholds: [expect.closeTo(102.51, 1), expect.closeTo(102.51, 1)],
  });
  expect(fired).not.toHaveProperty("Threshold", expect.anything());
  await call("DeleteAlarms", { AlarmNames: ["too-many"] });
  await call("DeleteAnomalyDetector", { AnomalyDetectorId: detector.AnomalyDetectorId });
  clock.advanceBy(3_600_000);
  expect(clock.pendingTimers).toBe(0);
});
