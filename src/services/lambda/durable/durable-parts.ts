// What durable executions are made with, and what is asked of them.

import type { RecordBook } from "../../../storage/record-book.ts";
import type { Clock } from "../../../time/clock.ts";
import type { InvocationRequest, InvocationResult } from "../invocation.ts";
import type { OperationUpdate } from "./operation-updates.ts";

/** A function whose executions are durable, by one of its qualifiers at this moment. */
export interface DurableFunction {
  readonly functionName: string;
  readonly version: string;
  /** With that version. */
  readonly functionArn: string;
  readonly timeoutSeconds: number;
  readonly retentionDays: number;
}

export interface DurableParts {
  readonly clock: Clock;
  readonly book: RecordBook;
  /** Undefined for one that is not there, or is not durable. */
  readonly durableFunction: (functionName: string) => DurableFunction | undefined;
  /** Runs the function as it is, without starting an execution. */
  readonly run: (request: InvocationRequest) => Promise<InvocationResult>;
  readonly onFault: (fault: unknown, where: string) => void;
}

export interface StartRequest {
  readonly function: DurableFunction;
  readonly payload: string;
  /** @default one that is made */
  readonly name?: string | undefined;
  readonly traceHeader?: string | undefined;
}

export interface CheckpointRequest {
  readonly token: string;
  readonly updates: readonly OperationUpdate[];
  readonly clientToken?: string | undefined;
}
