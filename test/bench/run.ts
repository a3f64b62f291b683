// `npm run bench`: every figure side by side with a peer, measured in the same run; or, with `--against`, with another
// revision of Millrace itself. `--help` lists the options.

import { parseArgs } from "node:util";
import { compareWith } from "./against.ts";
import { fullPace, type Pace } from "./bench-row.ts";
import { measureBesidePeers } from "./beside-peers.ts";
import { floorsPace, holdFloors, keepFloors } from "./floors.ts";
import { suites } from "./suites.ts";

const usage = `Usage: npm run bench -- [options]

  --only SUITE       one suite: ${Object.keys(suites).join(", ")}
  --json             one object a line
  --write            writes the tables of README.md and docs/speed.md from this run, which must be of all suites; with
                     --floors, writes test/bench/floors.json
  --floors           the ratios of test/bench/floors.json again, in a short form and by processor time; the exit code is 1 if a
                     row has lost a fifth beyond its spread, three times in a row
  --against REV      beside another revision (a commit, tag or branch) instead of beside the peers: both are measured in
                     turns, and the exit code is 1 if a row is slower by more than a tenth beyond its spread
  --turns N          how often each revision measures, with --against (default 7)
`;

async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: "boolean", default: false },
      write: { type: "boolean", default: false },
      floors: { type: "boolean", default: false },
      only: { type: "string" },
      against: { type: "string" },
      turns: { type: "string", default: "7" },
      help: { type: "boolean", default: false },
      // For the process that measures: rows as lines, in that very process; and at the pace of the floors.
      here: { type: "boolean", default: false },
      short: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const { only, against, json, write } = values;
  if (only !== undefined && !Object.hasOwn(suites, only)) {
    throw new TypeError(`There is no suite "${only}": expected one of ${Object.keys(suites).join(", ")}`);
  }
  const names = only === undefined ? Object.keys(suites) : [only];
  if (values.here) return measureHere(names, values.short ? floorsPace : fullPace);
  if (values.floors) return write ? keepFloors().then(() => 0) : Math.min(1, await holdFloors());
  if (against === undefined) {
    if (write && only !== undefined)
      throw new TypeError("--write takes a run of all suites, so not --only as well");
    await measureBesidePeers({ suites: names, json, write });
    return 0;
  }
  const turns = Number(values.turns);
  if (!Number.isSafeInteger(turns) || turns < 1)
    throw new TypeError(`--turns: expected a whole number, not "${values.turns}"`);
  return (await compareWith({ revision: against, suites: names, turns, json })) === 0 ? 0 : 1;
}

async function measureHere(names: readonly string[], pace: Pace): Promise<number> {
  for (const name of names) {
    for (const row of (await suites[name]?.(pace)) ?? []) console.log(JSON.stringify(row));
  }
  return 0;
}

try {
  // A peer may leave a handle open; the figures are all there.
  process.exit(await main(process.argv.slice(2)));
} catch (error) {
  console.error(error instanceof TypeError ? `${error.message}\n\n${usage}` : error);
  process.exit(2);
}
