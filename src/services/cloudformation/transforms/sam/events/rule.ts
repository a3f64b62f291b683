// Schedule, CloudWatchEvent and EventBridgeRule: a rule on a bus with the function or state machine as its target.

import type { Json, JsonObject } from "../../../../../aws/json.ts";
import { own, present } from "../draft.ts";
import type { Invokable } from "../function/invokable.ts";
import { getAtt } from "../intrinsics.ts";
import { deadLetterConfig } from "./dead-letter-queue.ts";
import type { EventSource } from "./event-source.ts";
import { addPermission } from "./permission.ts";

const targetIdLimit = 64;

export function functionRule(event: EventSource, invokable: Invokable): undefined {
  addRule(event, { Arn: invokable.arn }, "LambdaTarget");
  addPermission(event, invokable, { principal: "events.amazonaws.com", sourceArn: getAtt(event.id, "Arn") });
  return undefined;
}

/** Adds the rule, and the queue for what can't be delivered if one is to be made. */
export function addRule(event: EventSource, target: JsonObject, targetSuffix: string): void {
  const deadLetters = deadLetterConfig(event, getAtt(event.id, "Arn"));
  event.add(
    event.id,
    "AWS::Events::Rule",
    present({
      ...(event.type === "Schedule" ? scheduled(event) : patterned(event)),
      State: ruleState(event),
      Targets: [
        present({
          ...target,
          Id: targetId(event, targetSuffix),
          Input: event.property("Input"),
          InputPath: event.property("InputPath"),
          InputTransformer: event.property("InputTransformer"),
          DeadLetterConfig: deadLetters,
          RetryPolicy: event.property("RetryPolicy"),
        }),
      ],
    }),
  );
}

function scheduled(event: EventSource): Readonly<Record<string, Json | undefined>> {
  return {
    ScheduleExpression: event.required("Schedule"),
    Name: event.property("Name"),
    Description: event.property("Description"),
  };
}

function patterned(event: EventSource): Readonly<Record<string, Json | undefined>> {
  return {
    EventBusName: event.property("EventBusName"),
    EventPattern: event.required("Pattern"),
    Name: event.property("RuleName"),
  };
}

/** `Enabled: true` is SAM's older way to say `State: ENABLED`. */
function ruleState(event: EventSource): Json | undefined {
  const [enabled, state] = [event.property("Enabled"), event.property("State")];
  if (enabled === undefined) return state;
  if (state !== undefined) event.fail("State and Enabled Properties cannot both be specified.", "State");
  return enabled === true || enabled === "true" ? "ENABLED" : "DISABLED";
}

function targetId(event: EventSource, suffix: string): Json {
  const named = own(event.property("Target"), "Id");
  if (named !== undefined) return named;
  if (event.property("Target") !== undefined) event.fail("Target requires an Id.", "Target");
  return `${event.id.slice(0, targetIdLimit - suffix.length)}${suffix}`;
}
