// State machines that fail where one does not expect it, or never end: each as Standard and as Express, and each Standard one once
// more over a kill. An execution ends with an error of AWS's, goes on, or can be stopped.

import type { Attack, AttackClass } from "../attack.ts";
import type { Answer, Target } from "../target.ts";
import { type Definition, hostileMachines } from "./hostile-machines.ts";

const input = JSON.stringify({ items: [1, 2], text: "x" });
/** How long an execution is watched before it is stopped. */
const patienceMs = 1500;
const roleArn = "arn:aws:iam::000000000000:role/r";
let count = 0;

function ask(target: Target, operation: string, body: object): Promise<Answer> {
  return target.call("AWSStepFunctions", operation, body);
}

function member(answer: Answer, name: string): string {
  return String((JSON.parse(answer.body) as Record<string, unknown>)[name]);
}

/** Undefined if the definition is refused, which is as good. */
async function create(target: Target, definition: Definition, type: string): Promise<string | undefined> {
  const name = `hostile-${count++}`;
  const created = await ask(target, "CreateStateMachine", {
    name,
    definition: JSON.stringify(definition),
    roleArn,
    type,
  });
  if (created.status === 200) return member(created, "stateMachineArn");
  if (created.status >= 500)
    throw new Error(`CreateStateMachine answered ${created.status}: ${created.body}`);
  return undefined;
}

async function runStandard(target: Target, definition: Definition): Promise<string | undefined> {
  const stateMachineArn = await create(target, definition, "STANDARD");
  if (stateMachineArn === undefined) return undefined;
  const started = await ask(target, "StartExecution", { stateMachineArn, input });
  if (started.status !== 200) return `StartExecution answered ${started.status}: ${started.body}`;
  return endOrStop(target, member(started, "executionArn"));
}

async function endOrStop(target: Target, executionArn: string): Promise<string | undefined> {
  const until = Date.now() + patienceMs;
  let described = await ask(target, "DescribeExecution", { executionArn });
  while (described.status === 200 && member(described, "status") === "RUNNING" && Date.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    described = await ask(target, "DescribeExecution", { executionArn });
  }
  if (described.status !== 200) return `DescribeExecution answered ${described.status}: ${described.body}`;
  if (member(described, "status") !== "RUNNING") return badEnd(described);
  const stopped = await ask(target, "StopExecution", { executionArn });
  return stopped.status === 200 ? undefined : `StopExecution answered ${stopped.status}: ${stopped.body}`;
}

function badEnd(described: Answer): string | undefined {
  const { error = "", cause = "" } = JSON.parse(described.body) as Record<string, string>;
  return /bug|internal error|is not a function|undefined \(reading/i.test(`${error} ${cause}`)
    ? `ended with ${error}: ${cause}`
    : undefined;
}

async function runExpress(target: Target, definition: Definition): Promise<string | undefined> {
  const stateMachineArn = await create(target, definition, "EXPRESS");
  if (stateMachineArn === undefined) return undefined;
  // Not awaited to its end: an endless one ends after five minutes, as on AWS, and must not be in anybody's way.
  const answer = ask(target, "StartSyncExecution", { stateMachineArn, input }).catch(
    (error: Error) => error.message,
  );
  const first = await Promise.race([
    answer,
    new Promise<undefined>((resolve) => setTimeout(resolve, patienceMs, undefined)),
  ]);
  if (typeof first === "string" || first === undefined) return undefined;
  if (first.status >= 500) return `StartSyncExecution answered ${first.status}: ${first.body}`;
  return first.status === 200 ? badEnd(first) : undefined;
}

async function surviveKill(target: Target, definition: Definition): Promise<string | undefined> {
  const stateMachineArn = await create(target, definition, "STANDARD");
  if (stateMachineArn === undefined) return undefined;
  const started = await ask(target, "StartExecution", { stateMachineArn, input });
  if (started.status !== 200) return `StartExecution answered ${started.status}: ${started.body}`;
  await new Promise((resolve) => setTimeout(resolve, 300));
  await target.kill();
  const refusal = await target.start();
  if (refusal !== undefined) return `it does not start again: ${refusal.message.slice(0, 500)}`;
  return endOrStop(target, member(started, "executionArn"));
}

const named = Object.entries(hostileMachines);

export const stateMachineAttacks: AttackClass = {
  name: "state machines",
  attacks: [
    ...named.map(
      ([name, definition]): Attack => ({
        name: `${name} (Standard)`,
        run: (target) => runStandard(target, definition),
      }),
    ),
    ...named.map(
      ([name, definition]): Attack => ({
        name: `${name} (Express)`,
        run: (target) => runExpress(target, definition),
      }),
    ),
  ],
};

export const killAttacks: AttackClass = {
  name: "kills",
  attacks: named.map(
    ([name, definition]): Attack => ({
      name: `${name}, killed and started again`,
      restarts: true,
      run: (target) => surviveKill(target, definition),
    }),
  ),
};
