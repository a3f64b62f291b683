// A Standard execution as the API tells of it: while it runs, and after it has ended.

import type { Json } from "../../../aws/json.ts";
import { constraintError } from "../../../aws/wire/members.ts";
import type { ExecutionEnd } from "../../../engine/execution.ts";
import type { StateMachine } from "../machines/state-machine.ts";
import type { Ending, ExecutionSummary, StoredExecution } from "../store/execution-store.ts";
import type { ExecutionFacts } from "./execution-facts.ts";
import { type RedriveCircumstances, type RedriveStatus, redriveStatusOf } from "./redrive.ts";

export type ExecutionStatus = "RUNNING" | ExecutionEnd["status"];

const executionStatuses: readonly string[] = [
  "SUCCEEDED",
  "TIMED_OUT",
  "PENDING_REDRIVE",
  "ABORTED",
  "FAILED",
  "RUNNING",
];

/** Throws AWS's constraint message. */
export function checkStatusFilter(status: string | undefined): void {
  if (status === undefined || executionStatuses.includes(status)) return;
  throw constraintError("statusFilter", status, `satisfy enum value set: [${executionStatuses.join(", ")}]`);
}

/** As a list tells of it. */
export interface ListedExecution extends ExecutionFacts {
  readonly arn: string;
  readonly name: string;
  /** As it was when the execution started. */
  readonly stateMachine: StateMachine;
  readonly startedAt: number;
  readonly status: ExecutionStatus;
  readonly endedAt: number | undefined;
  readonly redriveCount: number;
  readonly redrivenAt: number | undefined;
}

export interface ExecutionRecord extends ListedExecution {
  /** JSON text, as it was given. */
  readonly input: string;
  readonly end: ExecutionEnd | undefined;
  readonly redrive: RedriveStatus;
  /** Why it does not go on, though it runs. */
  readonly setAside?: string;
}

export function listedExecution(stored: ExecutionSummary, stateMachine: StateMachine): ListedExecution {
  const { arn, facts, startedAt, status, endedAt, redrive } = stored;
  return {
    ...(facts === null ? undefined : (JSON.parse(facts) as ExecutionFacts)),
    arn,
    name: arn.slice(arn.lastIndexOf(":") + 1),
    stateMachine,
    startedAt,
    status,
    endedAt,
    redriveCount: redrive?.count ?? 0,
    redrivenAt: redrive?.at,
  };
}

export function executionRecord(
  stored: StoredExecution,
  stateMachine: StateMachine,
  circumstances: RedriveCircumstances,
): ExecutionRecord {
  const { input, ending } = stored;
  return {
    ...listedExecution(stored, stateMachine),
    input,
    end: ending && endOf(ending),
    redrive: redriveStatusOf(stored, circumstances),
  };
}

function endOf({ status, output, error, cause }: Ending): ExecutionEnd {
  return status === "SUCCEEDED"
    ? { status, output: JSON.parse(output ?? "null") as Json }
    : { status, error: error ?? undefined, cause: cause ?? undefined };
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
