// What an alarm's states are, and what decides between them.

import type { ComparisonOperator } from "./comparison.ts";

export type AlarmState = "OK" | "ALARM" | "INSUFFICIENT_DATA";
export type MissingDataTreatment = "missing" | "ignore" | "breaching" | "notBreaching";

export interface AlarmRule {
  readonly comparisonOperator: ComparisonOperator;
  /** Or a band that the values are expected in: exactly one of the two is there. */
  readonly threshold?: number;
  readonly thresholdMetricId?: string;
  readonly evaluationPeriods: number;
  /** Undefined where nobody has said it: then all of them. */
  readonly datapointsToAlarm?: number;
  readonly treatMissingData: MissingDataTreatment;
}
