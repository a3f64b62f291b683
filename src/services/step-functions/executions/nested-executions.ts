// Executions that Tasks start, and those whose end a Task waits for (`states:startExecution.sync`).

import type { States } from "../states.ts";
import type { EndedExecution, NestedExecutions, NestedStart } from "../tasks/parts.ts";
import { type ExecutionRecord, endMembers } from "./execution-record.ts";
import { StartGate } from "./start-gate.ts";

/** `states` is asked for when the first task needs it: the parts are made before they are tied together. */
export function nestedExecutions(states: () => States): NestedExecutions {
  const gate = new StartGate();
  return {
    async startExecution({ isAwaited, ...start }: NestedStart) {
      // An Express execution cannot be waited for: nothing describes it once it has ended.
      if (isAwaited) states().standardMachine(start.stateMachineArn);
      const { executionArn, startedAt } = await gate.pass(() => states().startExecution(start));
      return { executionArn, startDate: startedAt };
    },
    ended: async (executionArn) => endedExecution(await states().standard.ended(executionArn)),
    async stopExecution(executionArn) {
      await states().standard.stop(executionArn, undefined, undefined);
    },
  };
}

export function endedExecution(record: ExecutionRecord): EndedExecution {
  return {
    executionArn: record.arn,
    name: record.name,
    stateMachineArn: record.stateMachine.arn,
    status: record.status,
    startDate: record.startedAt,
    stopDate: record.endedAt ?? record.startedAt,
    input: record.input,
    ...endMembers(record.end),
  };
}
