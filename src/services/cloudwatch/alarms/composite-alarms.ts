// Alarms on other alarms: each looks at the states of those that its rule names, whenever one of them changes.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-combining.html

import { isDeepStrictEqual } from "node:util";
import type { RegionIdentity } from "../../../aws/arn.ts";
import type { RecordBook, Records } from "../../../storage/record-book.ts";
import type { Clock, Timer } from "../../../time/clock.ts";
import { refused } from "../refusals.ts";
import type { AlarmHistory } from "./alarm-history.ts";
import type { AlarmState } from "./alarm-rule.ts";
import { type CompositeConfiguration, checkComposite } from "./check-composite.ts";
import { CompiledRules } from "./compiled-rules.ts";
import { isMet } from "./composite-rule.ts";
import { afterSuppressor, type Suppression, suppressionOf } from "./suppression.ts";
import { dayAndTime, zonedTime } from "./zoned-time.ts";

export interface CompositeAlarm {
  readonly configuration: CompositeConfiguration;
  readonly alarmArn: string;
  readonly configuredAt: number;
  readonly state: AlarmState;
  readonly stateReason: string;
  readonly stateReasonData: string | undefined;
  /** When its state, or what keeps it from acting, was last another. */
  readonly stateUpdatedAt: number;
  readonly stateTransitionedAt: number;
  readonly suppression?: Suppression;
}

export interface CompositeStateChange {
  readonly alarm: CompositeAlarm;
  readonly before: CompositeAlarm;
  readonly actions: readonly string[];
}

/** What is to be known of an alarm, of whichever kind. */
export interface AlarmInState {
  readonly alarmArn: string;
  readonly state: AlarmState;
  readonly stateUpdatedAt: number;
}

export interface CompositeAlarmsOptions {
  readonly clock: Clock;
  readonly identity: RegionIdentity;
  readonly book: RecordBook;
  readonly history: AlarmHistory;
  readonly metricAlarm: (name: string) => AlarmInState | undefined;
  readonly onStateChange?: (change: CompositeStateChange) => void;
}

/** A change of an alarm goes on to those that depend on it: by which alarms, and how many have been looked at. */
interface Wave {
  readonly path: readonly string[];
  readonly spent: { evaluations: number };
}

/** Circles of many alarms have more ways through them than can be gone. */
const mostEvaluations = 10_000;

type Change = Pick<CompositeAlarm, "state" | "stateReason" | "stateReasonData">;

export class CompositeAlarms {
  readonly #options: CompositeAlarmsOptions;
  readonly #alarms: Records<CompositeAlarm>;
  readonly #rules: CompiledRules;
  /** When a wait or an extension of the suppression is over, by the alarm's name. */
  readonly #timers = new Map<string, Timer>();

  constructor(options: CompositeAlarmsOptions) {
    this.#options = options;
    this.#rules = new CompiledRules(options.identity);
    this.#alarms = options.book.records<CompositeAlarm>("composite-alarm");
    for (const alarm of this.#alarms.values()) this.#awaitEnd(alarm);
  }

  /** Throws ValidationException. A changed configuration keeps the state until its rule says another. */
  put(configuration: CompositeConfiguration): { readonly alarmArn: string; readonly isNew: boolean } {
    const { alarmName } = configuration;
    checkComposite(configuration);
    this.#checkNames(configuration);
    const before = this.#alarms.get(alarmName);
    const now = this.#options.clock.now();
    const alarm: CompositeAlarm = {
      alarmArn: this.#rules.arnOf(alarmName),
      state: "INSUFFICIENT_DATA",
      stateReason: "Unchecked: Initial alarm creation",
      stateReasonData: undefined,
      stateUpdatedAt: now,
      stateTransitionedAt: now,
      ...(isDeepStrictEqual(before?.configuration, configuration) ? before : unsuppressed(before)),
      ...{ configuration, configuredAt: now },
    };
    this.#alarms.put(alarmName, alarm);
    const what = before === undefined ? "created" : "updated";
    if (!isDeepStrictEqual(before?.configuration, configuration))
      this.#options.history.configured(alarmName, what, "CompositeAlarm");
    this.#evaluate(
      alarm,
      (state) => `${alarm.alarmArn} was ${what} and its alarm rule evaluates to ${state}`,
    );
    return { alarmArn: alarm.alarmArn, isNew: before === undefined };
  }

