// Why an alarm came to its state, in the sentences in which AWS says it.

import type { Limits } from "../metrics/band.ts";
import type { AlarmRule, AlarmState } from "./alarm-rule.ts";
import { comparison, endsOf, isBandOperator } from "./comparison.ts";

export interface Judgement {
  readonly state: AlarmState;
  /** How many datapoints were looked at, and how many were not there. */
  readonly recent: number;
  readonly missing: number;
  /** In order of time: those that breach, or those that do not, where that is what made the state. */
  readonly shown: readonly Point[];
  readonly limitsAt: (at: number) => Limits;
}

type Point = readonly [at: number, value: number];

/** As many datapoints are told one by one; of more the newest ones follow in a sentence of their own. */
const mostTold = 5;

export function reasonOf(rule: AlarmRule, judgement: Judgement): string {
  const { state, recent, missing } = judgement;
  if (state === "INSUFFICIENT_DATA")
    return `Insufficient Data: ${missing} ${missing === 1 ? "datapoint was" : "datapoints were"} unknown.`;
  if (recent > 0) return crossed(rule, judgement);
  const treated = rule.treatMissingData === "breaching" ? "Breaching" : "NonBreaching";
  const were = missing === 1 ? "datapoint was" : "datapoints were";
  return `Threshold Crossed: no datapoints were received for ${missing} ${missing === 1 ? "period" : "periods"} and ${missing} missing ${were} treated as [${treated}].`;
}

function crossed(rule: AlarmRule, { state, recent, shown, limitsAt }: Judgement): string {
  const { comparisonOperator, evaluationPeriods, datapointsToAlarm } = rule;
  const newest = shown.toReversed().slice(0, mostTold);
  const isTold = shown.length < mostTold;
  const points = `[${newest.map(([at, value]) => `${decimal(value)} (${shortTime(at)})`).join(", ")}]`;
  const one = shown.length === 1 && datapointsToAlarm === undefined;
  const counted =
    datapointsToAlarm === undefined
      ? `${shown.length} ${one ? "datapoint" : "datapoints"}`
      : `${shown.length} out of the last ${recent} datapoints`;
  const verb = `${shown.length === 1 ? "was" : "were"}${state === "ALARM" ? "" : " not"}`;
  const needed = state === "ALARM" ? datapointsToAlarm : evaluationPeriods - (datapointsToAlarm ?? 0) + 1;
  const minimum =
    datapointsToAlarm === undefined
      ? ""
      : ` (minimum ${needed} ${needed === 1 ? "datapoint" : "datapoints"} for ${state === "ALARM" ? "OK -> ALARM" : "ALARM -> OK"} transition)`;
  const { words } = comparison(comparisonOperator);
  if (!isBandOperator(comparisonOperator)) {
    const than = `${verb} ${words} the threshold (${decimal(rule.threshold ?? 0)})`;
    return isTold
      ? `Threshold Crossed: ${counted} ${points} ${than}${minimum}.`
      : `Threshold Crossed: ${counted} ${than}. The most recent datapoints which crossed the threshold: ${points}${minimum}.`;
  }
  const limits = endsOf(comparisonOperator).map((end) => ({
    name: end === "lower" ? "less than the lower thresholds" : "greater than the upper thresholds",
    end,
    values: `[${newest.map(([at]) => decimal(limitsAt(at)[end])).join(", ")}]`,
  }));
  const not = state === "ALARM" ? "" : "not ";
  if (isTold) {
    const than = limits.map(({ name, values }) => `${not}${name} ${values}`).join(" or ");
    return `Thresholds Crossed: ${counted} ${points} ${shown.length === 1 ? "was" : "were"} ${than}${minimum}.`;
  }
  const crossing = limits.map(({ end, values }) => `${end} thresholds ${values}`).join(" or ");
  return `Thresholds Crossed: ${counted} ${verb} ${words}. Recent datapoints ${points} crossed the ${crossing}${minimum}.`;
}

/** AWS prints numbers as Java does: a whole number keeps its ".0". */
function decimal(value: number): string {
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

function shortTime(at: number): string {
  const [year = "", month, day, time] = new Date(at).toISOString().slice(0, 19).split(/[-T]/);
  return `${day}/${month}/${year.slice(2)} ${time}`;
}
