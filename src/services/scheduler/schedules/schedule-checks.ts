// What EventBridge Scheduler refuses of a schedule beyond the bounds of its members, in AWS's words where they are known.
// https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html

import { parseArn } from "../../../aws/arn.ts";
import { isJson } from "../../../aws/json-text.ts";
import { invalid } from "../../../aws/service-error.ts";
import { parseSchedulerSchedule } from "../../../schedule/schedule.ts";
import { isTimeZone } from "../../../schedule/time-zone.ts";
import type { AccessGuard } from "../../permissions.ts";
import type { ScheduleDefinition, ScheduleTarget } from "./schedule.ts";

export interface CheckParts {
  readonly now: number;
  /** Throws ValidationException for an ARN that nothing is delivered to. */
  readonly checkTarget: (arn: string) => void;
}

const oldestStartMs = 5 * 60_000;

/** Throws ValidationException. */
export function checkSchedule(definition: ScheduleDefinition, { now, checkTarget }: CheckParts): void {
  const { expression, timezone, startDate, endDate, target } = definition;
  if (parseSchedulerSchedule(expression) === undefined)
    throw invalid(`Invalid Schedule Expression ${expression}.`);
  if (!isTimeZone(timezone)) throw invalid(`Invalid Schedule Expression Timezone ${timezone}.`);
  if (startDate !== undefined && startDate < now - oldestStartMs)
    throw invalid("The StartDate you specify cannot be earlier than 5 minutes ago.");
  if (endDate !== undefined && endDate < now)
    throw invalid("The EndDate you specify cannot be earlier than the current time.");
  if (startDate !== undefined && endDate !== undefined && startDate >= endDate)
    throw invalid("The StartDate you specify must be earlier than the EndDate.");
  checkTarget(target.arn);
  checkInput(target);
  checkParameters(target);
}

/** Throws ValidationException for a role that Scheduler may not assume for the schedule. */
export function checkTrust(access: AccessGuard, { roleArn }: ScheduleTarget, scheduleArn: string): void {
  const via = { service: "scheduler.amazonaws.com", sourceArn: scheduleArn };
  if (!access.mayAssume({ roleArn, via }))
    throw invalid("The execution role you provide must allow AWS EventBridge Scheduler to assume the role.");
}

/** Targets that take nothing but JSON. */
const jsonTargets = new Set(["events", "lambda", "scheduler", "states"]);

function checkInput({ arn, input }: ScheduleTarget): void {
  if (input === undefined || !jsonTargets.has(parseArn(arn)?.service ?? "")) return;
  // What stands for a context attribute may stand outside of a JSON text.
  if (!isJson(input.replace(/<aws\.scheduler\.attempt-number>/g, "0")))
    throw invalid(`Invalid Input: it must be well-formed JSON for the target ${arn}.`);
}

function checkParameters({ arn, messageGroupId, partitionKey, event }: ScheduleTarget): void {
  const service = parseArn(arn)?.service;
  const needs = (name: string, isGiven: boolean, isWanted: boolean) => {
    if (isWanted && !isGiven) throw invalid(`${name} is required for the target ${arn}.`);
  };
  const allows = (name: string, isGiven: boolean, isAllowed: boolean) => {
    if (isGiven && !isAllowed) throw invalid(`${name} is not supported for the target ${arn}.`);
  };
  allows("SqsParameters", messageGroupId !== undefined, service === "sqs");
  allows("KinesisParameters", partitionKey !== undefined, service === "kinesis");
  allows("EventBridgeParameters", event !== undefined, service === "events");
  needs(
    "SqsParameters.MessageGroupId",
    messageGroupId !== undefined,
    service === "sqs" && arn.endsWith(".fifo"),
  );
  needs("KinesisParameters", partitionKey !== undefined, service === "kinesis");
  needs("EventBridgeParameters", event !== undefined, service === "events");
}
