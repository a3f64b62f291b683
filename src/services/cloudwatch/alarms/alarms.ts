// CloudWatch alarms: each watches a metric or an expression and changes its state by what the last periods were like.

import { formatArn, type RegionIdentity } from "../../../aws/arn.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import type { Clock, Timer } from "../../../time/clock.ts";
import { isInsightsQuery, parseInsightsQuery } from "../metrics/insights-query.ts";
import { checkQueries, type MetricDataQuery } from "../metrics/metric-query.ts";
import type { Metrics } from "../metrics/metrics.ts";
import { parseStatistic } from "../metrics/statistic.ts";
import { checkPeriod, type TimeRange, type TimeSeries } from "../metrics/time-range.ts";
import { checkAlarmBounds } from "./alarm-bounds.ts";
import type { AlarmConfiguration } from "./alarm-configuration.ts";
import {
  type AlarmRule,
  type AlarmState,
  comparisonOperators,
  evaluationRangePeriods,
  judge,
} from "./alarm-evaluation.ts";

export interface Alarm {
  readonly configuration: AlarmConfiguration;
  readonly alarmArn: string;
  readonly rule: AlarmRule;
  readonly configuredAt: number;
  readonly state: AlarmState;
  readonly stateReason: string;
  readonly stateReasonData: string | undefined;
  readonly stateUpdatedAt: number;
}

export interface AlarmStateChange {
  readonly alarm: Alarm;
  readonly previousState: AlarmState;
  readonly previousReason: string;
  readonly previousUpdatedAt: number;
  /** The ARNs to act on: those of the new state, or none when actions are disabled. */
  readonly actions: readonly string[];
}

export interface AlarmsOptions {
  readonly clock: Clock;
  readonly identity: RegionIdentity;
  readonly metrics: Pick<Metrics, "read" | "getMetricData">;
  readonly onStateChange?: (change: AlarmStateChange) => void;
  /** Told of an alarm that could not be evaluated or announced: a fault of ours. It keeps its state, and the others go on. */
  readonly onFault?: (fault: unknown, alarmName: string) => void;
}

export interface DescribeAlarmsFilter {
  readonly alarmNames?: readonly string[];
  readonly alarmNamePrefix?: string;
  readonly stateValue?: string;
  readonly actionPrefix?: string;
}

/** Often enough for the shortest period that an alarm may have. */
const evaluationIntervalMs = 10_000;
const states: readonly string[] = ["OK", "ALARM", "INSUFFICIENT_DATA"];

export class Alarms {
  readonly #options: AlarmsOptions;
  readonly #alarms = new Map<string, Alarm>();
  #timer: Timer | undefined;

  constructor(options: AlarmsOptions) {
    this.#options = options;
  }

  /** A changed configuration keeps the state that the alarm is in, as on AWS. */
  putMetricAlarm(configuration: AlarmConfiguration): void {
    const rule = checkAlarm(configuration);
    const { alarmName } = configuration;
    const now = this.#options.clock.now();
    const existing = this.#alarms.get(alarmName);
    const alarm: Alarm = {
      configuration,
      rule,
      alarmArn: formatArn(this.#options.identity, "cloudwatch", `alarm:${alarmName}`),
      configuredAt: now,
      state: existing?.state ?? "INSUFFICIENT_DATA",
      stateReason: existing?.stateReason ?? "Unchecked: Initial alarm creation",
      stateReasonData: existing?.stateReasonData,
      stateUpdatedAt: existing?.stateUpdatedAt ?? now,
    };
    // What cannot be computed is refused to whoever asks for it, and not found again by every evaluation.
    this.#recentPoints(alarm);
    this.#alarms.set(alarmName, alarm);
    this.#timer ??= this.#schedule();
  }

  describeAlarms(filter: DescribeAlarmsFilter = {}): readonly Alarm[] {
    const names = filter.alarmNames === undefined ? undefined : new Set(filter.alarmNames);
    return [...this.#alarms.values()].filter((alarm) => {
      const { alarmName } = alarm.configuration;
      return (
        (names === undefined || names.has(alarmName)) &&
        alarmName.startsWith(filter.alarmNamePrefix ?? "") &&
        (filter.stateValue === undefined || alarm.state === filter.stateValue) &&
        (filter.actionPrefix === undefined || hasAction(alarm, filter.actionPrefix))
      );
    });
  }

