// Fires the rules that have a schedule, on the region's clock. As on AWS, times that pass while the region is down are not
// made up for, and a rate goes on counting from when it was set.

import { beginsAnew } from "../../../schedule/put-back.ts";
import { nextTime } from "../../../schedule/schedule.ts";
import { Timetable } from "../../../schedule/timetable.ts";
import type { Clock } from "../../../time/clock.ts";
import type { Rule, RuleDefinition } from "./rule.ts";

export interface RuleScheduleSeams {
  readonly clock: Clock;
  /** A rule is due. What it throws or rejects with is for whoever it belongs to: the rule is due again all the same. */
  fire(rule: Rule, dueAt: number): void;
  /** The clock was put back so far that this rule counts from another time now: it is put so. */
  begunAnew(rule: Rule): void;
  fault(fault: unknown, ruleArn: string): void;
}

interface Scheduled {
  /** As it was put last. */
  rule: Rule;
  /** Between these two it is not due. */
  last: number;
  next: number | undefined;
}

export class RuleSchedules {
  readonly #seams: RuleScheduleSeams;
  readonly #scheduled = new Map<string, Scheduled>();
  readonly #timetable: Timetable<string>;
  #started = false;

  constructor(seams: RuleScheduleSeams) {
    this.#seams = seams;
    this.#timetable = new Timetable({
      clock: seams.clock,
      due: (ruleArn, dueAt) => this.#due(ruleArn, dueAt),
      fault: (fault, ruleArn) => seams.fault(fault, ruleArn),
      putBack: (byMs) => this.#putBack(byMs),
    });
  }

  /** From now on rules are fired. */
  start(rules: Iterable<Rule>): void {
    this.#started = true;
    for (const rule of rules) this.put(rule);
    // What is counted from a time to come was put before the clock was put back.
    this.#putBack(0);
  }

  stop(): void {
    this.#started = false;
    this.#timetable.stop();
    this.#scheduled.clear();
  }

  put(rule: Rule): void {
    const known = this.#scheduled.get(rule.arn);
    if (known !== undefined && isSameSchedule(known.rule, rule)) {
      known.rule = rule;
      return;
    }
    this.remove(rule.arn);
    if (this.#started && rule.enabled && rule.schedule !== undefined) this.#await(rule);
  }

  remove(ruleArn: string): void {
    this.#timetable.remove(ruleArn);
    this.#scheduled.delete(ruleArn);
  }

  #await(rule: Rule): void {
    const last = this.#seams.clock.now();
    const { schedule, scheduledSince: startedAt = last } = rule;
    const next = schedule === undefined ? undefined : nextTime(schedule, last, { startedAt });
    this.#scheduled.set(rule.arn, { rule, last, next });
    if (next !== undefined) this.#timetable.put(rule.arn, next);
  }

  #due(ruleArn: string, dueAt: number): void {
    const rule = this.#scheduled.get(ruleArn)?.rule;
    if (rule === undefined) return;
    this.#await(rule);
    this.#seams.fire(rule, dueAt);
  }

  #putBack(putBackMs: number): void {
    const now = this.#seams.clock.now();
    for (const { rule, last, next } of [...this.#scheduled.values()]) {
      const { schedule } = rule;
      if (schedule === undefined || next === undefined) continue;
      if (!beginsAnew({ schedule, last, next }, { now, putBackMs })) continue;
      const anew = { ...rule, scheduledSince: now };
      this.#await(anew);
      this.#seams.begunAnew(anew);
    }
  }
}

function isSameSchedule(known: Rule, rule: Rule): boolean {
  return (
    rule.enabled &&
    known.scheduleExpression === rule.scheduleExpression &&
    known.scheduledSince === rule.scheduledSince
  );
}

/** A rate counts from when it was set or enabled; putting a rule as it was doesn't begin it anew. */
export function scheduledSince(
  { enabled, scheduleExpression }: RuleDefinition,
  known: Rule | undefined,
  now: number,
): Pick<Rule, "scheduledSince"> {
  if (!scheduleExpression) return {};
  const goesOn = known?.enabled === enabled && known.scheduleExpression === scheduleExpression;
  return { scheduledSince: (goesOn ? known.scheduledSince : undefined) ?? now };
}
