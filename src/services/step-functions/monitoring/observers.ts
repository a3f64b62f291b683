// Who is told of executions: CloudWatch's metrics, and whoever keeps books.

import type { Json } from "../../../aws/json.ts";
import type { ExecutionEnd } from "../../../engine/execution.ts";
import type { Bill } from "../executions/billing.ts";
import type { ExecutionRecord } from "../executions/execution-record.ts";
import type { StateMachine } from "../machines/state-machine.ts";

/** The metrics of one state machine. */
export interface ExecutionMetrics {
  started(): void;
  ended(status: ExecutionEnd["status"], executionTimeMs: number, redriveCount?: number): void;
  redriven?(): void;
  /** What AWS would bill for an Express execution. */
  billed?(bill: Bill): void;
}

/** Whose metrics: those of a machine, and of the version and alias by which an execution was started, if any. */
export interface MeasuredMachine {
  readonly stateMachineArn: string;
  readonly stateMachineVersionArn?: string | undefined;
  readonly stateMachineAliasArn?: string | undefined;
}

/** Told when a Standard execution starts, ends or is redriven, once that is on disk. */
export interface StatusObserver {
  /** What is told is made only if somebody wants it. */
  isWatching(): boolean;
  changed(record: ExecutionRecord): void;
}

export interface ExecutionBegun {
  readonly stateMachine: StateMachine;
  readonly arn: string;
  readonly name: string;
  readonly startedAt: number;
}

/** An attempt at a task that is one more than the first, or that failed. */
export interface TaskAttempt {
  readonly at: number;
  readonly arn: string;
  readonly name: string;
  readonly stateMachineName: string;
  readonly stateName: string;
  readonly retryCount: number;
  /** How it failed; undefined if it only begins. */
  readonly error: string | undefined;
  readonly cause: string | undefined;
}

export interface ExecutionEnded {
  readonly stateMachine: StateMachine;
  readonly arn: string;
  readonly name: string;
  readonly input: Json;
  readonly end: ExecutionEnd;
  /** The state that made it fail. */
  readonly failedState: string | undefined;
  readonly startedAt: number;
  readonly endedAt: number;
}

/** What became of an attempt at a task. Abandoned: its execution was stopped, or a sibling failed. */
export type TaskOutcome = "succeeded" | "failed" | "timedOut" | "heartbeatTimedOut" | "abandoned";

/** The metrics of one activity. */
export interface ActivityMetrics {
  scheduled(): void;
  /** A worker took a task that had waited so long. */
  started(waitedMs: number): void;
  ended(outcome: TaskOutcome, times: TaskTimes): void;
}

/** Milliseconds since the epoch. */
export interface TaskTimes {
  readonly scheduledAt: number;
  /** Undefined if nobody took the task. */
  readonly startedAt: number | undefined;
  readonly endedAt: number;
}
