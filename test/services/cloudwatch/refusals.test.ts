// What CloudWatch refuses of a request by its bounds, in its words.

import { beforeEach, expect, test } from "@jest/globals";
import type { WireObject } from "../../../src/aws/wire/operation.ts";
import { call, openCloudWatch } from "./support/open-cloudwatch.ts";

beforeEach(openCloudWatch);

const invalid = "ValidationException";
const combined = "InvalidParameterCombinationException";
const broken = (value: string, member: string, constraint: string) =>
  `1 validation error detected: Value ${value} at '${member}' failed to satisfy constraint: Member must ${constraint}`;
const absent = (member: string) => broken("null", member, "not be null");
const oneOf = (member: string, ...values: readonly string[]) =>
  broken("'x'", member, `satisfy enum value set: [${values.join(", ")}]`);
const range = { StartTime: 0, EndTime: 3600 };
const metric = { Namespace: "n", MetricName: "m" };
const statistics = { ...metric, ...range, Period: 60 };
const query = { Id: "a", MetricStat: { Metric: metric, Period: 60, Stat: "Sum" } };
const alarm = {
  ...metric,
  ...{ AlarmName: "a", Statistic: "Sum", Period: 60, EvaluationPeriods: 1, Threshold: 1 },
  ComparisonOperator: "GreaterThanThreshold",
};

