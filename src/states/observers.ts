// Who is told of executions: CloudWatch's metrics, and whoever keeps books.

import type { Json } from "../aws/json.ts";
import type { ExecutionEnd } from "../engine/execution.ts";
import type { StateMachine } from "./state-machine.ts";

/** The metrics of one state machine. */
export interface ExecutionMetrics {
  started(): void;
  ended(status: ExecutionEnd["status"], executionTimeMs: number): void;
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
