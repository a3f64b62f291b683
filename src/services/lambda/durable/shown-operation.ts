// An operation as a function finds it: in the event of its invocation, and in the answers to its checkpoints.
// https://docs.aws.amazon.com/lambda/latest/api/API_Operation.html

import type { WireObject } from "../../../aws/wire/operation.ts";
import { type DurableOperation, isOver } from "./durable-record.ts";

/** In an event times are milliseconds, in an answer seconds. */
export type ShownTime = (milliseconds: number) => number;

export const asMilliseconds: ShownTime = (at) => at;
export const asSeconds: ShownTime = (at) => at / 1000;

export function shownOperation(operation: DurableOperation, time: ShownTime): WireObject {
  const { id, parentId, name, type, subType, startedAt, endedAt, status } = operation;
  return {
    Id: id,
    ...(parentId === undefined ? {} : { ParentId: parentId }),
    ...(name === undefined ? {} : { Name: name }),
    Type: type,
    ...(subType === undefined ? {} : { SubType: subType }),
    StartTimestamp: time(startedAt),
    ...(endedAt === undefined ? {} : { EndTimestamp: time(endedAt) }),
    Status: status,
    ...detailsOf(operation, time),
  };
}

function detailsOf(
  { type, input, result, error, replayChildren, attempt, dueAt, status, callback }: DurableOperation,
  time: ShownTime,
): WireObject {
  const outcome = {
    ...(result === undefined ? {} : { Result: result }),
    ...(error === undefined ? {} : { Error: error as WireObject }),
  };
  switch (type) {
    case "EXECUTION":
      return { ExecutionDetails: { InputPayload: input } };
    case "CONTEXT":
      return {
        ContextDetails: {
          ...outcome,
          ...(replayChildren === undefined ? {} : { ReplayChildren: replayChildren }),
        },
      };
    case "STEP":
      return {
        StepDetails: {
          Attempt: attempt ?? 0,
          ...(status === "PENDING" && dueAt !== undefined ? { NextAttemptTimestamp: time(dueAt) } : {}),
          ...outcome,
        },
      };
    case "WAIT":
      return { WaitDetails: dueAt === undefined ? {} : { ScheduledEndTimestamp: time(dueAt) } };
    case "CALLBACK":
      return { CallbackDetails: { CallbackId: callback?.id, ...outcome } };
    case "CHAINED_INVOKE":
      return { ChainedInvokeDetails: outcome };
  }
}

/** "Completed operations with children don't include child operation details since they don't need to be replayed." */
export function replayed(operations: readonly DurableOperation[]): readonly DurableOperation[] {
  const closed = new Set<string>();
  return operations.filter((operation) => {
    const isWithin = operation.parentId !== undefined && closed.has(operation.parentId);
    const isClosed = operation.type === "CONTEXT" && isOver(operation) && operation.replayChildren !== true;
    if (isWithin || isClosed) closed.add(operation.id);
    return !isWithin;
  });
}
