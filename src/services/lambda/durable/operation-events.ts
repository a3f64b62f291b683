// What a history tells of a change of an operation.
// https://docs.aws.amazon.com/lambda/latest/api/API_Event.html

import type { DurableDetails, DurableOperation, OperationType } from "./durable-record.ts";

/** As events are named; the execution itself has events of its own. */
const names: Readonly<Record<OperationType, string>> = {
  EXECUTION: "",
  CONTEXT: "Context",
  STEP: "Step",
  WAIT: "Wait",
  CALLBACK: "Callback",
  CHAINED_INVOKE: "ChainedInvoke",
};
const ends: Readonly<Partial<Record<DurableOperation["status"], string>>> = {
  STARTED: "Started",
  SUCCEEDED: "Succeeded",
  FAILED: "Failed",
  // An attempt has failed, and there is to be another.
  PENDING: "Failed",
  CANCELLED: "Cancelled",
  TIMED_OUT: "TimedOut",
  STOPPED: "Stopped",
};

export interface OperationEvent {
  readonly type: string;
  readonly details: DurableDetails;
}

/** Undefined for a change of which none is told. */
export function eventOf(operation: DurableOperation): OperationEvent | undefined {
  const end = ends[operation.status];
  if (operation.type === "EXECUTION" || end === undefined) return undefined;
  return { type: `${names[operation.type]}${end}`, details: detailsOf(operation) };
}

function detailsOf(operation: DurableOperation): DurableDetails {
  const { type, status, result, error, attempt = 0, dueAt, seconds = 0, callback, chained } = operation;
  const retried = status === "PENDING" ? { NextAttemptDelaySeconds: seconds } : {};
  const facts = {
    ...(type === "STEP" && status !== "STARTED"
      ? { CurrentAttempt: status === "PENDING" ? attempt : attempt + 1, ...retried }
      : {}),
    ...(type === "WAIT" && status !== "CANCELLED" ? { Duration: seconds } : {}),
    ...(type === "WAIT" && dueAt !== undefined ? { ScheduledEndTimestamp: dueAt } : {}),
    ...(callback !== undefined && status === "STARTED"
      ? {
          CallbackId: callback.id,
          Timeout: callback.timeoutSeconds,
          HeartbeatTimeout: callback.heartbeatSeconds,
        }
      : {}),
    ...(chained !== undefined && status === "STARTED" ? { FunctionName: chained.functionName } : {}),
  };
  const input = status === "STARTED" ? chained?.payload : undefined;
  return { facts, input, ...(status === "SUCCEEDED" ? { result: result ?? "" } : {}), error };
}
