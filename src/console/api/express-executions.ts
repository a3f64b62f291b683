// The Express executions of late, of which AWS's operations tell nothing.

import { ServiceError } from "../../aws/service-error.ts";
import type { Region } from "../../region/region.ts";

/** The latest first, without what happened in them. */
export function expressExecutions(
  { services }: Pick<Region, "services">,
  stateMachineArn: string | undefined,
) {
  return services.states.express.recent.list(stateMachineArn).map(({ events, ...execution }) => ({
    ...execution,
    hasHistory: events !== undefined,
  }));
}

/** With its history, as GetExecutionHistory tells that of others. Throws ExecutionDoesNotExist. */
export function expressExecution({ services }: Pick<Region, "services">, executionArn: string) {
  const execution = services.states.express.recent.find(executionArn);
  if (execution !== undefined) return execution;
  throw new ServiceError("ExecutionDoesNotExist", `Execution Does Not Exist: '${executionArn}'`);
}
