// `npx node tools/services-table.ts` writes the table of docs/services.md: what delivers to what, as the services say at their doors.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { DeliverySource } from "../src/aws/delivery.ts";
import { Region } from "../src/region/region.ts";
import { services } from "../src/region/services.ts";

interface Declaring {
  readonly sources?: readonly DeliverySource[];
}

/** `kinds` are those of the targets, in the order of the columns. */
export function servicesTable(doors: readonly Declaring[], kinds: readonly string[]): string {
  const rows = doors
    .flatMap(({ sources = [] }) => sources)
    .map(({ name, only = kinds }) => [name, ...kinds.map((kind) => (only.includes(kind) ? "yes" : "–"))]);
  const lines = [["", ...kinds], ["---", ...kinds.map(() => "---")], ...rows];
  return lines.map((cells) => `| ${cells.join(" | ")} |`.replace("|  |", "| |")).join("\n");
}

const page = join(import.meta.dirname, "../docs/services.md");
const table = /^\| \|[\s\S]*?(?=\n\n)/m;

if (process.argv[1] === import.meta.filename) {
  const region = await Region.open({ directory: undefined, endpoint: "http://127.0.0.1:4566" });
  const { kinds } = region.router;
  await region.close();
  writeFileSync(
    page,
    readFileSync(page, "utf8").replace(table, () => servicesTable(services.list, kinds)),
  );
}
