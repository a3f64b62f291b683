// What a rule's target is in the region, and how an event gets there.

import { parseArn } from "../aws/arn.ts";
import { isJsonObject, type Json, type JsonObject } from "../aws/json.ts";
import { ServiceError } from "../aws/service-error.ts";
import type { RuleTarget } from "../events/rule.ts";
import type { FunctionHost } from "../functions/function-host.ts";
import type { Queues } from "../queues/queues.ts";
import type { States } from "../states/states.ts";
import type { Topics } from "../topics/topics.ts";

export interface TargetParts {
  readonly functions: FunctionHost;
  readonly states: States;
  readonly queues: Queues;
  readonly topics: Topics;
}

type Deliver = (parts: TargetParts, target: RuleTarget, payload: string) => Promise<void>;

const targets: Readonly<Record<string, Deliver>> = {
  states: startStateMachine,
  lambda: async ({ functions }, { arn }, payload) => {
    await functions.invoke({ functionName: arn, payload, invocationType: "Event" });
  },
  sqs: ({ queues }, { arn, parameters }, payload) =>
    queues.send(arn, payload, { messageGroupId: groupIdOf(parameters) }),
  sns: async ({ topics }, { arn }, payload) => {
    await topics.publish({ topicArn: arn, message: payload });
  },
};

/** Whether the region can deliver to a target of this ARN. */
export function isServedTarget(arn: string): boolean {
  const service = parseArn(arn)?.service;
  return service !== undefined && Object.hasOwn(targets, service);
}

/** Resolves once the target has taken the event. Throws ServiceError, which the bus takes as a reason to try again. */
export function deliverToTarget(parts: TargetParts, target: RuleTarget, payload: string): Promise<void> {
  const service = parseArn(target.arn)?.service ?? "";
  const deliver = Object.hasOwn(targets, service) ? targets[service] : undefined;
  if (deliver === undefined) {
    throw new ServiceError(
      "ValidationException",
      `The target ${target.arn} is not served by the local region; served are ${Object.keys(targets).join(", ")}`,
    );
  }
  return deliver(parts, target, payload);
}

/**
 * An Express execution lives in memory, so its event is held until it has ended: after a crash it is delivered again.
 * AWS does not hold it, because its Express executions survive the crash of a machine.
 */
async function startStateMachine(
  { states }: TargetParts,
  { arn }: RuleTarget,
  payload: string,
): Promise<void> {
  const machine = states.machines.describe(arn);
  if (machine.type === "STANDARD") {
    await states.startExecution({ stateMachineArn: arn, input: payload });
    return;
  }
  return new Promise((resolve) => states.startExpress(machine, JSON.parse(payload) as Json, () => resolve()));
}

/** What a FIFO queue as a target must be given. EventBridge API, SqsParameters. */
function groupIdOf(parameters: JsonObject | undefined): string | undefined {
  const { SqsParameters: sqs } = parameters ?? {};
  return isJsonObject(sqs) && typeof sqs.MessageGroupId === "string" ? sqs.MessageGroupId : undefined;
}
