// Alarms as data: how their states follow from what is missing, and what CloudWatch does not take of their configuration.

import type { AlarmConfiguration } from "../../../../src/services/cloudwatch/alarms/alarm-configuration.ts";
import type { MissingDataTreatment } from "../../../../src/services/cloudwatch/alarms/alarm-evaluation.ts";

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
  ["an unknown treatment", { treatMissingData: "panic" }, "InvalidParameterValueException"],
];
