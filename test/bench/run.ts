// `npm run bench`: every figure side by side with a peer, measured in the same run. With `--json` one object a line, with
// `--only NAME` one suite.

import { parseArgs } from "node:util";
import { fullPace } from "./bench-row.ts";
import { suites } from "./suites.ts";

const { values } = parseArgs({ options: { json: { type: "boolean" }, only: { type: "string" } } });
const names = values.only === undefined ? Object.keys(suites) : [values.only];

function number(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString("en-US") : value.toPrecision(3);
}

function tableRow(cells: readonly string[]): string {
  const [name = "", ...figures] = cells;
  return [name.padEnd(48), ...figures.map((figure) => figure.padStart(14))].join("  ");
}

if (values.json !== true) console.log(tableRow(["", "Millrace", "peer", "ratio", "unit"]));
for (const name of names) {
  const suite = suites[name];
  if (suite === undefined) {
    console.error(`There is no suite "${name}": expected one of ${Object.keys(suites).join(", ")}`);
    process.exit(2);
  }
  for (const row of await suite(fullPace)) {
    if (values.json === true) console.log(JSON.stringify(row));
    else {
      const { name, millrace, peer, peerName, ratio, unit } = row;
      console.log(tableRow([name, number(millrace), number(peer), `${number(ratio)} x`, unit]));
      console.log(`  beside ${peerName}`);
    }
  }
}
// A peer may leave a handle open; the figures are all there.
process.exit();
