// The process that is killed: a Step Functions service on a folder, with tasks that write into a ledger outside. It starts
// what has not been started, goes on with what was open, and tells its parent line by line.

import { openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { localIdentity } from "../../src/aws/arn.ts";
import { Failure } from "../../src/engine/failure.ts";
import type { TaskCall, TaskResult, TaskRunner } from "../../src/engine/seams.ts";
import { States } from "../../src/services/step-functions/states.ts";
import { SqliteStore } from "../../src/services/step-functions/store/sqlite-store.ts";
import { systemClock } from "../../src/time/clock.ts";
import {
  answerOf,
  type Campaign,
  historyProblems,
  inputOf,
  nameOf,
  type TaskArguments,
  workflow,
} from "./workflow.ts";

export type ChildLine =
  | {
      readonly type: "recovered";
      readonly open: number;
      readonly known: readonly string[];
      readonly tookMs: number;
    }
  | { readonly type: "acknowledged"; readonly names: readonly string[] }
  | { readonly type: "result"; readonly results: readonly ExecutionResult[] };

export interface ExecutionResult {
  readonly name: string;
  readonly status: string;
  readonly output: unknown;
  readonly events: number;
  readonly problems: readonly string[];
}

const [directory = "", campaignText = "{}"] = process.argv.slice(2);
const campaign = JSON.parse(campaignText) as Campaign;
const ledger = openSync(join(directory, "ledger.txt"), "a");
const tell = (line: ChildLine) => writeSync(1, `${JSON.stringify(line)}\n`);
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const random = (below: number) => Math.floor(Math.random() * below);

function argumentsOf(task: TaskCall): TaskArguments {
  const given = task.arguments as unknown as TaskArguments & { readonly Payload?: TaskArguments };
  return given.Payload ?? given;
}

/** One write to a file that is opened for appending is whole or not there, whatever kills the process. */
function sideEffect({ stateName, retryCount }: TaskCall, { name, round, item }: TaskArguments): void {
  writeSync(ledger, `${name} ${round} ${stateName} ${item ?? "-"} attempt ${retryCount}\n`);
}

const tasks: TaskRunner = {
  async run(task): Promise<TaskResult> {
    const given = argumentsOf(task);
    await pause(random(150));
    // Now and then the first attempt fails by itself.
    if (task.retryCount === 0 && (Number(given.name.slice(1)) + given.round) % 7 === 0)
      return new Failure("Flaky");
    sideEffect(task, given);
    if (task.taskToken !== undefined) {
      task.submitted({ sent: true });
      return approval(given);
    }
    await pause(random(150));
    return { value: answerOf(given) };
  },
  resume(task, submitted): TaskResult | Promise<TaskResult> {
    if (submitted === undefined) return new Failure("Lambda.Unknown", "The outcome is not known.");
    return approval(argumentsOf(task));
  },
};

/** Somebody outside takes a while to call back, and calls again whoever comes back up. */
async function approval(given: TaskArguments): Promise<TaskResult> {
  await pause(random(800));
  return { value: answerOf(given) };
}

const began = performance.now();
const store = new SqliteStore({ directory: join(directory, "executions"), clock: systemClock });
const states = new States({ clock: systemClock, identity: localIdentity, store, tasks });
const machine = states.machines.create({
  name: "faults",
  definition: JSON.stringify(workflow),
  roleArn: "arn:aws:iam::000000000000:role/faults",
});
const arnOf = (name: string) => machine.arn.replace("stateMachine:faults", `execution:faults:${name}`);
const names = Array.from({ length: campaign.executions }, (_, number) => nameOf(number));
const known = names.filter((name) => store.find(arnOf(name)) !== undefined);
const recovery = await states.standard.recover();
if (recovery.problems.length > 0) throw new Error(recovery.problems.join("\n"));
tell({ type: "recovered", open: recovery.executions, known, tookMs: performance.now() - began });
states.standard.goOn();

const missing = names.filter((name) => !known.includes(name));
for (let first = 0; first < missing.length; first += 50) {
  const some = missing.slice(first, first + 50);
  await Promise.all(some.map((name) => start(name)));
  tell({ type: "acknowledged", names: some });
}
while (states.standard.running > 0) await pause(100);
tell({ type: "result", results: await Promise.all(names.map((name) => resultOf(name))) });
await states.standard.close();

async function start(name: string): Promise<void> {
  const input = JSON.stringify(inputOf(Number(name.slice(1)), campaign));
  await states.startExecution({ stateMachineArn: machine.arn, name, input });
}

async function resultOf(name: string): Promise<ExecutionResult> {
  const { status, end } = states.standard.records.describe(arnOf(name));
  const history = [];
  let nextToken: string | undefined;
  do {
    const page = await states.standard.records.history(arnOf(name), { maxResults: 1_000, nextToken });
    history.push(...page.items);
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  const output = end?.status === "SUCCEEDED" ? end.output : end;
  return { name, status, output, events: history.length, problems: historyProblems(history, campaign) };
}