  all(): readonly CompositeAlarm[] {
    return this.#alarms.values();
  }

  get(alarmName: string): CompositeAlarm | undefined {
    return this.#alarms.get(alarmName);
  }

  /** The ARNs of the alarms that a rule names. */
  childrenOf(alarmName: string): ReadonlySet<string> {
    const alarm = this.#alarms.get(alarmName);
    return alarm === undefined ? new Set() : this.#rules.of(alarm.configuration).children;
  }

  /** Those whose rules name an alarm. */
  parentsOf(alarmName: string): readonly CompositeAlarm[] {
    const arn = this.#rules.arnOf(alarmName);
    return this.all().filter(({ configuration }) => this.#rules.of(configuration).children.has(arn));
  }

  delete(alarmName: string): void {
    if (!this.#alarms.has(alarmName)) return;
    this.#alarms.remove(alarmName);
    this.#forgetTimer(alarmName);
    this.#options.history.configured(alarmName, "deleted", "CompositeAlarm");
  }

  switchActions(alarmName: string, actionsEnabled: boolean): void {
    const alarm = this.#alarms.get(alarmName);
    if (alarm === undefined) return;
    this.#alarms.put(alarmName, { ...alarm, configuration: { ...alarm.configuration, actionsEnabled } });
    this.#options.history.configured(alarmName, "updated", "CompositeAlarm");
  }

  /** It stays so until one of its children changes. */
  setState(alarmName: string, change: Change): void {
    const alarm = this.#alarms.get(alarmName);
    if (alarm !== undefined) this.#change(alarm, change);
  }

  /**
   * An alarm has come to another state: those that depend on it are looked at, and those that depend on them. Where alarms depend
   * on each other in a circle that ends once it is back at one of them, as it does on AWS.
   */
  changed(child: AlarmInState, wave: Wave = { path: [], spent: { evaluations: 0 } }): void {
    for (const { configuration } of this.all()) {
      const alarm = this.#alarms.get(configuration.alarmName);
      if (alarm === undefined || wave.path.includes(alarm.alarmArn)) continue;
      const { children } = this.#rules.of(alarm.configuration);
      if (children.has(child.alarmArn) && wave.spent.evaluations < mostEvaluations) {
        const at = dayAndTime(child.stateUpdatedAt);
        wave.spent.evaluations++;
        this.#evaluate(alarm, () => `${child.alarmArn} transitioned to ${child.state} at ${at}`, wave);
      }
      this.#suppressorChanged(configuration.alarmName, child);
    }
  }

  close(): void {
    for (const timer of this.#timers.values()) timer.cancel();
    this.#timers.clear();
  }

  #evaluate(alarm: CompositeAlarm, reason: (state: AlarmState) => string, wave?: Wave): void {
    const { rule, children } = this.#rules.of(alarm.configuration);
    const state = isMet(rule, (name) => this.#find(name)?.state) ? "ALARM" : "OK";
    if (state === alarm.state) return;
    const triggering = [...children].flatMap((arn) => this.#find(arn) ?? []);
    const told = triggering.map((child) => ({
      arn: child.alarmArn,
      state: { value: child.state, timestamp: zonedTime(child.stateUpdatedAt) },
    }));
    const stateReasonData = JSON.stringify({ triggeringAlarms: told });
    this.#change(alarm, { state, stateReason: reason(state), stateReasonData }, wave);
  }

  #change(before: CompositeAlarm, change: Change, wave?: Wave): void {
    const now = this.#options.clock.now();
    const isOther = before.state !== change.state;
    const suppression = isOther
      ? suppressionOf(before, this.#suppressorState(before), now)
      : before.suppression;
    const alarm: CompositeAlarm = {
      ...unsuppressed(before),
      ...change,
      stateUpdatedAt: now,
      stateTransitionedAt: isOther ? now : before.stateTransitionedAt,
      ...(suppression === undefined ? {} : { suppression }),
    };
    this.#keep(alarm);
    if (!isOther) return;
    this.#options.history.changed(alarm, before, "CompositeAlarm");
    this.#tell(alarm, before);
    const { path = [], spent = { evaluations: 0 } } = wave ?? {};
    this.changed(alarm, { path: [...path, alarm.alarmArn], spent });
  }

  #suppressorChanged(alarmName: string, suppressor: AlarmInState): void {
    const alarm = this.#alarms.get(alarmName);
    const named = alarm?.configuration.actionsSuppressor;
    if (alarm === undefined || named === undefined || this.#rules.arnOf(named) !== suppressor.alarmArn)
      return;
    if (alarm.suppression !== undefined)
      this.#suppress(alarm, afterSuppressor(alarm, suppressor.state, this.#options.clock.now()));
  }

  /** What keeps it from acting is another, or nothing any more: then it does what it was kept from. */
  #suppress(before: CompositeAlarm, suppression: Suppression | undefined): void {
    if (isDeepStrictEqual(before.suppression, suppression)) return;
    const alarm: CompositeAlarm = {
      ...unsuppressed(before),
      stateUpdatedAt: this.#options.clock.now(),
      ...(suppression === undefined ? {} : { suppression }),
    };
    this.#keep(alarm);
    this.#tell(alarm, before);
  }

  #tell(alarm: CompositeAlarm, before: CompositeAlarm): void {
    this.#options.onStateChange?.({ alarm, before, actions: actionsOf(alarm) });
  }

  /** A state that is found to be another is so while the disk takes nothing as well. */
  #keep(alarm: CompositeAlarm): void {
    this.#alarms.keep(alarm.configuration.alarmName, alarm);
    this.#awaitEnd(alarm);
  }

  #awaitEnd({ configuration: { alarmName }, suppression }: CompositeAlarm): void {
    this.#forgetTimer(alarmName);
    if (suppression?.until === undefined) return;
    const { clock } = this.#options;
    const timer = clock.setTimer(suppression.until - clock.now(), () => {
      this.#timers.delete(alarmName);
      const alarm = this.#alarms.get(alarmName);
      if (alarm !== undefined) this.#suppress(alarm, undefined);
    });
    this.#timers.set(alarmName, timer);
  }

