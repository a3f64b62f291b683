// Express executions that loop without ever waiting: they end by their timeout, and what is kept of them is bounded.

import { readFileSync } from "node:fs";
import type { Attack } from "../attack.ts";
import type { Target } from "../target.ts";

const definition = JSON.stringify({
  StartAt: "Ask",
  TimeoutSeconds: 10,
  States: {
    Ask: {
      ...{ Type: "Choice", Choices: [{ Variable: "$.done", IsPresent: true, Next: "Done" }] },
      Default: "Again",
    },
    Again: { Type: "Pass", Next: "Ask" },
    Done: { Type: "Succeed" },
  },
});
const roleArn = "arn:aws:iam::000000000000:role/r";
const logGroupArn = "arn:aws:logs:us-east-1:000000000000:log-group:loops:*";
const observed = {
  loggingConfiguration: {
    ...{ level: "ALL", includeExecutionData: true },
    destinations: [{ cloudWatchLogsLogGroup: { logGroupArn } }],
  },
  tracingConfiguration: { enabled: true },
};

const mostMegabytes = 1_500;

function megabytesOf({ pid }: Target): number {
  const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kilobytes) / 1024;
}

/** So many are started, and one more is waited for. */
function loops(name: string, count: number, settings: object): Attack {
  return {
    name: `${count} endless loops, ${name}`,
    run: async (target) => {
      const states = (operation: string, body: object) => target.call("AWSStepFunctions", operation, body);
      await target.call("Logs_20140328", "CreateLogGroup", { logGroupName: "loops" });
      const machine = { name: `loops-${count}`, type: "EXPRESS", definition, roleArn, ...settings };
      const { stateMachineArn } = JSON.parse((await states("CreateStateMachine", machine)).body);
      const input = JSON.stringify({ text: "x".repeat(10_000) });
      for (let at = 0; at < count; at++) await states("StartExecution", { stateMachineArn, input });
      const { status, body } = await states("StartSyncExecution", { stateMachineArn, input });
      if (status !== 200 || JSON.parse(body).status !== "TIMED_OUT")
        return `answered ${status}: ${body.slice(0, 200)}`;
      const megabytes = megabytesOf(target);
      return megabytes <= mostMegabytes ? undefined : `takes ${Math.round(megabytes)} MB of the memory`;
    },
  };
}

export const endlessLoopAttacks: readonly Attack[] = [
  loops("unseen", 100, {}),
  loops("logged and traced", 20, observed),
];
