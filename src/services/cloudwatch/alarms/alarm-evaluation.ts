// Decides the state of an alarm from its last datapoints. CloudWatch User Guide, "Configuring how CloudWatch alarms treat
// missing data": somewhat more periods than asked for are looked at, so that a late datapoint counts as data.

import type { Limits } from "../metrics/band.ts";
import type { TimeSeries } from "../metrics/time-range.ts";
import { reasonOf } from "./alarm-reason.ts";
import type { AlarmRule, AlarmState } from "./alarm-rule.ts";
import { comparison } from "./comparison.ts";

/** What an alarm watches, and of each of its points what it is compared with. */
export interface WatchedPoints {
  readonly points: TimeSeries;
  readonly limitsAt: (at: number) => Limits;
}

export interface AlarmVerdict {
  readonly state: AlarmState;
  readonly reason: string;
}

/** How many periods before now are looked at. */
export function evaluationRangePeriods(rule: AlarmRule): number {
  return rule.evaluationPeriods + 2;
}

/** Undefined if the alarm keeps the state it has. */
export function judge(rule: AlarmRule, watched: WatchedPoints): AlarmVerdict | undefined {
  const recent = [...watched.points].slice(-rule.evaluationPeriods);
  const missing = rule.evaluationPeriods - recent.length;
  const { test } = comparison(rule.comparisonOperator);
  const breaching = recent.filter(([at, value]) => test(value, watched.limitsAt(at)));
  const state = decide(rule, { recent: recent.length, breaching: breaching.length, missing });
  if (state === undefined) return undefined;
  const shown = state === "ALARM" ? breaching : recent.filter((point) => !breaching.includes(point));
  return { state, reason: reasonOf(rule, { state, recent: recent.length, shown, missing, ...watched }) };
}

function decide(
  { evaluationPeriods, datapointsToAlarm = evaluationPeriods, treatMissingData }: AlarmRule,
  count: { readonly recent: number; readonly breaching: number; readonly missing: number },
): AlarmState | undefined {
  if (treatMissingData === "breaching") {
    return count.breaching + count.missing >= datapointsToAlarm ? "ALARM" : "OK";
  }
  if (count.breaching >= datapointsToAlarm) return "ALARM";
  if (treatMissingData === "notBreaching" || count.missing === 0) return "OK";
  if (count.recent === 0) return treatMissingData === "ignore" ? undefined : "INSUFFICIENT_DATA";
  // Too little data, and all of it breaching.
  if (count.breaching === count.recent) return treatMissingData === "ignore" ? undefined : "ALARM";
  return "OK";
}
