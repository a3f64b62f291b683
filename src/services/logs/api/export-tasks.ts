// Export tasks on the wire.

import type { Operation, WireObject } from "../../../aws/wire/operation.ts";
import { oneOf, optional, required, structure, text } from "../../../aws/wire/shape.ts";
import type { ExportTask, ExportTasks } from "../export-tasks.ts";
import { groupName, logsOperation, moment, nextToken, pageLimit, pageOf, streamName } from "./shapes.ts";

const taskId = text({ min: 1, max: 512 });
const create = structure({
  taskName: optional(text({ min: 1, max: 512 })),
  logGroupName: required(groupName),
  logStreamNamePrefix: optional(streamName),
  from: required(moment),
  to: required(moment),
  destination: required(text({ min: 1, max: 512 })),
  destinationPrefix: optional(text()),
});
const describe = structure({
  taskId: optional(taskId),
  statusCode: optional(oneOf("CANCELLED", "COMPLETED", "FAILED", "PENDING", "PENDING_CANCEL", "RUNNING")),
  nextToken,
  limit: pageLimit,
});
const byId = structure({ taskId: required(taskId) });

export function exportOperations(tasks: ExportTasks): Record<string, Operation> {
  return {
    CreateExportTask: logsOperation(create, (request) => ({ taskId: tasks.create(request).taskId })),
    DescribeExportTasks: logsOperation(describe, (request) => {
      const found = tasks
        .all()
        .filter(
          (task) =>
            (request.taskId === undefined || task.taskId === request.taskId) &&
            (request.statusCode === undefined || task.code === request.statusCode),
        );
      const page = pageOf(found, (task) => task.taskId, request);
      return { exportTasks: page.items.map(shown), nextToken: page.nextToken };
    }),
    CancelExportTask: logsOperation(byId, (request) => {
      tasks.cancel(request.taskId);
      return {};
    }),
  };
}

function shown(task: ExportTask): WireObject {
  return {
    taskId: task.taskId,
    taskName: task.taskName,
    logGroupName: task.logGroupName,
    from: task.from,
    to: task.to,
    destination: task.destination,
    destinationPrefix: task.destinationPrefix,
    status: { code: task.code, message: task.message },
    executionInfo: { creationTime: task.createdAt, completionTime: task.completedAt },
  };
}
