// Asks for the history of an execution in whose turn there is always more to do, and closes. The process ends by itself if nothing
// goes on with that turn.

import { localIdentity } from "../../../../../src/aws/arn.ts";
import { States } from "../../../../../src/services/step-functions/states.ts";
import { SqliteStore } from "../../../../../src/services/step-functions/store/sqlite-store.ts";
import { systemClock } from "../../../../../src/time/clock.ts";

const [directory = ""] = process.argv.slice(2);
const store = new SqliteStore({ directory, clock: systemClock });
const states = new States({ clock: systemClock, identity: localIdentity, store, tasks: { run: () => null } });
const again = { Condition: "{% $sum([1..50000]) > 0 %}", Next: "Again" };
const { arn } = states.machines.create({
  name: "orders",
  roleArn: "arn:aws:iam::000000000000:role/orders",
  definition: JSON.stringify({
    QueryLanguage: "JSONata",
    StartAt: "Again",
    States: { Again: { Type: "Choice", Choices: [again], Default: "Done" }, Done: { Type: "Succeed" } },
  }),
});
await states.startExecution({ stateMachineArn: arn, name: "one", input: "{}" });
const { records } = states.standard;
const told = records.history(arn.replace("stateMachine", "execution").concat(":one"), {});
const refused = told.then(
  () => "told",
  (problem: Error) => problem.message,
);
await new Promise((resolve) => setImmediate(resolve));
await states.standard.close();
process.stdout.write(await refused);