test.each<[operation: string, request: WireObject, message: string, code?: string]>([
  [
    "PutMetricData",
    { Namespace: ":n", MetricData: [{ MetricName: "m", Value: 1 }] },
    broken("':n'", "namespace", "satisfy regular expression pattern: [^:].*"),
  ],
  [
    "PutMetricData",
    { Namespace: "n", MetricData: [{ MetricName: "m", Value: 1, StorageResolution: 5 }] },
    "The parameter MetricData.member.1.StorageResolution must be a value in the set [ 1, 60 ].",
    "InvalidParameterValueException",
  ],
  [
    "PutMetricAlarm",
    { ...alarm, EvaluateLowSampleCountPercentile: "x" },
    "Option x is not supported. Supported options for parameter EvaluateLowSampleCountPercentile are evaluate and ignore.",
  ],
  [
    "PutMetricAlarm",
    { ...alarm, Statistic: undefined, ExtendedStatistic: "90" },
    "The value 90 for parameter ExtendedStatistic is not supported.",
    "InvalidParameterValueException",
  ],
  // Times are whole seconds.
  ...[
    [1, 1],
    [1.02, 1.98],
    [2, 1],
  ].map(([StartTime, EndTime]): [string, WireObject, string, string] => [
    "GetMetricStatistics",
    { ...statistics, Statistics: ["Sum"], ...{ StartTime, EndTime } },
    "The parameter StartTime must be less than the parameter EndTime.",
    "InvalidParameterValueException",
  ]),
  ...[
    [1, 1, "The parameter StartTime must not equal parameter EndTime.\n"],
    [1.02, 1.98, "The parameter StartTime must not equal parameter EndTime.\n"],
    [2, 1, "The parameter EndTime must be greater than StartTime.\n"],
  ].map(([StartTime, EndTime, message]): [string, WireObject, string] => [
    "GetMetricData",
    { MetricDataQueries: [query], ...{ StartTime, EndTime } },
    String(message),
  ]),
  [
    "GetMetricData",
    { ...range, MetricDataQueries: [query, { Id: "b", Label: "l" }] },
    "The parameter MetricDataQueries.member.2.MetricStat is required.\n",
  ],
  [
    "GetMetricData",
    { ...range, MetricDataQueries: [{ ...query, Expression: "1" }] },
    "The parameters MetricDataQueries.member.1.Expression and MetricDataQueries.member.1.MetricStat are mutually exclusive and you have specified both.\n",
  ],
  ["DescribeAlarms", { NextToken: "x" }, "The service provided an invalid NextToken.", "InvalidNextToken"],
  ...(
    [
      [{ width: 25 }, "/width", "Should be <= 24"],
      [{ type: "alarm" }, "/properties", "Should have required property 'alarms'"],
      [
        { properties: { region: "us-east-1" } },
        "/properties",
        "The metric widget should have specified a region and a data source or an alarm annotation",
      ],
      [
        { properties: { metrics: [["N", "M", "D", 7]] } },
        "/properties/metrics/0/3",
        'Invalid metric field type, only "String" type is allowed',
      ],
      [
        { properties: { metrics: [["N", "M", { stat: "Sum" }, { D: "v" }]] } },
        "/properties/metrics/0/2",
        'Invalid metric field type, only "String" type is allowed',
      ],
      [
        { properties: { metrics: [["N", "M", { dimensions: { D: "v" } }]] } },
        "/properties/metrics/0",
        "Should NOT have more than 2 items",
      ],
      [{ properties: { metrics: [], period: 90 } }, "/properties/period", "Should be multiple of 60"],
      [
        { properties: { metrics: [], yAxis: { left: { min: 5, max: 1 } } } },
        "/properties/yAxis/left/min",
        "Should be <= 1",
      ],
      [{ height: 0 }, "/height", "Should be >= 1"],
      [{ x: "1" }, "/x", "Should be integer"],
      [{ type: "text" }, "/properties", "Should have required property 'markdown'"],
    ] as const
  ).map(([more, path, message]): [string, WireObject, string, string] => [
    "PutDashboard",
    {
      DashboardName: "d",
      DashboardBody: JSON.stringify({ widgets: [{ type: "metric", properties: { metrics: [] }, ...more }] }),
    },
    `The dashboard body is invalid, there are 1 validation errors:\n${JSON.stringify([{ dataPath: `/widgets/0${path}`, message }], undefined, 2)}`,
    "DashboardInvalidInputError",
  ]),
  ["GetMetricStatistics", statistics, "Must specify either Statistics or ExtendedStatistics", combined],
  [
    "GetMetricStatistics",
    { ...statistics, Statistics: ["x"] },
    broken(
      "'[x]'",
      "statistics",
      "satisfy constraint: [Member must satisfy enum value set: [SampleCount, Average, Sum, Minimum, Maximum]]",
    ),
  ],
  [
    "GetMetricStatistics",
    { ...statistics, Statistics: ["Sum"], Period: 0 },
    broken("'0'", "period", "have value greater than or equal to 1"),
  ],
  ["GetMetricData", range, absent("metricDataQueries")],
  [
    "GetMetricData",
    { ...range, MetricDataQueries: [], ScanBy: "x" },
    oneOf("scanBy", "TimestampDescending", "TimestampAscending"),
  ],
  ["ListMetrics", { RecentlyActive: "x" }, oneOf("recentlyActive", "PT3H")],
  ["DescribeAlarms", { StateValue: "x" }, oneOf("stateValue", "INSUFFICIENT_DATA", "ALARM", "OK")],
  [
    "DescribeAlarmHistory",
    { HistoryItemType: "x" },
    oneOf(
      "historyItemType",
      ...["ConfigurationUpdate", "StateUpdate", "Action"],
      ...["AlarmContributorStateUpdate", "AlarmContributorAction"],
    ),
  ],
  ...["DescribeAlarms", "DescribeAlarmHistory"].flatMap((operation): [string, WireObject, string][] => [
    [operation, { MaxRecords: 101 }, broken("'101'", "maxRecords", "have value less than or equal to 100")],
    [operation, { MaxRecords: 0 }, broken("'0'", "maxRecords", "have value greater than or equal to 1")],
  ]),
  [
    "DescribeAlarms",
    { AlarmNamePrefix: "" },
    broken("''", "alarmNamePrefix", "have length greater than or equal to 1"),
  ],
  [
    "SetAlarmState",
    { AlarmName: "a", StateValue: "OK", StateReason: "x".repeat(1024) },
    broken(`'${"x".repeat(1024)}'`, "stateReason", "have length less than or equal to 1023"),
  ],
  [
    "PutMetricAlarm",
    { ...alarm, MetricName: "x".repeat(256) },
    broken(`'${"x".repeat(256)}'`, "metricName", "have length less than or equal to 255"),
  ],
  [
    "ListTagsForResource",
    { ResourceARN: "" },
    broken("''", "resourceARN", "have length greater than or equal to 1"),
  ],
  ["DeleteAlarms", {}, absent("alarmNames")],
  ["EnableAlarmActions", {}, absent("alarmNames")],
  ["DisableAlarmActions", {}, absent("alarmNames")],
  ["DeleteDashboards", {}, absent("dashboardNames")],
  [
    "PutMetricAlarm",
    { ...alarm, ExtendedStatistic: "p90" },
    "The parameters Statistic and ExtendedStatistic are mutually exclusive and you have specified both.",
    combined,
  ],
  ["PutMetricAlarm", { ...alarm, MetricName: undefined }, "MetricName must not be null"],
  [
    "PutMetricAlarm",
    { ...alarm, Threshold: undefined },
    "PutMetricAlarm request should have valid Threshold parameter",
  ],
  [
    "PutMetricAlarm",
    { ...alarm, ComparisonOperator: "LessThanLowerThreshold" },
    "ComparisonOperators for ranges require ThresholdMetricId to be set",
  ],
  [
    "PutMetricAlarm",
    { ...alarm, EvaluateLowSampleCountPercentile: "ignore" },
    "Option evaluateLowSampleCountPercentile can not be applied with statistic Sum. This option is enabled only for percentile statistics.",
  ],
  ...(
    [
      ["SUM(SEARCH('{A,B} c', 'Sum', 60))", "SEARCH is not supported on Metric Alarms."],
      ["[TIME_SERIES(1), TIME_SERIES(2)]", "An alarm takes an expression that returns a single time series."],
    ] as const
  ).map(([Expression, message]): [string, WireObject, string] => [
    "PutMetricAlarm",
    { ...alarm, MetricName: undefined, Metrics: [{ Id: "a", Expression, Period: 60 }] },
    message,
  ]),
  ...(["MetricStat", "Expression"] as const).map((kind): [string, WireObject, string] => [
    "PutMetricAlarm",
    {
      ...{ ...alarm, MetricName: undefined },
      Metrics: Array.from({ length: 11 }, (_, at) => ({
        ...{ Id: `a${at}`, ReturnData: false },
        ...(kind === "Expression"
          ? { Expression: "1" }
          : { MetricStat: { Metric: metric, Period: 60, Stat: "Sum" } }),
      })),
    },
    `Too many ${kind === "Expression" ? "expressions" : "metrics"} in alarm, maximum is 10`,
  ]),
  [
    "PutAnomalyDetector",
    { ...metric, Namespace: ":bad", Stat: "Sum" },
    broken("':bad'", "namespace", "satisfy regular expression pattern: [^:].*"),
  ],
  [
    "DescribeAnomalyDetectors",
    { MaxResults: 0 },
    broken("'0'", "maxResults", "have value greater than or equal to 1"),
  ],
  [
    "PutMetricAlarm",
    { ...alarm, DatapointsToAlarm: 2 },
    "DatapointsToAlarm must be less than or equal to EvaluationPeriods",
  ],
  [
    "PutMetricAlarm",
    { ...alarm, EvaluationPeriods: 0 },
    broken("'0'", "evaluationPeriods", "have value greater than or equal to 1"),
  ],
  [
    "PutMetricAlarm",
    { ...alarm, AlarmDescription: "x".repeat(1025) },
    broken(`'${"x".repeat(1025)}'`, "alarmDescription", "have length less than or equal to 1024"),
  ],
  [
    "PutCompositeAlarm",
    { AlarmName: "", AlarmRule: "TRUE" },
    broken("''", "alarmName", "have length greater than or equal to 1"),
  ],
  ...[1, 5, 15, 61].map((Period): [string, WireObject, string] => [
    "PutMetricAlarm",
    { ...alarm, Period },
    "Period must be 10, 20, 30 or a multiple of 60",
  ]),
  [
    "PutMetricAlarm",
    { ...alarm, EvaluationPeriods: 1441 },
    "Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= 86400) for alarms using period < 3600",
  ],
  [
    "PutMetricAlarm",
    { ...alarm, Period: 3600, EvaluationPeriods: 169 },
    "Metrics cannot be checked across more than a week (EvaluationPeriods * Period must be <= 604800) for alarms using period >= 3600",
  ],
])("%s %j is refused", async (operation, request, message, code = invalid) => {
  await expect(call(operation, request)).rejects.toMatchObject({ code, message });
});
