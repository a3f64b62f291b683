// CloudWatch alarms: each watches a metric or an expression and changes its state by what the last periods were like.

import { isDeepStrictEqual } from "node:util";
import { formatArn, type RegionIdentity } from "../../../aws/arn.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import { constraintError } from "../../../aws/wire/members.ts";
import { RecordBook, type Records } from "../../../storage/record-book.ts";
import type { Clock, Timer } from "../../../time/clock.ts";
import type { DetectorSource } from "../anomalies/anomaly-detector.ts";
import type { Metrics } from "../metrics/metrics.ts";
import type { TimeRange } from "../metrics/time-range.ts";
import type { AlarmConfiguration } from "./alarm-configuration.ts";
import { evaluationRangePeriods, judge, type WatchedPoints } from "./alarm-evaluation.ts";
import { AlarmHistory } from "./alarm-history.ts";
import type { AlarmRule, AlarmState } from "./alarm-rule.ts";
import { checkAlarm, periodSecondsOf } from "./check-alarm.ts";
import { samplesNeeded } from "./few-samples.ts";
import { reasonData } from "./reason-data.ts";
import { learntBy, limitsOf, watchedPoints } from "./watched-points.ts";

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
  /** Where alarms, their states, history and tags are kept. @default in memory */
  readonly book?: RecordBook;
  readonly onStateChange?: (change: AlarmStateChange) => void;
  /** Sees to it that somebody learns what is usual of a metric, because an alarm compares it with that. */
  readonly learn?: (source: DetectorSource) => void;
  /** Whether an alarm of another kind has this name. */
  readonly isTaken?: (alarmName: string) => boolean;
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
const minuteMs = 60_000;

export class Alarms {
  readonly book: RecordBook;
  /** Of alarms and dashboards, by ARN. */
  readonly tags: Records<Readonly<Record<string, string>>>;
  readonly history: AlarmHistory;
  readonly #options: AlarmsOptions;
  readonly #alarms: Records<Alarm>;
  #timer: Timer | undefined;

  constructor(options: AlarmsOptions) {
    this.#options = options;
    this.book = options.book ?? RecordBook.inMemory();
    this.#alarms = this.book.records<Alarm>("alarm");
    this.tags = this.book.records<Readonly<Record<string, string>>>("tags");
    this.history = new AlarmHistory(this.book, options.clock);
    if (this.#alarms.values().length > 0) this.#timer = this.#schedule();
  }

  /** A changed configuration keeps the state that the alarm is in, as on AWS. */
  putMetricAlarm(configuration: AlarmConfiguration): { readonly alarmArn: string; readonly isNew: boolean } {
    const rule = checkAlarm(configuration);
    const { alarmName } = configuration;
    if (this.#options.isTaken?.(alarmName) === true)
      throw new ServiceError(
        "ValidationException",
        `The alarm ${alarmName} is there already, and is a composite alarm.`,
      );
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
    for (const source of learntBy(configuration)) this.#options.learn?.(source);
    this.#alarms.put(alarmName, alarm);
    // A template is put up again with each start.
    if (!isDeepStrictEqual(existing?.configuration, configuration))
      this.history.configured(alarmName, existing === undefined ? "created" : "updated");
    this.#timer ??= this.#schedule();
    return { alarmArn: alarm.alarmArn, isNew: existing === undefined };
  }

  /** Whether the actions of these alarms are done. Names that do not exist are passed over. */
  switchActions(alarmNames: readonly string[], actionsEnabled: boolean): void {
    for (const name of alarmNames) {
      const alarm = this.#alarms.get(name);
      if (alarm === undefined) continue;
      this.#alarms.put(name, { ...alarm, configuration: { ...alarm.configuration, actionsEnabled } });
      this.history.configured(name, "updated");
    }
  }

  get(alarmName: string): Alarm | undefined {
    return this.#alarms.get(alarmName);
  }

  describeAlarms(filter: DescribeAlarmsFilter = {}): readonly Alarm[] {
    return this.#alarms.values().filter((alarm) => isChosen(alarm, filter));
  }

  /** Names that do not exist are passed over. */
  deleteAlarms(alarmNames: readonly string[]): void {
    for (const name of alarmNames) {
      const alarm = this.#alarms.get(name);
      if (alarm === undefined) continue;
      this.tags.remove(alarm.alarmArn);
      this.#alarms.remove(name);
      this.history.configured(name, "deleted");
    }
  }

  setAlarmState(
    alarmName: string,
    change: { readonly state: string; readonly reason: string; readonly reasonData?: string },
  ): void {
    checkState(change.state);
    const alarm = this.#alarms.get(alarmName);
    if (alarm === undefined) throw new ServiceError("ResourceNotFound", "", { status: 404 });
    this.#change(alarm, {
      state: change.state as AlarmState,
      reason: change.reason,
      reasonData: change.reasonData,
    });
  }

