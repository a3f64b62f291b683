// What ends by itself in a durable execution: waits, pauses before another attempt, and callbacks that nobody answers.

import { ServiceError } from "../../../aws/service-error.ts";
import { ownerOf } from "./callback-id.ts";
import { type DurableOperation, isOver } from "./durable-record.ts";
import type { LiveExecution } from "./live-execution.ts";

/** When there is something to do next, at the latest when the time of the execution is over. */
export function dueAt(live: LiveExecution): number {
  const { startedAt, timeoutSeconds } = live.record;
  const times = live.open.flatMap(({ dueAt: at, callback }) =>
    [at, callback?.timeoutAt, callback?.heartbeatAt].filter((time) => time !== undefined),
  );
  return Math.min(startedAt + timeoutSeconds * 1000, ...times);
}

/** Whether anything has come to its end. */
export function settleDue(live: LiveExecution, now: number): boolean {
  const changes = live.open.flatMap((operation) => {
    const change = changeOf(operation, now);
    return change === undefined ? [] : [{ id: operation.id, change }];
  });
  for (const { id, change } of changes) live.settle(id, change);
  return changes.length > 0;
}

function changeOf(
  { type, dueAt: at, callback }: DurableOperation,
  now: number,
): Partial<DurableOperation> | undefined {
  const isDue = (time: number | undefined) => time !== undefined && time <= now;
  if (type === "WAIT" && isDue(at)) return { status: "SUCCEEDED", endedAt: now };
  if (type === "STEP" && isDue(at)) return { status: "READY", dueAt: undefined };
  if (type !== "CALLBACK") return undefined;
  const timedOut = (ErrorType: string, ErrorMessage: string) =>
    ({ status: "TIMED_OUT", endedAt: now, error: { ErrorType, ErrorMessage } }) as const;
  if (isDue(callback?.timeoutAt)) return timedOut("Callback.Timeout", "Callback timed out");
  if (isDue(callback?.heartbeatAt)) return timedOut("Callback.Heartbeat", "Callback timed out on heartbeat");
  return undefined;
}

/** Throws CallbackTimeoutException for one that there is not, or that has ended. */
export function callbackBy(
  held: ReadonlyMap<string, LiveExecution>,
  id: string,
): { readonly live: LiveExecution; readonly operation: DurableOperation } {
  const { arn, operationId } = ownerOf(id);
  const live = held.get(arn);
  const operation = live?.operation(operationId);
  const isOpen = operation?.callback?.id === id && !isOver(operation);
  if (live?.isRunning === true && operation !== undefined && isOpen) return { live, operation };
  throw new ServiceError(
    "CallbackTimeoutException",
    "The callback ID token has either expired or the callback associated with the token has already been closed.",
    { status: 400, members: { Type: "User" } },
  );
}
