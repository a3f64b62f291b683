// The ARNs of state machines and executions: how they are built, and AWS's words for one that does not fit.
// https://docs.aws.amazon.com/step-functions/latest/dg/concepts-arns.html

import { formatArn, parseArn, type RegionIdentity } from "../../aws/arn.ts";
import { ServiceError } from "../../aws/service-error.ts";

export function stateMachineArn(identity: RegionIdentity, name: string): string {
  return formatArn(identity, "states", `stateMachine:${name}`);
}

export function executionArn(identity: RegionIdentity, stateMachineName: string, name: string): string {
  return formatArn(identity, "states", `execution:${stateMachineName}:${name}`);
}

export function activityArn(identity: RegionIdentity, name: string): string {
  return formatArn(identity, "states", `activity:${name}`);
}

/** What precedes name and id: an Express execution's ARN has one segment more, so that a name may come again. */
export function expressArnPrefix(identity: RegionIdentity, stateMachineName: string): string {
  return formatArn(identity, "states", `express:${stateMachineName}:`);
}

/** Throws InvalidArn unless `arn` names a state machine. */
export function checkStateMachineArn(arn: string): void {
  const kind = resourceKind(arn);
  if (kind !== "stateMachine") throw wrongKind(kind);
}

/** Throws InvalidArn unless `arn` names a Standard execution. */
export function checkExecutionArn(arn: string): void {
  const kind = resourceKind(arn);
  if (kind !== "execution") throw wrongKind(kind);
}

/** Whether `arn` names an Express execution. */
export function isExpressArn(arn: string): boolean {
  return arn.split(":", 6)[5] === "express";
}

/** Throws InvalidArn unless `arn` names an activity. */
export function checkActivityArn(arn: string): void {
  const kind = resourceKind(arn);
  if (kind !== "activity") throw wrongKind(kind);
}

/** Throws InvalidArn unless `arn` names a Map Run. */
export function checkMapRunArn(arn: string): void {
  const kind = resourceKind(arn);
  if (kind !== "mapRun") throw wrongKind(kind);
}

/** Throws InvalidArn unless `arn` names a role. */
export function checkRoleArn(arn: string): void {
  if (parseArn(arn)?.service !== "iam") throw invalidArn(`Invalid ARN prefix: ${arn}`);
}

function resourceKind(arn: string): string {
  const parsed = parseArn(arn);
  if (parsed === undefined || parsed.service !== "states") throw invalidArn(`Invalid ARN prefix: ${arn}`);
  return parsed.resource.split(":")[0] ?? "";
}

function wrongKind(kind: string): ServiceError {
  return invalidArn(`Resource type not valid in this context: ${kind}`);
}

function invalidArn(problem: string): ServiceError {
  return new ServiceError("InvalidArn", `Invalid Arn: '${problem}'`);
}
