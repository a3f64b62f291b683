// A process of the benchmark of scale: does one thing with Step Functions on disk, and prints how long it took and what it holds then.

import { localIdentity } from "../../src/aws/arn.ts";
import { States } from "../../src/services/step-functions/states.ts";
import { SqliteStore } from "../../src/services/step-functions/store/sqlite-store.ts";
import { systemClock } from "../../src/time/clock.ts";
import { order, price } from "./executions.ts";

export type What = "start executions" | "open executions" | "create machines" | "open machines";

export interface Opened {
  readonly seconds: number;
  /** Resident, once garbage is collected. */
  readonly megabytes: number;
}

const startedAtOnce = 1_000;
const roleArn = "arn:aws:iam::000000000000:role/bench";
const [what = "", given = "", folder = ""] = process.argv.slice(2);
const count = Number(given);

const startedAt = performance.now();
const states = new States({
  ...{ clock: systemClock, identity: localIdentity, tasks: { run: price } },
  store: new SqliteStore({ directory: folder, clock: systemClock }),
});
const works: Readonly<Record<string, () => unknown>> = {
  "start executions": startExecutions,
  "open executions": openExecutions,
  "create machines": createMachines,
  "open machines": openMachines,
};
await works[what]?.();
const seconds = (performance.now() - startedAt) / 1000;
globalThis.gc?.();
console.log(JSON.stringify({ seconds, megabytes: process.memoryUsage().rss / 1e6 } satisfies Opened));
await states.standard.close();

/** Each takes its task's answer, and waits for a day then. */
async function startExecutions(): Promise<void> {
  const definition = {
    StartAt: "Price",
    States: {
      Price: {
        ...{ Type: "Task", Resource: "arn:aws:lambda:us-east-1:000000000000:function:price" },
        ...{ ResultPath: "$.priced", Next: "Later" },
      },
      Later: { Type: "Wait", Seconds: 86_400, End: true },
    },
  };
  const { arn } = states.machines.create({
    name: "waiting",
    definition: JSON.stringify(definition),
    roleArn,
  });
  const input = JSON.stringify(order);
  for (let started = 0; started < count; started += startedAtOnce) {
    const some = Array.from({ length: Math.min(startedAtOnce, count - started) });
    await Promise.all(some.map(() => states.startExecution({ stateMachineArn: arn, input })));
  }
  await states.committed();
}

async function openExecutions(): Promise<void> {
  const { executions, late } = await states.standard.recover();
  const recovered = executions + late.length;
  if (recovered !== count) throw new Error(`Recovered ${recovered} of ${count}.`);
}

async function createMachines(): Promise<void> {
  for (let number = 0; number < count; number++) {
    const definition = {
      StartAt: "Mark",
      States: {
        Mark: { Type: "Pass", Parameters: { number, "given.$": "$" }, Next: "Later" },
        Later: { Type: "Wait", SecondsPath: "$.given.seconds", Next: "Done" },
        Done: { Type: "Succeed" },
      },
    };
    states.machines.create({ name: `machine-${number}`, definition: JSON.stringify(definition), roleArn });
  }
  await states.committed();
}

/** One of them, and that is run, so that nothing is put off. */
async function openMachines(): Promise<void> {
  await states.standard.recover();
  const machines = [...states.machines.all()];
  const last = machines.at(-1);
  if (machines.length !== count || last === undefined)
    throw new Error(`There are ${machines.length} of ${count} machines.`);
  await states.startExecution({ stateMachineArn: last.arn, input: '{"seconds":1}' });
}