  /** Names that do not exist are passed over. */
  deleteAlarms(alarmNames: readonly string[]): void {
    for (const name of alarmNames) this.#alarms.delete(name);
  }

  setAlarmState(
    alarmName: string,
    change: { readonly state: string; readonly reason: string; readonly reasonData?: string },
  ): void {
    const alarm = this.#alarms.get(alarmName);
    if (alarm === undefined) {
      throw new ServiceError("ResourceNotFound", `Alarm ${alarmName} does not exist`, { status: 404 });
    }
    if (!states.includes(change.state)) {
      throw invalid(
        `The value ${change.state} for parameter StateValue is invalid. Expected one of ${states}.`,
      );
    }
    this.#change(alarm, {
      state: change.state as AlarmState,
      reason: change.reason,
      reasonData: change.reasonData,
    });
  }

  /** Looks at every alarm now; done every ten seconds while there is any. */
  evaluate(): void {
    for (const alarm of [...this.#alarms.values()]) {
      try {
        this.#evaluate(alarm);
      } catch (fault) {
        this.#options.onFault?.(fault, alarm.configuration.alarmName);
      }
    }
  }

  close(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #schedule(): Timer {
    return this.#options.clock.setTimer(evaluationIntervalMs, () => {
      this.evaluate();
      this.#timer = this.#alarms.size === 0 ? undefined : this.#schedule();
    });
  }

  #evaluate(alarm: Alarm): void {
    const verdict = judge(alarm.rule, this.#recentPoints(alarm), alarm.state);
    if (verdict !== undefined && verdict.state !== alarm.state) this.#change(alarm, verdict);
  }

  #recentPoints({ configuration, rule }: Alarm): TimeSeries {
    const { metricStat, metrics = [] } = configuration;
    const periodMs = periodSecondsOf(configuration) * 1000;
    const until = Math.floor(this.#options.clock.now() / periodMs) * periodMs;
    const range: TimeRange = { from: until - evaluationRangePeriods(rule) * periodMs, until };
    if (metricStat !== undefined) return this.#options.metrics.read(metricStat, range);
    const [result] = this.#options.metrics.getMetricData(metrics, range);
    return result?.points ?? new Map();
  }

  #change(
    alarm: Alarm,
    change: { readonly state: AlarmState; readonly reason: string; readonly reasonData?: string | undefined },
  ): void {
    const changed: Alarm = {
      ...alarm,
      state: change.state,
      stateReason: change.reason,
      stateReasonData: change.reasonData,
      stateUpdatedAt: this.#options.clock.now(),
    };
    this.#alarms.set(alarm.configuration.alarmName, changed);
    if (alarm.state === changed.state) return;
    this.#options.onStateChange?.({
      alarm: changed,
      previousState: alarm.state,
      previousReason: alarm.stateReason,
      previousUpdatedAt: alarm.stateUpdatedAt,
      actions: actionsOf(changed),
    });
  }
}

function actionsOf({ configuration, state }: Alarm): readonly string[] {
  if (configuration.actionsEnabled === false) return [];
  if (state === "ALARM") return configuration.alarmActions ?? [];
  if (state === "OK") return configuration.okActions ?? [];
  return configuration.insufficientDataActions ?? [];
}

function hasAction({ configuration }: Alarm, prefix: string): boolean {
  const { okActions = [], alarmActions = [], insufficientDataActions = [] } = configuration;
  return [...okActions, ...alarmActions, ...insufficientDataActions].some((arn) => arn.startsWith(prefix));
}

