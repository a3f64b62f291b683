// Alarms as data: how their states follow from what is missing, and what CloudWatch does not take of their configuration.

import type { AlarmConfiguration } from "../../../../src/services/cloudwatch/alarms/alarm-configuration.ts";
import type {
  AlarmRule,
  MissingDataTreatment,
} from "../../../../src/services/cloudwatch/alarms/alarm-rule.ts";

/** CloudWatch User Guide, "How alarm state is evaluated when data is missing"; X is breaching, 0 is not, - is missing. */
const table: readonly (readonly [number, string, string, string, string, string])[] = [
  [3, "0-X-X", "OK", "OK", "OK", "OK"],
  [3, "----0", "OK", "OK", "OK", "OK"],
  [3, "-----", "INSUFFICIENT_DATA", "retain", "ALARM", "OK"],
  [3, "0XX-X", "ALARM", "ALARM", "ALARM", "ALARM"],
  [3, "--X--", "ALARM", "retain", "ALARM", "OK"],
  [2, "0-X-X", "ALARM", "ALARM", "ALARM", "ALARM"],
  [2, "00X0X", "ALARM", "ALARM", "ALARM", "ALARM"],
  [2, "0-X--", "OK", "OK", "ALARM", "OK"],
  [2, "----0", "OK", "OK", "ALARM", "OK"],
  [2, "----X", "ALARM", "retain", "ALARM", "OK"],
];
const treatments: readonly MissingDataTreatment[] = ["missing", "ignore", "breaching", "notBreaching"];
export const missingData = table.flatMap(([datapointsToAlarm, points, ...expected]) =>
  treatments.map((treatment, at) => [datapointsToAlarm, points, treatment, expected[at]] as const),
);

const band = { thresholdMetricId: "ad1", comparisonOperator: "GreaterThanUpperThreshold" } as const;
const bothEnds = { ...band, comparisonOperator: "LessThanLowerOrGreaterThanUpperThreshold" } as const;

/** Of values a minute apart from the beginning of 2026, over a threshold of 5 or a band from 1 to 5 and a tenth more each minute. */
export const reasons: readonly (readonly [
  reason: string,
  rule: Partial<AlarmRule>,
  values: readonly number[],
])[] = [
  [
    "Threshold Crossed: 2 datapoints [8.5 (01/01/26 00:01:00), 7.0 (01/01/26 00:00:00)] were greater than the threshold (5.0).",
    {},
    [7, 8.5],
  ],
  [
    "Threshold Crossed: 1 datapoint [1.0 (01/01/26 00:01:00)] was not greater than the threshold (5.0).",
    {},
    [7, 1],
  ],
  [
    "Threshold Crossed: 2 out of the last 3 datapoints [7.0 (01/01/26 00:02:00), 7.0 (01/01/26 00:00:00)] were greater than the threshold (5.0) (minimum 2 datapoints for OK -> ALARM transition).",
    { datapointsToAlarm: 2 },
    [7, 1, 7],
  ],
  [
    "Threshold Crossed: 6 datapoints were greater than the threshold (5.0). The most recent datapoints which crossed the threshold: [11.0 (01/01/26 00:05:00), 10.0 (01/01/26 00:04:00), 9.0 (01/01/26 00:03:00), 8.0 (01/01/26 00:02:00), 7.0 (01/01/26 00:01:00)].",
    {},
    [6, 7, 8, 9, 10, 11],
  ],
  [
    "Thresholds Crossed: 1 out of the last 2 datapoints [7.0 (01/01/26 00:01:00)] was greater than the upper thresholds [5.1] (minimum 1 datapoint for OK -> ALARM transition).",
    { ...band, datapointsToAlarm: 1 },
    [0, 7],
  ],
  [
    "Thresholds Crossed: 2 out of the last 2 datapoints [7.0 (01/01/26 00:01:00), 0.0 (01/01/26 00:00:00)] were less than the lower thresholds [1.0, 1.0] or greater than the upper thresholds [5.1, 5.0] (minimum 2 datapoints for OK -> ALARM transition).",
    { ...bothEnds, datapointsToAlarm: 2 },
    [0, 7],
  ],
  [
    "Thresholds Crossed: 1 datapoint [2.0 (01/01/26 00:00:00)] was not less than the lower thresholds [1.0] or not greater than the upper thresholds [5.0].",
    bothEnds,
    [2],
  ],
  [
    "Thresholds Crossed: 5 datapoints were greater than the upper thresholds. Recent datapoints [9.0 (01/01/26 00:04:00), 9.0 (01/01/26 00:03:00), 9.0 (01/01/26 00:02:00), 9.0 (01/01/26 00:01:00), 9.0 (01/01/26 00:00:00)] crossed the upper thresholds [5.4, 5.3, 5.2, 5.1, 5.0].",
    band,
    [9, 9, 9, 9, 9],
  ],
];

