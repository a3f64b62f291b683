// What an execution is started with, and how it ends.

import type { Json, JsonObject } from "../aws/json.ts";
import type { ExecutionIdentity } from "./execution-identity.ts";

export type WorkflowType = "STANDARD" | "EXPRESS";

export interface ExecutionStart {
  readonly identity: ExecutionIdentity;
  readonly type: WorkflowType;
  readonly input: Json;
  /** The input as it was given, which the history shows. @default the input as JSON */
  readonly inputText?: string | undefined;
  /** `$$.Execution.RedriveCount`: absent in executions that StartSyncExecution started. */
  readonly redriveCount?: number | undefined;
  readonly stateMachineAliasArn?: string | undefined;
  readonly stateMachineVersionArn?: string | undefined;
  /** Takes the place of the whole Context Object: TestState's callers may bring their own. */
  readonly context?: JsonObject | undefined;
  /**
   * Whether a redrive goes on with what had not succeeded of a Map or Parallel that failed by too much data, as the turns of some
   * executions say: earlier revisions of Millrace did. @default it runs the state anew
   */
  readonly redrivesInPart?: boolean | undefined;
  /** Variables that are there from the start. */
  readonly variables?: JsonObject | undefined;
  /**
   * Called once, when the execution ends: perhaps before startExecution returns. Saves the promise of `ended`. Told too is the state
   * that made it fail, the outermost if that lies within a Map or Parallel.
   */
  readonly onEnd?: (end: ExecutionEnd, failedState: string | undefined) => void;
}

export type ExecutionEnd =
  | { readonly status: "SUCCEEDED"; readonly output: Json }
  | {
      readonly status: "FAILED" | "TIMED_OUT" | "ABORTED";
      readonly error: string | undefined;
      readonly cause: string | undefined;
    };
