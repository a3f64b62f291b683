// A Standard execution as the API tells of it: while it runs, and after it has ended.

import type { Execution, ExecutionEnd } from "../engine/execution.ts";
import type { HistoryEvent } from "../engine/history/event.ts";
import type { StateMachine } from "./state-machine.ts";

export type ExecutionStatus = "RUNNING" | ExecutionEnd["status"];

export const executionStatuses: readonly string[] = [
  "SUCCEEDED",
  "TIMED_OUT",
  "PENDING_REDRIVE",
  "ABORTED",
  "FAILED",
  "RUNNING",
];

export interface ExecutionRecord {
  readonly arn: string;
  readonly name: string;
  readonly stateMachine: StateMachine;
  /** JSON text, as it was given. */
  readonly input: string;
  readonly traceHeader: string | undefined;
  readonly startedAt: number;
  readonly history: HistoryEvent[];
  execution: Execution | undefined;
  end: ExecutionEnd | undefined;
  endedAt: number | undefined;
}

export function statusOf(record: ExecutionRecord): ExecutionStatus {
  return record.end?.status ?? "RUNNING";
}

/** How an execution ended, as the members that DescribeExecution and StartSyncExecution share. */
export interface EndMembers {
  readonly output: string | undefined;
  readonly error: string | undefined;
  readonly cause: string | undefined;
}

export function endMembers(end: ExecutionEnd | undefined): EndMembers {
  if (end === undefined) return { output: undefined, error: undefined, cause: undefined };
  if (end.status === "SUCCEEDED")
    return { output: JSON.stringify(end.output), error: undefined, cause: undefined };
  return { output: undefined, error: end.error, cause: end.cause };
}
