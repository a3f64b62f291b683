// Decides the state of an alarm from its last datapoints. CloudWatch User Guide, "Configuring how CloudWatch alarms treat
// missing data": somewhat more periods than asked for are looked at, so that a late datapoint counts as data.

import type { TimeSeries } from "../metrics/time-range.ts";

export type AlarmState = "OK" | "ALARM" | "INSUFFICIENT_DATA";
export type MissingDataTreatment = "missing" | "ignore" | "breaching" | "notBreaching";

const comparisons = {
  GreaterThanThreshold: { words: "greater than", test: (value: number, limit: number) => value > limit },
  GreaterThanOrEqualToThreshold: {
    words: "greater than or equal to",
    test: (value: number, limit: number) => value >= limit,
  },
  LessThanThreshold: { words: "less than", test: (value: number, limit: number) => value < limit },
  LessThanOrEqualToThreshold: {
    words: "less than or equal to",
    test: (value: number, limit: number) => value <= limit,
  },
} as const;

export type ComparisonOperator = keyof typeof comparisons;

export const comparisonOperators = Object.keys(comparisons) as readonly ComparisonOperator[];

export interface AlarmRule {
  readonly comparisonOperator: ComparisonOperator;
  readonly threshold: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly treatMissingData: MissingDataTreatment;
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
export function judge(rule: AlarmRule, points: TimeSeries, current: AlarmState): AlarmVerdict | undefined {
  const recent = [...points].slice(-rule.evaluationPeriods);
  const missing = rule.evaluationPeriods - recent.length;
  const { test } = comparisons[rule.comparisonOperator];
  const breaching = recent.filter(([, value]) => test(value, rule.threshold));
  const state = decide(rule, { recent: recent.length, breaching: breaching.length, missing });
  if (state === undefined) return undefined;
  return { state, reason: reasonOf(rule, { state, current, recent, breaching, missing }) };
}

function decide(
  { datapointsToAlarm, treatMissingData }: AlarmRule,
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

interface Judgement {
  readonly state: AlarmState;
  readonly current: AlarmState;
  readonly recent: readonly (readonly [number, number])[];
  readonly breaching: readonly (readonly [number, number])[];
  readonly missing: number;
}

function reasonOf(rule: AlarmRule, { state, current, recent, breaching, missing }: Judgement): string {
  if (state === "INSUFFICIENT_DATA") {
    return `Insufficient Data: ${missing} ${missing === 1 ? "datapoint was" : "datapoints were"} unknown.`;
  }
  if (recent.length === 0) {
    const treated = rule.treatMissingData === "breaching" ? "Breaching" : "NonBreaching";
    const were = missing === 1 ? "datapoint was" : "datapoints were";
    return `Threshold Crossed: no datapoints were received for ${missing} ${missing === 1 ? "period" : "periods"} and ${missing} missing ${were} treated as [${treated}].`;
  }
  const shown = state === "ALARM" ? breaching : recent.filter((point) => !breaching.includes(point));
  const list = shown.map(([at, value]) => `${decimal(value)} (${shortTime(at)})`).join(", ");
  const verb = `${shown.length === 1 ? "was" : "were"}${state === "ALARM" ? "" : " not"}`;
  const needed =
    state === "ALARM" ? rule.datapointsToAlarm : rule.evaluationPeriods - rule.datapointsToAlarm + 1;
  return `Threshold Crossed: ${shown.length} out of the last ${recent.length} datapoints [${list}] ${verb} ${comparisons[rule.comparisonOperator].words} the threshold (${decimal(rule.threshold)}) (minimum ${needed} ${needed === 1 ? "datapoint" : "datapoints"} for ${current} -> ${state} transition).`;
}

/** AWS prints numbers as Java does: a whole number keeps its ".0". */
function decimal(value: number): string {
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

function shortTime(at: number): string {
  const [year = "", month, day, time] = new Date(at).toISOString().slice(0, 19).split(/[-T]/);
  return `${day}/${month}/${year.slice(2)} ${time}`;
}
