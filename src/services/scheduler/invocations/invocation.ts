// One invocation of a schedule's target: what is kept of it until it is over, and what the target is given.
// https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html

import { hash } from "node:crypto";
import type { RegionIdentity } from "../../../aws/arn.ts";
import { uuidOf } from "../../../aws/uuid-of.ts";
import type { Schedule, ScheduleTarget } from "../schedules/schedule.ts";

export interface Invocation {
  /** The execution id: the same time of the same schedule has the same, so that a crash makes no second of it. */
  readonly id: string;
  readonly scheduleKey: string;
  readonly scheduleArn: string;
  readonly group: string;
  /** The time of the schedule, in milliseconds since the epoch. */
  readonly scheduledAt: number;
  /** From here the age of its event counts. */
  readonly startedAt: number;
  readonly target: ScheduleTarget;
  /** When the schedule was put, if it is to be deleted with this invocation, its last. */
  readonly deletesScheduleOf?: number;
}

/** A time that comes again, because the schedule has begun anew, is another one. */
export function executionId({ arn, createdAt }: Schedule, scheduledAt: number, begunAnewAt?: number): string {
  const began = begunAnewAt === undefined ? "" : ` ${begunAnewAt}`;
  return hash("sha256", `${arn} ${createdAt} ${scheduledAt}${began}`, "hex").slice(0, 16);
}

/** `2026-01-02T03:04:05Z` */
export function scheduledTime({ scheduledAt }: Invocation): string {
  return `${new Date(scheduledAt).toISOString().slice(0, 19)}Z`;
}

/** The target's input at an attempt, which counts from 1. */
export function inputOf(invocation: Invocation, attempt: number, identity: RegionIdentity): string {
  const { input } = invocation.target;
  if (input === undefined) return JSON.stringify(notification(invocation, identity));
  if (!input.includes("<aws.scheduler.")) return input;
  return input.replace(
    /<aws\.scheduler\.(schedule-arn|scheduled-time|execution-id|attempt-number)>/g,
    (_, attribute: string) => contextAttributes[attribute]?.(invocation, attempt) ?? "",
  );
}

const contextAttributes: Readonly<Record<string, (invocation: Invocation, attempt: number) => string>> = {
  "schedule-arn": ({ scheduleArn }) => scheduleArn,
  "scheduled-time": scheduledTime,
  "execution-id": ({ id }) => id,
  "attempt-number": (_, attempt) => String(attempt),
};

/** What a target is sent whose schedule has no input. https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-templated.html */
function notification(invocation: Invocation, { accountId, region }: RegionIdentity): object {
  return {
    version: "0",
    // One event has one id, however often it is tried.
    id: uuidOf(invocation.id),
    "detail-type": "Scheduled Event",
    source: "aws.scheduler",
    account: accountId,
    time: scheduledTime(invocation),
    region,
    resources: [invocation.scheduleArn],
    detail: "{}",
  };
}
