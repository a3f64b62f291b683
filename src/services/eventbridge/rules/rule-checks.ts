// What PutRule refuses, in AWS's words.
// EventBridge API reference, PutRule.

import { parseArn } from "../../../aws/arn.ts";
import { invalid } from "../../../aws/service-error.ts";
import { constraintError } from "../../../aws/wire/members.ts";
import { parseRuleSchedule } from "../../../schedule/schedule.ts";
import type { AccessGuard } from "../../permissions.ts";
import { checkRuleName } from "../names.ts";
import type { RuleDefinition } from "./rule.ts";

const longestPattern = 4096;
const longestDescription = 512;

/** The pattern's own syntax is left to its compiler. Throws ValidationException. */
export function checkRule(definition: RuleDefinition, busName: string): void {
  const { name, description, roleArn, eventPattern, scheduleExpression } = definition;
  checkRuleName(name);
  checkLength("description", description, longestDescription);
  checkPatternLength(eventPattern);
  checkLength("scheduleExpression", scheduleExpression, 256);
  if (!eventPattern && !scheduleExpression) {
    throw invalid("Parameter(s) EventPattern or ScheduleExpression must be specified.");
  }
  if (roleArn !== undefined) checkRoleArn(roleArn);
  if (!scheduleExpression) return;
  if (busName !== "default") throw invalid("ScheduleExpression is supported only on the default event bus.");
  if (parseRuleSchedule(scheduleExpression) === undefined) {
    throw invalid("Parameter ScheduleExpression is not valid.");
  }
}

/** Throws ValidationException. */
export function checkRoleArn(roleArn: string): void {
  if (parseArn(roleArn)?.service !== "iam")
    throw invalid(`Parameter ${roleArn} is not valid. Reason: Provided Arn is not in correct format.`);
}

/** Throws ValidationException for a role that EventBridge may not assume for the rule. */
export function checkTrust(access: AccessGuard, roleArn: string, ruleArn: string): void {
  const service = "events.amazonaws.com";
  if (!access.mayAssume({ roleArn, via: { service, sourceArn: ruleArn } }))
    throw invalid(`Provided role '${roleArn}' cannot be assumed by principal '${service}'.`);
}

/** Throws ValidationException. */
export function checkPatternLength(eventPattern: string | undefined): void {
  checkLength("eventPattern", eventPattern, longestPattern);
}

function checkLength(member: string, text: string | undefined, most: number): void {
  if (text === undefined || text.length <= most) return;
  throw constraintError(member, text, `have length less than or equal to ${most}`);
}
