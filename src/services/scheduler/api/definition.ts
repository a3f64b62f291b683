// A schedule on the wire and in the region: each member's counterpart, and the defaults of those that are left out.

import { invalid } from "../../../aws/service-error.ts";
import { given } from "../../../aws/wire/given.ts";
import type { WireObject } from "../../../aws/wire/operation.ts";
import {
  defaultGroup,
  defaultRetryPolicy,
  type Schedule,
  type ScheduleDefinition,
  type ScheduleTarget,
} from "../schedules/schedule.ts";
import type { PutSchedule } from "./shapes.ts";

/** Throws ValidationException. */
export function definitionOf(request: PutSchedule): ScheduleDefinition {
  return {
    name: request.Name,
    group: request.GroupName ?? defaultGroup,
    expression: request.ScheduleExpression,
    timezone: request.ScheduleExpressionTimezone ?? "UTC",
    isEnabled: request.State !== "DISABLED",
    windowMinutes: windowOf(request.FlexibleTimeWindow),
    isDeletedAfterCompletion: request.ActionAfterCompletion === "DELETE",
    target: targetOf(request.Target),
    ...given("description", request.Description),
    ...given("startDate", request.StartDate),
    ...given("endDate", request.EndDate),
    ...given("kmsKeyArn", request.KmsKeyArn),
  };
}

function windowOf({ Mode, MaximumWindowInMinutes: minutes }: PutSchedule["FlexibleTimeWindow"]): number {
  if (Mode === "OFF" && minutes !== undefined)
    throw invalid(
      "MaximumWindowInMinutes can only be specified when the FlexibleTimeWindow Mode is FLEXIBLE.",
    );
  if (Mode === "FLEXIBLE" && minutes === undefined)
    throw invalid("MaximumWindowInMinutes must be specified when the FlexibleTimeWindow Mode is FLEXIBLE.");
  return minutes ?? 0;
}

function targetOf(target: PutSchedule["Target"]): ScheduleTarget {
  const { RetryPolicy: policy, EventBridgeParameters: event } = target;
  return {
    arn: target.Arn,
    roleArn: target.RoleArn,
    ...given("input", target.Input),
    retryPolicy: {
      maximumRetryAttempts: policy?.MaximumRetryAttempts ?? defaultRetryPolicy.maximumRetryAttempts,
      maximumEventAgeInSeconds:
        policy?.MaximumEventAgeInSeconds ?? defaultRetryPolicy.maximumEventAgeInSeconds,
    },
    ...given("deadLetterArn", target.DeadLetterConfig?.Arn),
    ...given("messageGroupId", target.SqsParameters?.MessageGroupId),
    ...given("partitionKey", target.KinesisParameters?.PartitionKey),
    ...given("event", event && { source: event.Source, detailType: event.DetailType }),
  };
}

export function describedSchedule(schedule: Schedule): WireObject {
  const { windowMinutes } = schedule;
  return {
    ActionAfterCompletion: schedule.isDeletedAfterCompletion ? "DELETE" : "NONE",
    Arn: schedule.arn,
    CreationDate: seconds(schedule.createdAt),
    Description: schedule.description,
    EndDate: seconds(schedule.endDate),
    FlexibleTimeWindow:
      windowMinutes === 0 ? { Mode: "OFF" } : { MaximumWindowInMinutes: windowMinutes, Mode: "FLEXIBLE" },
    GroupName: schedule.group,
    KmsKeyArn: schedule.kmsKeyArn,
    LastModificationDate: seconds(schedule.modifiedAt),
    Name: schedule.name,
    ScheduleExpression: schedule.expression,
    ScheduleExpressionTimezone: schedule.timezone,
    StartDate: seconds(schedule.startDate),
    State: stateOf(schedule),
    Target: describedTarget(schedule.target),
  };
}

function describedTarget(target: ScheduleTarget): WireObject {
  const { deadLetterArn, messageGroupId, partitionKey, event, retryPolicy } = target;
  return {
    Arn: target.arn,
    DeadLetterConfig: deadLetterArn === undefined ? undefined : { Arn: deadLetterArn },
    EventBridgeParameters: event && { DetailType: event.detailType, Source: event.source },
    Input: target.input,
    KinesisParameters: partitionKey === undefined ? undefined : { PartitionKey: partitionKey },
    RetryPolicy: {
      MaximumEventAgeInSeconds: retryPolicy.maximumEventAgeInSeconds,
      MaximumRetryAttempts: retryPolicy.maximumRetryAttempts,
    },
    RoleArn: target.roleArn,
    SqsParameters: messageGroupId === undefined ? undefined : { MessageGroupId: messageGroupId },
  };
}

export function summaryOf(schedule: Schedule): WireObject {
  return {
    Arn: schedule.arn,
    CreationDate: seconds(schedule.createdAt),
    GroupName: schedule.group,
    LastModificationDate: seconds(schedule.modifiedAt),
    Name: schedule.name,
    State: stateOf(schedule),
    Target: { Arn: schedule.target.arn },
  };
}

function stateOf({ isEnabled }: Schedule): string {
  return isEnabled ? "ENABLED" : "DISABLED";
}

/** REST's JSON has times in seconds. */
export function seconds(time: number): number;
export function seconds(time: number | undefined): number | undefined;
export function seconds(time: number | undefined): number | undefined {
  return time === undefined ? undefined : time / 1000;
}
