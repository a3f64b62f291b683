// How one child execution ended, as ResultWriter writes it down.

import type { Json, JsonObject } from "../../../../aws/json.ts";
import type { EndedExecution } from "../../tasks/parts.ts";

export interface EndedChild extends EndedExecution {
  readonly redriveCount: number;
}

export function childResult(child: EndedChild): JsonObject {
  const { output, error, cause, status } = child;
  const isRedrivable = status !== "SUCCEEDED";
  return {
    ...(cause === undefined ? {} : { Cause: cause }),
    ...(error === undefined ? {} : { Error: error }),
    ExecutionArn: child.executionArn,
    Input: child.input,
    InputDetails: { Included: true },
    Name: child.name,
    ...(output === undefined ? {} : { Output: output, OutputDetails: { Included: true } }),
    RedriveCount: child.redriveCount,
    RedriveStatus: isRedrivable ? "REDRIVABLE_BY_MAP_RUN" : "NOT_REDRIVABLE",
    ...(isRedrivable ? {} : { RedriveStatusReason: `Execution is ${status} and cannot be redriven` }),
    StartDate: new Date(child.startDate).toISOString(),
    StateMachineArn: child.stateMachineArn,
    Status: status,
    StopDate: new Date(child.stopDate).toISOString(),
  };
}

/** Of a child that was not started: all there is of it is its input. */
export function pendingResult(input: Json): JsonObject {
  return { Input: JSON.stringify(input), InputDetails: { Included: true }, Status: "PENDING" };
}
