// Executions that Tasks start, and those whose end a Task waits for (`states:startExecution.sync`).

import type { EndedExecution, NestedExecutions, NestedStart } from "../integrations/parts.ts";
import { type ExecutionRecord, endMembers } from "../states/execution-record.ts";
import type { States } from "../states/states.ts";

type Waiter = (record: ExecutionRecord) => void;

/** `states` is asked for when the first task needs it: the parts are made before they are tied together. */
export function nestedExecutions(states: () => States): NestedExecutions {
  const waiters = new Map<string, Waiter[]>();
  let isListening = false;
  const listen = () => {
    if (isListening) return;
    isListening = true;
    states().onExecutionEnded(({ arn }) => {
      const waiting = waiters.get(arn);
      if (waiting === undefined) return;
      waiters.delete(arn);
      const record = states().standard.describe(arn);
      for (const waiter of waiting) waiter(record);
    });
  };
  return {
    async startExecution({ isAwaited, ...start }: NestedStart) {
      // An Express execution cannot be waited for: nothing describes it once it has ended.
      if (isAwaited) states().standardMachine(start.stateMachineArn);
      const { executionArn, startedAt } = await states().startExecution(start);
      return { executionArn, startDate: startedAt };
    },
    async ended(executionArn) {
      listen();
      const record = states().standard.describe(executionArn);
      if (record.end !== undefined) return toEnded(record);
      return new Promise((resolve) => {
        const waiting = waiters.get(executionArn) ?? [];
        waiting.push((ended) => resolve(toEnded(ended)));
        waiters.set(executionArn, waiting);
      });
    },
    async stopExecution(executionArn) {
      await states().standard.stop(executionArn, undefined, undefined);
    },
  };
}

function toEnded(record: ExecutionRecord): EndedExecution {
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
