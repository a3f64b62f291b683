// `npm run bench`: every figure side by side with a peer, measured in the same run. With `--json` one object a line.

import { engineBenches } from "./engine.bench.ts";
import { type BenchRow, streamBenches } from "./streams.bench.ts";

const suites: readonly (() => Promise<BenchRow[]>)[] = [engineBenches, streamBenches];
const asJson = process.argv.includes("--json");

function number(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString("en-US") : value.toPrecision(3);
}

function tableRow(cells: readonly string[]): string {
  const [name = "", ...figures] = cells;
  return [name.padEnd(44), ...figures.map((figure) => figure.padStart(14))].join("  ");
}

if (!asJson) console.log(tableRow(["", "Millrace", "peer", "ratio", "unit"]));
for (const suite of suites) {
  for (const row of await suite()) {
    if (asJson) console.log(JSON.stringify(row));
    else {
      const { name, millrace, peer, peerName, ratio, unit } = row;
      console.log(tableRow([name, number(millrace), number(peer), `${number(ratio)} x`, unit]));
      console.log(`  beside ${peerName}`);
    }
  }
}
// A peer may leave a handle open; the figures are all there.
process.exit();
