// `npm run faults:machines -- --steps 1000000`: random machines on disk, killed and recovered at random. Prints the figures, and
// ends with exit code 1 if anything was thrown, lost, set aside or told otherwise than it was.

import { parseArgs } from "node:util";
import { runMachines } from "./machines.ts";

const { values } = parseArgs({
  options: {
    steps: { type: "string", default: "1000000" },
    "steps-between-kills": { type: "string", default: "20000" },
  },
});
const account = await runMachines({
  steps: Number(values.steps),
  stepsBetweenKills: Number(values["steps-between-kills"]),
  onKill: (steps) => console.log(`killed after ${steps} steps`),
});
console.log(`
executions  ${account.executions}
steps       ${account.steps} history events
kills       ${account.kills}
time        ${Math.round(account.seconds)} s
problems    ${account.problems.length}`);
for (const problem of account.problems.slice(0, 50)) console.log(`  ${problem}`);
process.exitCode = account.problems.length === 0 ? 0 : 1;