function periodSecondsOf({ metricStat, metrics = [] }: AlarmConfiguration): number {
  if (metricStat !== undefined) return metricStat.periodSeconds;
  const periods = metrics
    .map((query) => query.metricStat?.periodSeconds ?? query.periodSeconds)
    .filter((period) => period !== undefined);
  return periods.length === 0 ? 60 : Math.max(...periods);
}

function checkAlarm(configuration: AlarmConfiguration): AlarmRule {
  const { alarmName, comparisonOperator, evaluationPeriods, threshold, metricStat, metrics } = configuration;
  const { datapointsToAlarm = evaluationPeriods, treatMissingData = "missing" } = configuration;
  checkAlarmBounds(configuration);
  if (alarmName.length < 1 || alarmName.length > 255) {
    throw invalid("The value for parameter AlarmName is invalid. Expected 1 to 255 characters.");
  }
  if (!comparisonOperators.includes(comparisonOperator)) {
    throw invalid(
      `The value ${comparisonOperator} for parameter ComparisonOperator is invalid. Expected one of ${comparisonOperators.join(", ")}.`,
    );
  }
  if (!Number.isInteger(evaluationPeriods) || evaluationPeriods < 1) {
    throw invalid(
      `The value ${evaluationPeriods} for parameter EvaluationPeriods is invalid. Expected 1 or more.`,
    );
  }
  if (
    !Number.isInteger(datapointsToAlarm) ||
    datapointsToAlarm < 1 ||
    datapointsToAlarm > evaluationPeriods
  ) {
    throw invalid(
      `The value ${datapointsToAlarm} for parameter DatapointsToAlarm is invalid. Expected 1 to EvaluationPeriods (${evaluationPeriods}).`,
    );
  }
  if (!["missing", "ignore", "breaching", "notBreaching"].includes(treatMissingData)) {
    throw invalid(
      `The value ${treatMissingData} for parameter TreatMissingData is invalid. Expected breaching, notBreaching, ignore or missing.`,
    );
  }
  if (!Number.isFinite(threshold))
    throw invalid("The parameter Threshold is missing or is not a finite number.");
  if ((metricStat === undefined) === (metrics === undefined)) {
    throw new ServiceError(
      "InvalidParameterCombinationException",
      "Exactly one of the parameters MetricName and Metrics must be specified.",
    );
  }
  const periodSeconds = periodSecondsOf(configuration);
  checkPeriod(periodSeconds);
  if (metricStat !== undefined) parseStatistic(metricStat.stat);
  if (metrics !== undefined) checkWatched(metrics);
  checkWatchedTime(periodSeconds * evaluationPeriods, periodSeconds);
  return { comparisonOperator, threshold, evaluationPeriods, datapointsToAlarm, treatMissingData };
}

/** An alarm watches one series: of its queries exactly one returns data, and that one is not split into groups. */
function checkWatched(queries: readonly MetricDataQuery[]): void {
  checkQueries(queries);
  const returned = queries.filter(({ returnData }) => returnData ?? true);
  const [watched] = returned;
  if (watched === undefined || returned.length > 1) {
    throw new ServiceError(
      "ValidationException",
      "Exactly one element of the metrics list should return data.",
    );
  }
  const { expression } = watched;
  if (expression === undefined || !isInsightsQuery(expression)) return;
  if (parseInsightsQuery(expression).groupBy.length > 0) {
    throw new ServiceError(
      "ValidationException",
      "An alarm takes a query that returns a single time series: without GROUP BY.",
    );
  }
}

/** "The number of evaluation periods multiplied by the period" is at most a day, or a week for periods of an hour and more. */
function checkWatchedTime(seconds: number, periodSeconds: number): void {
  const day = 86_400;
  if (seconds <= (periodSeconds >= 3600 ? 7 * day : day)) return;
  throw new ServiceError(
    "ValidationException",
    periodSeconds >= 3600
      ? "Metrics cannot be checked across more than seven days (EvaluationPeriods * Period must be <= 604800)."
      : "Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= 86400).",
  );
}

function invalid(message: string): ServiceError {
  return new ServiceError("InvalidParameterValueException", message);
}
