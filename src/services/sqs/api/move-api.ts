// Moves of dead letters on the wire.

import { optionalInteger, optionalString } from "../../../aws/wire/members.ts";
import type { Operation, WireObject } from "../../../aws/wire/operation.ts";
import { handleOfTask, type MoveTask } from "../dead-letters/move-task.ts";
import type { MoveTasks } from "../dead-letters/move-tasks.ts";
import { required } from "./required-member.ts";

export function moveOperations(moves: MoveTasks): Record<string, Operation> {
  return {
    async StartMessageMoveTask(request) {
      const task = await moves.start({
        sourceArn: required(request, "SourceArn"),
        destinationArn: optionalString(request, "DestinationArn"),
        perSecond: optionalInteger(request, "MaxNumberOfMessagesPerSecond"),
      });
      return { TaskHandle: handleOfTask(task) };
    },
    ListMessageMoveTasks(request) {
      const most = optionalInteger(request, "MaxResults") ?? 1;
      return { Results: moves.list(required(request, "SourceArn"), most).map(fromTask) };
    },
    async CancelMessageMoveTask(request) {
      const { moved } = await moves.cancel(required(request, "TaskHandle"));
      return { ApproximateNumberOfMessagesMoved: moved };
    },
  };
}

function fromTask(task: MoveTask): WireObject {
  return {
    TaskHandle: task.status === "RUNNING" ? handleOfTask(task) : undefined,
    Status: task.status,
    SourceArn: task.sourceArn,
    DestinationArn: task.destinationArn,
    MaxNumberOfMessagesPerSecond: task.perSecond,
    ApproximateNumberOfMessagesMoved: task.moved,
    ApproximateNumberOfMessagesToMove: task.toMove,
    FailureReason: task.failureReason,
    StartedTimestamp: task.startedAt,
  };
}
