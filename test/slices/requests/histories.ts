// An execution whose history would take gigabytes with all its data.

import { carriedInput, carryingMachine } from "../../support/carrying-machine.ts";
import { type LargeRequest, member, states, told } from "./large-request.ts";
import { arnOf, run } from "./machines.ts";

const pagesOf = (reverseOrder: boolean): LargeRequest["ask"] => {
  return async (target) => {
    const listed = await states(target, "ListExecutions", { stateMachineArn: arnOf("carried") });
    const { executionArn } = JSON.parse(listed.body).executions[0];
    let nextToken: string | undefined;
    let last = "";
    let count = 0;
    do {
      const asked = { executionArn, reverseOrder, maxResults: 1000, nextToken };
      const answer = await states(target, "GetExecutionHistory", asked);
      last = await told(answer);
      nextToken = member("nextToken")(answer.body);
      count += JSON.parse(answer.body).events?.length ?? 0;
    } while (nextToken !== undefined && count < 200);
    return `${count} events, ${last}`;
  };
};

export const histories: readonly LargeRequest[] = [
  {
    name: "Step Functions an execution of 24,000 events of 250 KB",
    ask: (target) => run(target, "carried", carryingMachine, carriedInput),
  },
  { name: "Step Functions GetExecutionHistory of 24,000 events of 250 KB", ask: pagesOf(false) },
  { name: "Step Functions GetExecutionHistory of 24,000 events of 250 KB, backwards", ask: pagesOf(true) },
];
