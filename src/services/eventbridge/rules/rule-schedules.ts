// Fires the rules that have a schedule, on the region's clock. As on AWS, times that pass while the region is down are not
// made up for, and a rate goes on counting from when it was set.

import { nextTime } from "../../../schedule/schedule.ts";
import { type Clock, sleepUntil, type Timer } from "../../../time/clock.ts";
import type { Rule, RuleDefinition } from "./rule.ts";

export interface RuleScheduleSeams {
  readonly clock: Clock;
  /** A rule is due. What it throws or rejects with is for whoever it belongs to: the rule is due again all the same. */
  fire(rule: Rule, dueAt: number): void;
}

interface Scheduled {
  /** As it was put last. */
  rule: Rule;
  readonly timer: Timer | undefined;
}

export class RuleSchedules {
  readonly #seams: RuleScheduleSeams;
  readonly #scheduled = new Map<string, Scheduled>();
  #started = false;

  constructor(seams: RuleScheduleSeams) {
    this.#seams = seams;
  }

  /** From now on rules are fired. */
  start(rules: Iterable<Rule>): void {
    this.#started = true;
    for (const rule of rules) this.put(rule);
  }

  stop(): void {
    this.#started = false;
    for (const { timer } of this.#scheduled.values()) timer?.cancel();
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
    this.#scheduled.get(ruleArn)?.timer?.cancel();
    this.#scheduled.delete(ruleArn);
  }

  #await(rule: Rule): void {
    const { clock } = this.#seams;
    const now = clock.now();
    const { schedule, scheduledSince: startedAt = now } = rule;
    const dueAt = schedule === undefined ? undefined : nextTime(schedule, now, { startedAt });
    const timer =
      dueAt === undefined
        ? undefined
        : clock.setTimer(sleepUntil(dueAt, clock), () => this.#due(rule.arn, dueAt));
    this.#scheduled.set(rule.arn, { rule, timer });
  }

  #due(ruleArn: string, dueAt: number): void {
    const rule = this.#scheduled.get(ruleArn)?.rule;
    if (rule === undefined) return;
    // It is not time yet where the clock runs a little behind its timers, was put back, or was only to be looked at.
    const isDue = this.#seams.clock.now() >= dueAt;
    this.#await(rule);
    if (isDue) this.#seams.fire(rule, dueAt);
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
