// What can be delivered to Step Functions by ARN: the input of an execution.

import { type DeliveryOutcome, type DeliveryTarget, delivered } from "../../aws/delivery.ts";
import type { Json } from "../../aws/json.ts";
import { ServiceError } from "../../aws/service-error.ts";
import type { ExecutionEnd } from "../../engine/execution.ts";
import { largestInputBytes, parseInput } from "./executions/execution-input.ts";
import type { StateMachine } from "./machines/state-machine.ts";
import type { StartRequest } from "./states.ts";

export interface StateMachineTargetParts {
  readonly machines: { describe(stateMachineArn: string): StateMachine };
  startExecution(request: StartRequest): Promise<unknown>;
  startExpress(machine: StateMachine, input: Json, onEnd: (end: ExecutionEnd) => void): void;
}

export function stateMachineTarget(states: StateMachineTargetParts): DeliveryTarget {
  return {
    kinds: ["Express state machine", "Standard state machine"],
    service: "states",
    resource: /^stateMachine:/,
    largestBatchBytes: () => largestInputBytes,
    check(arn, until) {
      const { type } = states.machines.describe(arn);
      if (until === "answered" && type === "STANDARD") throw cannotWait(arn);
    },
    deliver(request) {
      const { arn, payload, until = "safe" } = request;
      const machine = states.machines.describe(arn);
      if (machine.type === "STANDARD") {
        if (until === "answered") throw cannotWait(arn);
        return states.startExecution({ stateMachineArn: arn, input: payload.text }).then(() => delivered);
      }
      const compiling = machine.compiling?.();
      if (compiling !== undefined) return compiling.then(() => this.deliver(request));
      const input = payload.value ?? parseInput(payload.text);
      if (until === "accepted") {
        states.startExpress(machine, input, () => {});
        return delivered;
      }
      // An Express execution lives in memory, so what started it is held until it has ended: after a crash it is delivered again.
      // AWS does not hold it, because its Express executions survive the crash of a machine.
      return new Promise((resolve) =>
        states.startExpress(machine, input, (end) =>
          resolve(until === "answered" ? outcomeOf(end) : delivered),
        ),
      );
    },
  };
}

function outcomeOf(end: ExecutionEnd): DeliveryOutcome {
  if (end.status === "SUCCEEDED") return { status: "DELIVERED", answer: end.output };
  const { error = end.status, cause = "" } = end;
  return { status: "FAILED", error: { code: error, message: cause, isPassing: true } };
}

function cannotWait(stateMachineArn: string): ServiceError {
  return new ServiceError(
    "ValidationException",
    `The invocation type REQUEST_RESPONSE is for Express state machines only, and ${stateMachineArn} is a Standard one: use FIRE_AND_FORGET`,
  );
}
