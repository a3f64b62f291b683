// Starts executions one batch after the other, for ever, and prints a line for each batch that was acknowledged and for each
// error that was another than the one before. A real process, so that it can be killed, starved or locked out.

import { localIdentity } from "../../../../../src/aws/arn.ts";
import { States } from "../../../../../src/services/step-functions/states.ts";
import { SqliteStore } from "../../../../../src/services/step-functions/store/sqlite-store.ts";
import { systemClock } from "../../../../../src/time/clock.ts";

export type StarterLine =
  | { readonly acknowledged: readonly number[] }
  | { readonly refused: { readonly code: string | undefined; readonly message: string } };

const [directory = "", first = "0"] = process.argv.slice(2);
const tell = (line: StarterLine) => process.stdout.write(`${JSON.stringify(line)}\n`);

function refuse(problem: unknown): string {
  const { code, message } = problem as { readonly code?: string; readonly message: string };
  tell({ refused: { code, message } });
  return message;
}

function open(): States {
  try {
    const store = new SqliteStore({ directory, clock: systemClock });
    return new States({ clock: systemClock, identity: localIdentity, store, tasks: { run: () => null } });
  } catch (problem) {
    refuse(problem);
    process.exit(1);
  }
}

const states = open();
await states.standard.recover();
const { arn } = states.machines.create({
  name: "orders",
  roleArn: "arn:aws:iam::000000000000:role/orders",
  definition: JSON.stringify({
    StartAt: "Work",
    States: {
      Work: { Type: "Task", Resource: "arn:aws:lambda:us-east-1:000000000000:function:f", Next: "Rest" },
      Rest: { Type: "Wait", Seconds: 1_000, End: true },
    },
  }),
});
const input = JSON.stringify({ text: "x".repeat(500) });
let next = Number(first);
let lastRefusal: string | undefined;
for (;;) {
  const numbers = Array.from({ length: 5 }, () => next++);
  const started = await Promise.allSettled(
    numbers.map((number) => states.startExecution({ stateMachineArn: arn, name: `e${number}`, input })),
  );
  const problem = started.find((each) => each.status === "rejected")?.reason as Error | undefined;
  tell({ acknowledged: numbers.filter((_, index) => started[index]?.status === "fulfilled") });
  if (problem !== undefined && problem.message !== lastRefusal) lastRefusal = refuse(problem);
  if (problem !== undefined) await new Promise((resolve) => setTimeout(resolve, 100));
}