export const configuration: AlarmConfiguration = {
  alarmName: "errors",
  comparisonOperator: "GreaterThanThreshold",
  threshold: 5,
  evaluationPeriods: 1,
  treatMissingData: "notBreaching",
  alarmActions: ["arn:aws:sns:us-east-1:000000000000:alerts"],
  metricStat: {
    metric: { namespace: "Weather", metricName: "Errors", dimensions: {} },
    periodSeconds: 60,
    stat: "Sum",
  },
};

export const { metricStat } = configuration as Required<AlarmConfiguration>;
const wide = Object.fromEntries(Array.from({ length: 31 }, (_, at) => [`d${at}`, "v"]));
const wideMetric = { ...metricStat, metric: { ...metricStat.metric, dimensions: wide } };
const one = "1 validation error detected: Value ";

/** Members that are not what they may be, and what is said of each. */
export const badMembers: readonly (readonly [
  what: string,
  wrong: Partial<AlarmConfiguration>,
  message: string | RegExp,
])[] = [
  [
    "a unit",
    { metricStat: { ...metricStat, unit: "x" } },
    `${one}'x' at 'unit' failed to satisfy constraint: Member must satisfy enum value set: [Megabits, Terabits, `,
  ],
  [
    "dimensions",
    { metricStat: wideMetric },
    /^1 .*'\[Dimension\(name=d0, value=v\), .*' at 'dimensions' .* length less than or equal to 30$/,
  ],
  [
    "half a period",
    { evaluationPeriods: 1.5 },
    `${one}'1.5' at 'evaluationPeriods' failed to satisfy constraint: Member must be an integer`,
  ],
  ["an action", { alarmActions: ["x"] }, /^Invalid arn syntax: x$/],
  ["an action of another state", { okActions: ["a:b"] }, /^Invalid arn syntax: a:b$/],
  [
    "six actions",
    { alarmActions: Array(6).fill("arn:aws:sns:us-east-1:000000000000:a") },
    /' at 'alarmActions' .* length less than or equal to 5$/,
  ],
  [
    "an empty action",
    { insufficientDataActions: [""] },
    `${one}'' at 'insufficientDataActions.1.member' failed`,
  ],
  ["two at once", { metricStat: { ...wideMetric, unit: "x" } }, /^2 validation errors detected: .*; /],
];

/** What does not fit together, and the code of its refusal. */
export const refused: readonly (readonly [what: string, wrong: object, code: string])[] = [
  ["an unknown operator", { comparisonOperator: "SomewhatMore" }, "ValidationException"],
  ["nothing to watch", { metricStat: undefined }, "ValidationException"],
  [
    "a statistic that is none",
    { metricStat: { ...metricStat, stat: "90" } },
    "InvalidParameterValueException",
  ],
  [
    "an expression that breaks off",
    { metricStat: undefined, metrics: [{ id: "a", expression: "1/0 +" }] },
    "ValidationException",
  ],
  [
    "two series",
    {
      metricStat: undefined,
      metrics: [
        { id: "a", expression: "1" },
        { id: "b", expression: "2" },
      ],
    },
    "ValidationException",
  ],
  ["no threshold", { threshold: undefined }, "ValidationException"],
  [
    "a band without what is expected",
    { threshold: undefined, comparisonOperator: "GreaterThanUpperThreshold" },
    "ValidationException",
  ],
  ["a band for one threshold", { thresholdMetricId: "ad1", threshold: undefined }, "ValidationException"],
  [
    "few samples of what is no percentile",
    { evaluateLowSampleCountPercentile: "ignore" },
    "ValidationException",
  ],
  [
    "eleven expressions",
    {
      metricStat: undefined,
      metrics: Array.from({ length: 11 }, (_, at) => ({ id: `e${at}`, expression: "1" })),
    },
    "ValidationException",
  ],
  ["an unknown treatment", { treatMissingData: "panic" }, "InvalidParameterValueException"],
];
