// Which versions an alias stands for, and which share of the executions each gets.
// https://docs.aws.amazon.com/step-functions/latest/apireference/API_RoutingConfigurationListItem.html

import { ServiceError } from "../../../aws/service-error.ts";
import { readStateMachineArn } from "./qualified-arn.ts";

export interface Route {
  readonly versionArn: string;
  /** In percent. */
  readonly weight: number;
}

/** Answers with the ARN of the machine whose versions these are. Throws ValidationException and InvalidArn. */
export function checkRouting(routing: readonly Route[]): string {
  const arns = routing.map(({ versionArn }) => versionArn);
  const read = arns.map(readStateMachineArn);
  if (read.some(({ version }) => version === undefined)) {
    throw invalid(
      `Routing configuration must contain state machine version ARNs. Received: [${arns.join(", ")}]`,
    );
  }
  if (new Set(arns).size < arns.length) {
    throw invalid(
      `Routing configuration must contain distinct state machine version ARNs. Received: [${arns.join(", ")}]`,
    );
  }
  const weights = routing.map(({ weight }) => weight);
  if (weights.reduce((sum, weight) => sum + weight, 0) !== 100) {
    throw invalid(`Sum of routing configuration weights must equal 100. Received: [${weights.join(", ")}]`);
  }
  const [machineArn = ""] = read.map((each) => each.machineArn);
  if (read.some((each) => each.machineArn !== machineArn)) throw ofOtherMachines(arns);
  return machineArn;
}

/** Of an alias that is there already: it stays with its machine. Throws as `checkRouting` does. */
export function checkRoutingWithin(machineArn: string, routing: readonly Route[]): void {
  if (checkRouting(routing) !== machineArn)
    throw ofOtherMachines(routing.map(({ versionArn }) => versionArn));
}

function ofOtherMachines(arns: readonly string[]): ServiceError {
  return invalid(
    `Routing configuration must contain versions of the same state machine. Received: [${arns.join(", ")}]`,
  );
}

function invalid(message: string): ServiceError {
  return new ServiceError("ValidationException", message, {
    members: { reason: "INVALID_ROUTING_CONFIGURATION" },
  });
}
