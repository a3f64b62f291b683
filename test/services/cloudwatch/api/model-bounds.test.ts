// The bounds of texts and lists in CloudWatch's requests.

import { beforeEach, describe, expect, test } from "@jest/globals";
import type { WireObject } from "../../../../src/aws/wire/operation.ts";
import { call, openCloudWatch } from "../support/open-cloudwatch.ts";

beforeEach(openCloudWatch);

const invalid = "ValidationException";
const broken = (value: string, member: string, constraint: string) =>
  `1 validation error detected: Value ${value} at '${member}' failed to satisfy constraint: Member must ${constraint}`;
const absent = (member: string) => broken("null", member, "not be null");
const metric = { Namespace: "n", MetricName: "m" };
const statistics = { ...metric, StartTime: 0, EndTime: 3600, Period: 60 };
const query = { Id: "a", MetricStat: { Metric: metric, Period: 60, Stat: "Sum" } };
const alarm = {
  ...metric,
  ...{ AlarmName: "a", Statistic: "Sum", Period: 60, EvaluationPeriods: 1, Threshold: 1 },
  ComparisonOperator: "GreaterThanThreshold",
};
const long = (length: number) => "x".repeat(length);
const tooLong = (member: string, most: number) =>
  broken(`'${long(most + 1)}'`, member, `have length less than or equal to ${most}`);
const anyName =
  "satisfy constraint: [Member must have length less than or equal to 255, Member must have length greater than or equal to 1]";
const dimension = (Name: string, Value: string) => ({ Dimensions: [{ Name, Value }] });

describe("the bounds of a service's model are held to before anything is looked for", () => {
  test.each<[operation: string, request: WireObject, message: string]>([
    ...["GetMetricStatistics", "DescribeAlarmsForMetric", "DescribeAnomalyDetectors", "ListMetrics"].map(
      (operation): [string, WireObject, string] => [
        operation,
        { ...statistics, ...dimension(long(256), "v") },
        tooLong("dimensions.1.member.name", 255),
      ],
    ),
    [
      "PutMetricAlarm",
      { ...alarm, ...dimension("n", long(1025)) },
      tooLong("dimensions.1.member.value", 1024),
    ],
    [
      "DeleteAnomalyDetector",
      { SingleMetricAnomalyDetector: { ...metric, Stat: "Sum", Dimensions: [{ Name: "n" }] } },
      absent("singleMetricAnomalyDetector.dimensions.1.member.value"),
    ],
    ...["DeleteAlarms", "EnableAlarmActions", "DisableAlarmActions", "DescribeAlarms"].map(
      (operation): [string, WireObject, string] => [
        operation,
        { AlarmNames: ["a", ""] },
        broken("'[a, ]'", "alarmNames", anyName),
      ],
    ),
    ...["GetMetricStream", "DeleteMetricStream"].map((operation): [string, WireObject, string] => [
      operation,
      { Name: long(256) },
      tooLong("name", 255),
    ]),
    ["StopMetricStreams", { Names: [""] }, broken("'[]'", "names", anyName)],
    ["DescribeAlarmContributors", { AlarmName: long(256) }, tooLong("alarmName", 255)],
    ["DescribeAlarmHistory", { AlarmContributorId: long(17) }, tooLong("alarmContributorId", 16)],
    [
      "DescribeAlarmsForMetric",
      { ...metric, Statistic: "x" },
      broken("'x'", "statistic", "satisfy enum value set: [SampleCount, Average, Sum, Minimum, Maximum]"),
    ],
    ["GetMetricStatistics", { ...metric, EndTime: 1, Period: 60 }, absent("startTime")],
    ["GetMetricData", { MetricDataQueries: [query], StartTime: 1 }, absent("endTime")],
    ["GetInsightRuleReport", { RuleName: long(129) }, tooLong("ruleName", 128)],
    [
      "PutMetricAlarm",
      { ...alarm, Tags: [{ Key: long(129), Value: "" }] },
      tooLong("tags.1.member.key", 128),
    ],
    [
      "PutDashboard",
      { DashboardName: "d", DashboardBody: "{}", Tags: [{ Key: "k" }] },
      absent("tags.1.member.value"),
    ],
    [
      "UntagResource",
      { ResourceARN: "arn:aws:x", TagKeys: [long(129)] },
      broken(
        `'[${long(129)}]'`,
        "tagKeys",
        "satisfy constraint: [Member must have length less than or equal to 128, Member must have length greater than or equal to 1]",
      ),
    ],
  ])("%s %j", async (operation, request, message) => {
    await expect(call(operation, request)).rejects.toMatchObject({ code: invalid, message });
  });

  test("and a form's empty list is none", async () => {
    expect(await call("DescribeAlarms", { AlarmNames: "" })).toMatchObject({ MetricAlarms: [] });
  });
});
