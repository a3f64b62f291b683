// What an alarm's state was decided by, as the JSON text that AWS tells beside the reason.

import type { AlarmConfiguration } from "./alarm-configuration.ts";
import type { WatchedPoints } from "./alarm-evaluation.ts";
import type { AlarmRule } from "./alarm-rule.ts";
import { endsOf, isBandOperator } from "./comparison.ts";
import { zonedTime } from "./zoned-time.ts";

export function reasonData(
  { configuration, rule }: { readonly configuration: AlarmConfiguration; readonly rule: AlarmRule },
  { points, limitsAt }: WatchedPoints,
  now: number,
): string {
  const recent = [...points].slice(-rule.evaluationPeriods);
  const [first] = recent;
  const { metricStat } = configuration;
  const ofMetric =
    metricStat === undefined
      ? {}
      : {
          ...(metricStat.unit === undefined ? {} : { unit: metricStat.unit }),
          statistic: metricStat.stat,
          period: metricStat.periodSeconds,
        };
  const { comparisonOperator } = rule;
  const ends = isBandOperator(comparisonOperator) ? endsOf(comparisonOperator) : [];
  const names = { lower: "recentLowerThresholds", upper: "recentUpperThresholds" };
  const [only] = ends.length === 1 ? ends : [];
  return JSON.stringify({
    version: "1.0",
    queryDate: zonedTime(now),
    ...(first === undefined ? {} : { startDate: zonedTime(first[0]) }),
    ...ofMetric,
    recentDatapoints: recent.map(([, value]) => value),
    ...Object.fromEntries(ends.map((end) => [names[end], recent.map(([at]) => limitsAt(at)[end])])),
    ...(ends.length === 0 ? { threshold: rule.threshold } : {}),
    evaluatedDatapoints: recent
      .map(([at, value]) => ({
        timestamp: zonedTime(at),
        value,
        ...(only === undefined ? {} : { threshold: limitsAt(at)[only] }),
      }))
      .reverse(),
  });
}
