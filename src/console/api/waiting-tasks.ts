// The tasks that wait for somebody outside to answer. AWS shows a token to whoever was handed it, and to nobody else.

import type { Region } from "../../region/region.ts";

const mostShown = 500;

/** How many there are, and the longest waiting of them, `most` at most. */
export function waitingTasks({ services }: Pick<Region, "services">, most = mostShown) {
  const { tokens } = services.states;
  const tasks = most === 0 ? [] : tokens.open.slice(0, Math.min(most, mostShown));
  return {
    waiting: tokens.waiting,
    tasks: tasks.map((task) => ({
      taskToken: task.taskToken,
      executionArn: task.execution.arn,
      stateName: task.stateName,
      resource: task.resource,
      arguments: task.arguments,
      enteredAt: task.enteredAt,
      timeoutSeconds: task.timeoutSeconds,
      heartbeatSeconds: task.heartbeatSeconds,
    })),
  };
}