  #forgetTimer(alarmName: string): void {
    this.#timers.get(alarmName)?.cancel();
    this.#timers.delete(alarmName);
  }

  #suppressorState({ configuration: { actionsSuppressor } }: CompositeAlarm): AlarmState | undefined {
    return actionsSuppressor === undefined ? undefined : this.#find(actionsSuppressor)?.state;
  }

  #checkNames(configuration: CompositeConfiguration): void {
    const { alarmName, actionsSuppressor } = configuration;
    const { children } = this.#rules.of(configuration);
    if (this.#options.metricAlarm(alarmName) !== undefined)
      throw refused(`The alarm ${alarmName} is there already, and is a metric alarm.`);
    if (children.has(this.#rules.arnOf(alarmName)))
      throw refused(
        "A composite alarm cannot have a child relation with itself via its AlarmRule, as it would introduce a circular dependency",
      );
    const missing = [...children].filter((arn) => !this.#isThere(arn));
    if (missing.length > 0)
      throw refused(
        `Could not save the composite alarm as alarms [${missing.join(", ")}] in the alarm rule do not exist`,
      );
    if (actionsSuppressor !== undefined && !this.#isThere(actionsSuppressor))
      throw refused(
        `Could not save the composite alarm as the actions suppressor ${actionsSuppressor} does not exist`,
      );
  }

  #isThere(name: string): boolean {
    return this.#find(name) !== undefined;
  }

  #find(nameOrArn: string): AlarmInState | undefined {
    const arn = this.#rules.arnOf(nameOrArn);
    const name = nameOf(arn);
    if (arn !== this.#rules.arnOf(name)) return undefined;
    return this.#alarms.get(name) ?? this.#options.metricAlarm(name);
  }
}

function actionsOf({ configuration, state, suppression }: CompositeAlarm): readonly string[] {
  if (suppression !== undefined || configuration.actionsEnabled === false) return [];
  if (state === "ALARM") return configuration.alarmActions ?? [];
  if (state === "OK") return configuration.okActions ?? [];
  return configuration.insufficientDataActions ?? [];
}

function unsuppressed<Whole extends CompositeAlarm | undefined>(alarm: Whole): Omit<Whole, "suppression"> {
  return { ...alarm, suppression: undefined };
}

function nameOf(arn: string): string {
  return arn.slice(arn.indexOf(":alarm:") + ":alarm:".length);
}
