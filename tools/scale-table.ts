// `npx node tools/scale-table.ts` writes the table of docs/load-testing.md: what the template has to provide for a rate.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { scaleFor } from "../src/cost/scale.ts";
import { defaultWorkload } from "../src/cost/workload.ts";

const rates = [10, 1000, 10_000, 100_000];

const number = (value: number) =>
  value.toLocaleString("en-US", { maximumFractionDigits: value < 10 ? 2 : value < 100 ? 1 : 0 });

export function scaleTable(): string {
  const scales = rates.map((recordsPerSecond) => scaleFor({ ...defaultWorkload, recordsPerSecond }));
  const row = (name: string, value: (scale: (typeof scales)[number]) => number) =>
    `| ${[name, ...scales.map((scale) => number(value(scale)))].join(" | ")} |`;
  return [
    `| records a second | ${rates.map(number).join(" | ")} |`,
    `| --- |${rates.map(() => " ---: |").join("")}`,
    row("shards", ({ shards }) => shards),
    row("lanes: batches at once at most", ({ lanes }) => lanes),
    row("records of a batch", ({ recordsOfBatch }) => recordsOfBatch),
    row("batches a second", ({ batchesPerSecond }) => batchesPerSecond),
    row("seconds of a batch's execution", ({ batchSeconds }) => batchSeconds),
    row("invocations at once, both functions", ({ handlerConcurrency }) => handlerConcurrency),
    row("table writes a second", ({ tableWritesPerSecond }) => tableWritesPerSecond),
    row("events on the bus a second", ({ busEventsPerSecond }) => busEventsPerSecond),
    row("logs, KB a second", ({ logBytesPerSecond }) => logBytesPerSecond / 1000),
  ].join("\n");
}

const page = join(import.meta.dirname, "../docs/load-testing.md");
const table = /^\| records a second[\s\S]*?(?=\n\n)/m;

if (process.argv[1] === import.meta.filename)
  writeFileSync(
    page,
    readFileSync(page, "utf8").replace(table, () => scaleTable()),
  );
