// Who is told of executions: CloudWatch's metrics, and whoever keeps books.

import type { Json } from "../aws/json.ts";
import type { ExecutionEnd } from "../engine/execution.ts";
import type { StateMachine } from "./state-machine.ts";

/** The metrics of one state machine. */
export interface ExecutionMetrics {
  started(): void;
  ended(status: ExecutionEnd["status"], executionTimeMs: number, redriveCount?: number): void;
  redriven?(): void;
}

export interface ExecutionEnded {
  readonly stateMachine: StateMachine;
  readonly arn: string;
  readonly name: string;
  readonly input: Json;
  readonly end: ExecutionEnd;
  readonly startedAt: number;
  readonly endedAt: number;
}

/** The metrics of one activity. */
export interface ActivityMetrics {
  scheduled(): void;
  /** A worker took a task that had waited so long. */
  started(waitedMs: number): void;
  ended(outcome: "succeeded" | "failed" | "abandoned", times: ActivityTimes): void;
}

export interface ActivityTimes {
  readonly queuedAt: number;
  /** Undefined if no worker took the task. */
  readonly startedAt: number | undefined;
  readonly endedAt: number;
}
