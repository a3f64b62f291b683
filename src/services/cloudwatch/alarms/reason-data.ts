// What an alarm's state was decided by, as the JSON text that AWS tells beside the reason.

import type { TimeSeries } from "../metrics/time-range.ts";
import type { AlarmConfiguration } from "./alarm-configuration.ts";
import type { AlarmRule } from "./alarm-evaluation.ts";
import { zonedTime } from "./zoned-time.ts";

export function reasonData(
  { configuration, rule }: { readonly configuration: AlarmConfiguration; readonly rule: AlarmRule },
  points: TimeSeries,
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
  return JSON.stringify({
    version: "1.0",
    queryDate: zonedTime(now),
    ...(first === undefined ? {} : { startDate: zonedTime(first[0]) }),
    ...ofMetric,
    recentDatapoints: recent.map(([, value]) => value),
    threshold: rule.threshold,
    evaluatedDatapoints: recent.map(([at, value]) => ({ timestamp: zonedTime(at), value })).reverse(),
  });
}
