// `npm run bench`: every figure side by side with a peer, measured in the same run; or, with `--against`, with another
// revision of Millrace itself. `--help` lists the options.

import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { compareWith } from "./against.ts";
import { type BenchRow, fullPace } from "./bench-row.ts";
import { rowsOf } from "./suite-process.ts";
import { suites } from "./suites.ts";
import { figure, tableRow } from "./table.ts";

const usage = `Usage: npm run bench -- [options]

  --only SUITE       one suite: ${Object.keys(suites).join(", ")}
  --against REV      beside another revision (a commit, tag or branch) instead of beside the peers: both are measured in
                     turns, and the exit code is 1 if a row is slower by more than a tenth beyond its spread
  --turns N          how often each revision measures, with --against (default 7)
  --json             one object a line
`;

const root = resolve(import.meta.dirname, "../..");

async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: "boolean", default: false },
      only: { type: "string" },
      against: { type: "string" },
      turns: { type: "string", default: "7" },
      help: { type: "boolean", default: false },
      // For the process that measures: rows as lines, in that very process.
      here: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const { only, against, json } = values;
  if (only !== undefined && !Object.hasOwn(suites, only)) {
    throw new TypeError(`There is no suite "${only}": expected one of ${Object.keys(suites).join(", ")}`);
  }
  const names = only === undefined ? Object.keys(suites) : [only];
  if (values.here) return measureHere(names);
  if (against === undefined) return besidePeers(names, json);
  const turns = Number(values.turns);
  if (!Number.isSafeInteger(turns) || turns < 1)
    throw new TypeError(`--turns: expected a whole number, not "${values.turns}"`);
  return (await compareWith({ revision: against, suites: names, turns, json })) === 0 ? 0 : 1;
}

async function measureHere(names: readonly string[]): Promise<number> {
  for (const name of names) {
    for (const row of (await suites[name]?.(fullPace)) ?? []) console.log(JSON.stringify(row));
  }
  return 0;
}

async function besidePeers(names: readonly string[], json: boolean): Promise<number> {
  if (!json) console.log(tableRow(["", "Millrace", "peer", "ratio", "unit"]));
  for (const name of names) {
    for await (const row of rowsOf(name, root)) {
      if (json) console.log(JSON.stringify(row));
      else print(row);
    }
  }
  return 0;
}

function print({ name, millrace, peer, peerName, ratio, unit }: BenchRow): void {
  console.log(tableRow([name, figure(millrace), figure(peer), `${figure(ratio)} x`, unit]));
  console.log(`  beside ${peerName}`);
}

try {
  // A peer may leave a handle open; the figures are all there.
  process.exit(await main(process.argv.slice(2)));
} catch (error) {
  console.error(error instanceof TypeError ? `${error.message}\n\n${usage}` : error);
  process.exit(2);
}
