// ScheduleV2: a schedule of EventBridge Scheduler, with a role of its own.

import type { Json, JsonObject } from "../../../../../aws/json.ts";
import { own, pick, present } from "../draft.ts";
import type { Invokable } from "../function/invokable.ts";
import { getAtt, ref } from "../intrinsics.ts";
import {
  allowing,
  assumedBy,
  functionPolicy,
  inlinePolicy,
  queuePolicy,
} from "../policies/resource-policies.ts";
import type { EventSource } from "./event-source.ts";

const passed = [
  "ScheduleExpression",
  "Description",
  "State",
  "StartDate",
  "EndDate",
  "ScheduleExpressionTimezone",
  "GroupName",
  "KmsKeyArn",
];

export function functionSchedule(event: EventSource, { arn, tags }: Invokable): undefined {
  addSchedule(event, arn, functionPolicy(event.id, arn), tags);
  return undefined;
}

export function stateMachineSchedule(event: EventSource, target: Json, tags: readonly Json[]): void {
  const policy = inlinePolicy(`${event.id}StartExecutionPolicy`, allowing("states:StartExecution", target));
  addSchedule(event, target, policy, tags);
}

function addSchedule(event: EventSource, arn: Json, policy: JsonObject, tags: readonly Json[]): void {
  const queue = deadLetterQueue(event);
  const omitsName = event.property("OmitName") === true;
  event.required("ScheduleExpression");
  event.add(
    event.id,
    "AWS::Scheduler::Schedule",
    present({
      ...pick(event.properties, passed),
      Name: event.property("Name") ?? (omitsName ? undefined : event.id),
      FlexibleTimeWindow: event.property("FlexibleTimeWindow") ?? { Mode: "OFF" },
      Target: present({
        Arn: arn,
        RoleArn: event.property("RoleArn") ?? addRole(event, policy, queue, tags),
        Input: event.property("Input"),
        DeadLetterConfig: queue === undefined ? undefined : { Arn: queue },
        RetryPolicy: event.property("RetryPolicy"),
      }),
    }),
  );
}

function addRole(
  event: EventSource,
  policy: JsonObject,
  queue: Json | undefined,
  tags: readonly Json[],
): JsonObject {
  const id = `${event.id}Role`;
  event.add(
    id,
    "AWS::IAM::Role",
    present({
      AssumeRolePolicyDocument: assumedBy("scheduler"),
      Policies: queue === undefined ? [policy] : [policy, queuePolicy(event.id, queue)],
      PermissionsBoundary: event.property("PermissionsBoundary"),
      Tags: tags.length === 0 ? undefined : tags,
    }),
  );
  return getAtt(id, "Arn");
}

/** The queue's ARN; the schedule's role, not the queue's policy, lets messages in. */
function deadLetterQueue(event: EventSource): Json | undefined {
  const config = event.property("DeadLetterConfig");
  if (config === undefined) return undefined;
  const [arn, type] = [own(config, "Arn"), own(config, "Type")];
  if (arn !== undefined && type !== undefined)
    return event.fail(
      "You can either define 'Arn' or 'Type' property of DeadLetterConfig",
      "DeadLetterConfig",
    );
  if (arn !== undefined) return arn;
  if (type === undefined)
    return event.fail("No 'Arn' or 'Type' property provided for DeadLetterConfig", "DeadLetterConfig");
  if (type !== "SQS")
    return event.fail(
      "The only valid value for 'Type' property of DeadLetterConfig is 'SQS'",
      "DeadLetterConfig",
      "Type",
    );
  const named = own(config, "QueueLogicalId");
  const id = typeof named === "string" ? named : `${event.id}Queue`;
  event.add(id, "AWS::SQS::Queue", event.propagatedTags());
  return getAtt(ref(id).Ref as string, "Arn");
}
