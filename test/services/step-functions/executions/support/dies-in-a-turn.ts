// Starts three executions and dies while a turn of the second is being run: for so long that this is written down.

import { localIdentity } from "../../../../../src/aws/arn.ts";
import { States } from "../../../../../src/services/step-functions/states.ts";
import { SqliteStore } from "../../../../../src/services/step-functions/store/sqlite-store.ts";
import { unfinishedTurns } from "../../../../../src/services/step-functions/store/turn-watch.ts";
import { systemClock } from "../../../../../src/time/clock.ts";

const [directory = ""] = process.argv.slice(2);
const store = new SqliteStore({ directory, clock: systemClock });
const states = new States({ clock: systemClock, identity: localIdentity, store, tasks: { run: () => null } });
const { arn } = states.machines.create({
  name: "orders",
  roleArn: "arn:aws:iam::000000000000:role/orders",
  definition: JSON.stringify({
    StartAt: "Rest",
    States: { Rest: { Type: "Wait", Seconds: 1_000, End: true } },
  }),
});
for (const name of ["one", "two", "three"])
  await states.startExecution({ stateMachineArn: arn, name, input: "{}" });
const second = store.find(arn.replace("stateMachine", "execution").concat(":two"));
store.watch.begin(second?.id ?? 0);
// The thread is busy, as it is in a turn: only the writing thread sees the time go by.
while (store.documents(unfinishedTurns).size === 0);
process.kill(process.pid, "SIGKILL");
