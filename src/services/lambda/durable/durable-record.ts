// A durable execution as it is kept: what was asked, what it has come to, and its operations, each of which is one that the function has
// told of in a checkpoint. https://docs.aws.amazon.com/lambda/latest/dg/durable-functions.html

export type ExecutionStatus = "RUNNING" | "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "STOPPED";
export type OperationType = "EXECUTION" | "CONTEXT" | "STEP" | "WAIT" | "CALLBACK" | "CHAINED_INVOKE";
export type OperationAction = "START" | "SUCCEED" | "FAIL" | "RETRY" | "CANCEL";
export type OperationStatus =
  | "STARTED"
  | "PENDING"
  | "READY"
  | "SUCCEEDED"
  | "FAILED"
  | "CANCELLED"
  | "TIMED_OUT"
  | "STOPPED";

/** By AWS's names, as it is told again. */
export interface ErrorObject {
  readonly ErrorMessage?: string | undefined;
  readonly ErrorType?: string | undefined;
  readonly ErrorData?: string | undefined;
  readonly StackTrace?: readonly string[] | undefined;
}

/** All times are in milliseconds since the epoch. */
export interface DurableExecution {
  readonly arn: string;
  readonly name: string;
  readonly functionName: string;
  /** The one that all of its invocations run, whatever an alias comes to stand for. */
  readonly version: string;
  /** Of the function, with that version. */
  readonly functionArn: string;
  readonly traceHeader?: string | undefined;
  readonly startedAt: number;
  readonly timeoutSeconds: number;
  readonly retentionDays: number;
  readonly status: ExecutionStatus;
  readonly endedAt?: number | undefined;
  readonly result?: string | undefined;
  readonly error?: ErrorObject | undefined;
  /** Its last invocation has said that it waits; without it the next one is due at once. */
  readonly isSuspended: boolean;
}

export interface DurableOperation {
  readonly id: string;
  /** Its place among those of its execution, by when they were first told of. */
  readonly sequence: number;
  readonly parentId?: string | undefined;
  readonly name?: string | undefined;
  readonly type: OperationType;
  readonly subType?: string | undefined;
  readonly status: OperationStatus;
  readonly startedAt: number;
  readonly endedAt?: number | undefined;
  /** Of the execution itself: what it was started with, as JSON text. */
  readonly input?: string | undefined;
  readonly result?: string | undefined;
  readonly error?: ErrorObject | undefined;
  /** Of a context: what is in it is told although it has ended. */
  readonly replayChildren?: boolean | undefined;
  /** Of a step: how many attempts have failed. */
  readonly attempt?: number | undefined;
  /** When something comes of it by itself: the end of a wait, the next attempt of a step. */
  readonly dueAt?: number | undefined;
  readonly seconds?: number | undefined;
  readonly callback?: DurableCallback | undefined;
  readonly chained?: ChainedInvocation | undefined;
}

export interface DurableCallback {
  readonly id: string;
  readonly timeoutSeconds: number;
  readonly heartbeatSeconds: number;
  /** When it is given up for want of an end, and of a heartbeat; undefined for never. */
  readonly timeoutAt?: number | undefined;
  readonly heartbeatAt?: number | undefined;
}

export interface ChainedInvocation {
  readonly functionName: string;
  /** JSON text. */
  readonly payload: string;
}

/** One entry of a history. */
export interface DurableEvent {
  readonly id: number;
  readonly type: string;
  readonly at: number;
  /** The operation that it is of; none for those of the execution itself. */
  readonly operation?: Pick<DurableOperation, "id" | "name" | "parentId" | "subType"> | undefined;
  /** The member of details, by AWS's name without `Details`, and what is in it. Data is left out for who does not want it. */
  readonly details: DurableDetails;
}

export interface DurableDetails {
  readonly input?: string | undefined;
  readonly result?: string | undefined;
  readonly error?: ErrorObject | undefined;
  /** What is told whether or not data is wanted; times by their names are in milliseconds. */
  readonly facts?: Readonly<Record<string, string | number>> | undefined;
}

export function isOver({ status }: Pick<DurableOperation, "status">): boolean {
  return status !== "STARTED" && status !== "PENDING" && status !== "READY";
}
