// The process that is killed: random machines with random answers, on a store on disk, on a clock that leaps. What an execution
// logged while it ran is held against its history, which is its turns run again. Tells its parent line by line.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { hasErrors } from "../../src/asl/diagnostic.ts";
import { loadDefinition } from "../../src/asl/validate/validate.ts";
import { localIdentity } from "../../src/aws/arn.ts";
import type { Json } from "../../src/aws/json.ts";
import { slice } from "../../src/engine/slice.ts";
import { States } from "../../src/services/step-functions/states.ts";
import { SqliteStore } from "../../src/services/step-functions/store/sqlite-store.ts";
import { VirtualClock } from "../../src/time/virtual-clock.ts";
import { type AnyMachine, anyMachine } from "../services/step-functions/store/support/arbitrary-machine.ts";
import { MoodyTasks } from "../services/step-functions/store/support/moody-tasks.ts";

export type MachinesLine =
  | { readonly type: "started"; readonly names: readonly string[] }
  | {
      readonly type: "ended";
      readonly name: string;
      readonly events: number;
      readonly problems: readonly string[];
    }
  | { readonly type: "broken"; readonly problem: string }
  | { readonly type: "done" };

interface LogRecord {
  readonly id: string;
  readonly type: string;
  readonly previous_event_id: string;
  readonly execution_arn: string;
}

const [directory = "", givenLife = "0", givenSteps = "1000"] = process.argv.slice(2);
const life = Number(givenLife);
const tell = (line: MachinesLine) => void process.stdout.write(`${JSON.stringify(line)}\n`);
const roleArn = "arn:aws:iam::000000000000:role/any";
const input = JSON.stringify({ given: [1, 2, 3], text: "text" });
const logging = {
  level: "ALL",
  includeExecutionData: false,
  logGroupArns: ["arn:aws:logs:us-east-1:000000000000:log-group:any:*"],
} as const;
/** For ever: the clock leaps over years. */
const retentionMs = Number.MAX_SAFE_INTEGER;
/** At a time. */
const mostOpen = 30;

// In each life a minute later than in the one before, whose clock may have leapt far ahead.
const clock = new VirtualClock(Date.UTC(2026, 0, 1) + life * 60_000);
const logged = new Map<string, LogRecord[]>();
const logs = {
  append(_group: string, _stream: string, entries: readonly { readonly message: string }[]) {
    for (const { message } of entries) {
      const record = JSON.parse(message) as LogRecord;
      const records = logged.get(record.execution_arn) ?? [];
      logged.set(record.execution_arn, records);
      records.push(record);
    }
  },
};
const random = () => Math.random();
const tasks = new MoodyTasks(clock, () => Math.floor(random() * 40));
const store = new SqliteStore({ directory: join(directory, "executions"), clock });
const states = new States({ clock, identity: localIdentity, store, logs, tasks, retentionMs });

process.on("uncaughtExceptionMonitor", (thrown) => tell({ type: "broken", problem: String(thrown.stack) }));
const write = process.stderr.write.bind(process.stderr);
process.stderr.write = ((text: string) => {
  tell({ type: "broken", problem: text });
  return write(text);
}) as typeof process.stderr.write;

let steps = 0;
const acknowledged = new Set<string>();
let checking = 0;
states.onExecutionEnded(({ arn, name }) => {
  checking += 1;
  void check(arn).then((problems) => {
    checking -= 1;
    const events = logged.get(arn)?.length ?? 0;
    logged.delete(arn);
    acknowledged.delete(arn);
    steps += events;
    tell({ type: "ended", name, events, problems });
  });
});

const recovery = await states.recover();
for (const problem of recovery.problems) tell({ type: "broken", problem });
states.standard.goOn();

const machines: AnyMachine[] = [];
let started = 0;
let failing = Promise.resolve();
while (steps < Number(givenSteps) || states.standard.running > 0 || checking > 0) {
  // Where executions give way must make no difference.
  slice.mostLooks = [1, 10, 1_000][Math.floor(random() * 3)] ?? 1;
  if (steps < Number(givenSteps) && states.standard.running < mostOpen) failing = failing.then(startSome);
  await new Promise((resolve) => setImmediate(resolve));
  if (random() < 0.02) await stopOne();
  clock.advanceToNextTimer();
}
// What ended in an earlier life, just before that was over.
for (const name of readFileSync(join(directory, "acknowledged.txt"), "utf8").split("\n").filter(Boolean)) {
  const machine = name.slice(0, name.lastIndexOf("-"));
  const arn = `arn:aws:states:us-east-1:000000000000:execution:${machine}:${name}`;
  const status = store.find(arn)?.status;
  const problems =
    status === undefined || status === "RUNNING" ? [`${arn} is ${status ?? "lost"}`] : await check(arn);
  tell({ type: "ended", name, events: 0, problems });
}
await states.standard.close();
tell({ type: "done" });

async function startSome(): Promise<void> {
  const definition = nextMachine();
  const name = `m${life}-${started++}`;
  const { arn } = states.machines.create({
    name,
    roleArn,
    definition: JSON.stringify(definition),
    logging,
    logGroupsMayBeMissing: true,
  });
  const names = Array.from({ length: 3 }, (_, index) => `${name}-${index}`);
  await Promise.all(names.map((each) => states.startExecution({ stateMachineArn: arn, name: each, input })));
  for (const each of names) acknowledged.add(`${arn.replace("stateMachine", "execution")}:${each}`);
  tell({ type: "started", names });
}

/** One that AWS would take: variables, above all, may not be named twice. */
function nextMachine(): AnyMachine {
  for (;;) {
    if (machines.length === 0) machines.push(...fc.sample(anyMachine, 50));
    const definition = machines.pop() as AnyMachine;
    if (!hasErrors(loadDefinition(definition as unknown as Json, { type: "STANDARD" }).diagnostics))
      return definition;
  }
}

async function stopOne(): Promise<void> {
  const arns = [...acknowledged];
  const arn = arns[Math.floor(random() * arns.length)];
  if (arn !== undefined) await states.standard.stop(arn, "Stopped", undefined);
}

/** What was logged in this life is the end of the history, or all of it. */
async function check(arn: string): Promise<string[]> {
  const problems: string[] = [];
  const live = logged.get(arn) ?? [];
  const history = [];
  let nextToken: string | undefined;
  try {
    do {
      const page = await states.standard.records.history(arn, { maxResults: 1_000, nextToken });
      history.push(...page.items);
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
  } catch (thrown) {
    return [`${arn}: ${(thrown as Error).stack}`];
  }
  history.forEach(({ id }, index) => {
    if (id !== index + 1) problems.push(`${arn}: event ${index + 1} has number ${id}`);
  });
  const tail = history.slice(history.length - live.length);
  const shown = tail.map(({ id, type, previousEventId }) => `${id}<-${previousEventId} ${type}`);
  const told = live.map(({ id, type, previous_event_id }) => `${id}<-${previous_event_id} ${type}`);
  const at = shown.findIndex((line, index) => line !== told[index]);
  if (at >= 0) problems.push(`${arn}: history says ${shown[at]}, its log ${told[at]}`);
  return problems;
}
