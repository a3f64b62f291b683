// The tasks that wait for somebody outside to answer. AWS shows a token to whoever was handed it, and to nobody else.

import type { Region } from "../../region/region.ts";

const mostShown = 500;

export function waitingTasks({ services }: Pick<Region, "services">) {
  return services.states.tokens.open.slice(0, mostShown).map((task) => ({
    taskToken: task.taskToken,
    executionArn: task.execution.arn,
    stateName: task.stateName,
    resource: task.resource,
    arguments: task.arguments,
  }));
}