  /** Looks at every alarm now; done every ten seconds while there is any. */
  evaluate(): void {
    for (const alarm of this.#alarms.values()) {
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
      this.#timer = this.#alarms.values().length === 0 ? undefined : this.#schedule();
    });
  }

  #evaluate(alarm: Alarm): void {
    if (this.#hasFewSamples(alarm)) return;
    const watched = this.#recentPoints(alarm);
    const verdict = judge(alarm.rule, watched);
    if (verdict === undefined || verdict.state === alarm.state) return;
    this.#change(alarm, { ...verdict, reasonData: reasonData(alarm, watched, this.#options.clock.now()) });
  }

  #recentPoints({ configuration, rule }: Alarm): WatchedPoints {
    const { metricStat, metrics = [] } = configuration;
    const { metrics: source } = this.#options;
    const periodMs = periodSecondsOf(configuration) * 1000;
    const range = this.#before(periodMs, evaluationRangePeriods(rule));
    if (metricStat === undefined) return watchedPoints(rule, [...source.getMetricData(metrics, range)]);
    const limitsAt = () => limitsOf(rule);
    const points = source.read(metricStat, range);
    if (points.size > 0 || periodMs >= minuteMs) return { points, limitsAt };
    // A metric of minutes has its datapoints at their beginning, out of sight of a shorter period.
    return { points: source.read(metricStat, { ...range, from: range.from - minuteMs }), limitsAt };
  }

  /** Then the alarm keeps its state, if it was put so. */
  #hasFewSamples({ configuration, rule }: Alarm): boolean {
    const { metricStat, evaluateLowSampleCountPercentile: few } = configuration;
    const needed = few === "ignore" && metricStat !== undefined ? samplesNeeded(metricStat.stat) : undefined;
    if (needed === undefined || metricStat === undefined) return false;
    const range = this.#before(metricStat.periodSeconds * 1000, rule.evaluationPeriods);
    const counts = this.#options.metrics.read({ ...metricStat, stat: "SampleCount" }, range);
    return [...counts.values()].some((count) => count < needed);
  }

  /** The last whole periods. */
  #before(periodMs: number, periods: number): TimeRange {
    const until = Math.floor(this.#options.clock.now() / periodMs) * periodMs;
    return { from: until - periods * periodMs, until };
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
    // A state that is found to be another is so while the disk takes nothing as well.
    this.#alarms.keep(alarm.configuration.alarmName, changed);
    if (alarm.state === changed.state) return;
    this.history.changed(changed, alarm);
    this.#options.onStateChange?.({
      alarm: changed,
      previousState: alarm.state,
      previousReason: alarm.stateReason,
      previousUpdatedAt: alarm.stateUpdatedAt,
      actions: actionsOf(changed),
    });
  }
}

export const states: readonly string[] = ["INSUFFICIENT_DATA", "ALARM", "OK"];

/** Throws ValidationException for what is no state of an alarm. */
export function checkState(state: string): asserts state is AlarmState {
  if (states.includes(state)) return;
  throw constraintError("stateValue", state, `satisfy enum value set: [${states.join(", ")}]`);
}

function actionsOf({ configuration, state }: Alarm): readonly string[] {
  if (configuration.actionsEnabled === false) return [];
  if (state === "ALARM") return configuration.alarmActions ?? [];
  if (state === "OK") return configuration.okActions ?? [];
  return configuration.insufficientDataActions ?? [];
}

/** Whether an alarm, of whichever kind, is one of those that are asked for. */
export function isChosen(
  { configuration, state }: Pick<Alarm, "state"> & { readonly configuration: Named },
  { alarmNames, alarmNamePrefix = "", stateValue, actionPrefix }: DescribeAlarmsFilter,
): boolean {
  const { alarmName, okActions = [], alarmActions = [], insufficientDataActions = [] } = configuration;
  const actions = [...okActions, ...alarmActions, ...insufficientDataActions];
  return (
    (alarmNames === undefined || alarmNames.includes(alarmName)) &&
    alarmName.startsWith(alarmNamePrefix) &&
    (stateValue === undefined || state === stateValue) &&
    (actionPrefix === undefined || actions.some((arn) => arn.startsWith(actionPrefix)))
  );
}

type Named = Pick<AlarmConfiguration, "alarmName" | "okActions" | "alarmActions" | "insufficientDataActions">;
