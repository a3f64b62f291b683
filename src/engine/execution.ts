// One execution of a compiled machine: how it is started, watched and stopped.

import type { Json } from "../aws/json.ts";
import type { ExecutionIdentity } from "./seams.ts";

export type WorkflowType = "STANDARD" | "EXPRESS";

export interface ExecutionStart {
  readonly identity: ExecutionIdentity;
  readonly type: WorkflowType;
  readonly input: Json;
  /** `$$.Execution.RedriveCount`: absent in executions that StartSyncExecution started. */
  readonly redriveCount?: number;
  readonly stateMachineAliasArn?: string;
  readonly stateMachineVersionArn?: string;
  /** Called once, when the execution ends: perhaps before startExecution returns. Saves the promise of `ended`. */
  readonly onEnd?: (end: ExecutionEnd) => void;
}

export type ExecutionEnd =
  | { readonly status: "SUCCEEDED"; readonly output: Json }
  | {
      readonly status: "FAILED" | "TIMED_OUT" | "ABORTED";
      readonly error: string | undefined;
      readonly cause: string | undefined;
    };

export interface Execution {
  /** Made when first asked for. It never rejects. */
  readonly ended: Promise<ExecutionEnd>;
  /** How it ended, or undefined while it runs. */
  readonly end: ExecutionEnd | undefined;
  /** Ends the execution as ABORTED. Does nothing if it has ended. */
  stop(error?: string, cause?: string): void;
}
