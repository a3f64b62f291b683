// What CloudWatch refuses of an alarm by the bounds of its request, in the words of its checks, and actions that are no ARNs.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html

import { parseArn } from "../../../aws/arn.ts";
import { mostDimensions } from "../metrics/metric-identity.ts";
import type { MetricStat } from "../metrics/metric-stat.ts";
import { units } from "../metrics/units.ts";
import { refused } from "../refusals.ts";
import type { AlarmConfiguration } from "./alarm-configuration.ts";

const mostActions = 5;
const longestAction = 1024;

type Bounded = Pick<
  AlarmConfiguration,
  | "alarmName"
  | "alarmDescription"
  | "metricStat"
  | "metrics"
  | "okActions"
  | "alarmActions"
  | "insufficientDataActions"
> &
  Partial<Pick<AlarmConfiguration, "evaluationPeriods" | "datapointsToAlarm">>;

/** Throws ValidationException, for all broken bounds at once. */
export function checkAlarmBounds(configuration: Bounded): void {
  const { metricStat, metrics = [] } = configuration;
  const lists = [
    ["oKActions", configuration.okActions ?? []],
    ["alarmActions", configuration.alarmActions ?? []],
    ["insufficientDataActions", configuration.insufficientDataActions ?? []],
  ] as const;
  const broken = [
    ...brokenByText("alarmName", configuration.alarmName, { least: 1, most: 255 }),
    ...brokenByText("alarmDescription", configuration.alarmDescription, { least: 0, most: 1024 }),
    ...brokenByCount("evaluationPeriods", configuration.evaluationPeriods),
    ...brokenByCount("datapointsToAlarm", configuration.datapointsToAlarm),
    ...(metricStat === undefined ? [] : brokenByStat(metricStat, { unit: "unit", dimensions: "dimensions" })),
    ...metrics.flatMap((query, index) => {
      const at = `metrics.${index + 1}.member.metricStat`;
      const places = { unit: `${at}.unit`, dimensions: `${at}.metric.dimensions` };
      return query.metricStat === undefined ? [] : brokenByStat(query.metricStat, places);
    }),
    ...lists.flatMap(([name, arns]) => brokenByActions(name, arns)),
  ];
  if (broken.length > 0) {
    const errors = broken.length === 1 ? "1 validation error" : `${broken.length} validation errors`;
    throw refused(`${errors} detected: ${broken.join("; ")}`);
  }
  for (const arn of lists.flatMap(([, arns]) => arns)) {
    if (parseArn(arn) === undefined) throw refused(`Invalid arn syntax: ${arn}`);
  }
}

function brokenByText(
  name: string,
  value = "",
  { least, most }: { readonly least: number; readonly most: number },
): readonly string[] {
  if (value.length < least) return [constraint(value, name, `have length greater than or equal to ${least}`)];
  return value.length > most ? [constraint(value, name, atMost(most))] : [];
}

function brokenByCount(name: string, value = 1): readonly string[] {
  // A template may say any number.
  if (!Number.isInteger(value)) return [constraint(String(value), name, "be an integer")];
  return value >= 1 ? [] : [constraint(String(value), name, "have value greater than or equal to 1")];
}

function brokenByStat(
  { metric, unit }: MetricStat,
  places: { readonly unit: string; readonly dimensions: string },
): readonly string[] {
  const dimensions = Object.entries(metric.dimensions);
  const shown = dimensions.map(([name, value]) => `Dimension(name=${name}, value=${value})`);
  return [
    ...(unit === undefined || units.has(unit)
      ? []
      : [constraint(unit, places.unit, `satisfy enum value set: [${[...units].join(", ")}]`)]),
    ...(dimensions.length <= mostDimensions
      ? []
      : [constraint(`[${shown.join(", ")}]`, places.dimensions, atMost(mostDimensions))]),
  ];
}

function brokenByActions(name: string, arns: readonly string[]): readonly string[] {
  return [
    ...(arns.length <= mostActions ? [] : [constraint(`[${arns.join(", ")}]`, name, atMost(mostActions))]),
    ...arns.flatMap((arn, index) => {
      const at = `${name}.${index + 1}.member`;
      if (arn === "") return [constraint(arn, at, "have length greater than or equal to 1")];
      return arn.length <= longestAction ? [] : [constraint(arn, at, atMost(longestAction))];
    }),
  ];
}

function atMost(length: number): string {
  return `have length less than or equal to ${length}`;
}

function constraint(value: string, at: string, wanted: string): string {
  return `Value '${value}' at '${at}' failed to satisfy constraint: Member must ${wanted}`;
}
