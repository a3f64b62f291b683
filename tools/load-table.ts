// `npm run load:table`: the whole service under load, as docs/speed.md tells of it: what it does at several rates, the highest rate that it
// sustains with everything pinned to one core and to two, and what a model makes of the processor time of each part for more of them.

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { booksVerdict, microsecondsARecord, paceVerdict, whole } from "../src/load/load-summary.ts";
import type { LoadResult } from "../src/load/load-test.ts";
import { markdownTable, withTable } from "../test/bench/table.ts";

const usage = `Usage: npm run load:table -- [options]

  --rates LIST     records a second (default 1000,100000,200000)
  --cores LIST     numbers of cores that everything is pinned to, each to find the highest rate for (default 1,2)
  --seconds N      of sending, in each run (default 60; a search for the highest rate takes a quarter of it)
  --write          writes the tables into docs/speed.md
`;
const modelled = [1, 2, 4, 8, 16];
/** A search ends when the highest rate is known to a twentieth. */
const closeEnough = 1.05;
const firstRate = 10_000;
const growth = 2;
const mostRuns = 12;
const leastSeconds = 5;
const root = resolve(import.meta.dirname, "..");

interface Run {
  readonly rate: number;
  readonly seconds: number;
  /** All that there are, unless given. */
  readonly cores?: number;
}

interface Highest {
  readonly cores: number;
  readonly result: LoadResult;
}

function main(args: readonly string[]): void {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rates: { type: "string", default: "1000,100000,200000" },
      cores: { type: "string", default: "1,2" },
      seconds: { type: "string", default: "60" },
      write: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return;
  }
  const [seconds = 0] = numbers("--seconds", values.seconds);
  const results = numbers("--rates", values.rates).map((rate) => load({ rate, seconds }));
  const searchSeconds = Math.max(leastSeconds, seconds / 4);
  const highest = numbers("--cores", values.cores).map((cores) => highestRate(cores, searchSeconds));
  const tables = [ratesTable(results), coresTable(highest), modelTable(highest)];
  for (const table of tables) console.log(`\n${table}`);
  if (!values.write) return;
  const path = join(root, "docs/speed.md");
  writeFileSync(path, tables.reduce(withTable, readFileSync(path, "utf8")));
}

/** Throws TypeError. */
function numbers(option: string, list: string): readonly number[] {
  if (list === "") return [];
  return list.split(",").map((text) => {
    const number = Number(text);
    if (!Number.isSafeInteger(number) || number < 1)
      throw new TypeError(`${option}: expected whole numbers from 1 on, with commas between, not "${list}"`);
    return number;
  });
}

/** One `npm run load`, whose process and all that come of it stay on the first cores. */
function load({ rate, seconds, cores }: Run): LoadResult {
  const folder = mkdtempSync(join(tmpdir(), "millrace-load-table-"));
  try {
    const report = join(folder, "report.html");
    const options = [
      "--rate",
      String(rate),
      "--duration",
      String(seconds),
      "--report",
      report,
      "--port",
      "0",
    ];
    const node = [process.execPath, "--disable-warning=ExperimentalWarning", join(root, "bin/millrace.js")];
    const pinned = cores === undefined ? [] : ["taskset", "-c", `0-${cores - 1}`];
    const [program = "", ...args] = [...pinned, ...node, "load", ...options];
    const { stdout, error } = spawnSync(program, args, {
      ...{ cwd: root, encoding: "utf8" as const, stdio: ["ignore", "pipe", "inherit"] },
    });
    if (error !== undefined) throw error;
    const { result } = JSON.parse(readReport(report, stdout)) as { readonly result: LoadResult };
    console.log(progress(result, cores));
    return result;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readReport(report: string, printed: string): string {
  try {
    return readFileSync(report.replace(/html$/, "json"), "utf8");
  } catch (cause) {
    throw new Error(`the load test has ended without a report; it printed:\n${printed}`, { cause });
  }
}

function progress(result: LoadResult, cores: number | undefined): string {
  const where = cores === undefined ? "" : ` on ${cores} ${cores === 1 ? "core" : "cores"}`;
  const { sign, head, rest } = paceVerdict(result);
  return `${whole(result.asked)} records/s${where}: ${sign} ${head} ${rest}; ${booksVerdict(result).sign} books`;
}

/** Begins at what the processor time of a record allows, and halves the distance between what was sustained and what was not. */
function highestRate(cores: number, seconds: number): Highest {
  const first = load({ rate: firstRate, seconds, cores });
  let sustained = isSustained(first) ? first : undefined;
  let missed = sustained === undefined ? firstRate : Number.POSITIVE_INFINITY;
  let rate = Math.round((cores * 1e6) / (microsecondsARecord(first) ?? 20));
  for (let run = 1; run < mostRuns && missed / (sustained?.asked ?? 1) > closeEnough; run++) {
    if (rate >= missed) rate = Math.round(((sustained?.asked ?? 0) + missed) / 2);
    const result = load({ rate, seconds, cores });
    if (isSustained(result)) sustained = result;
    else missed = rate;
    rate = Math.round(rate * growth);
  }
  if (sustained === undefined) throw new Error(`not even ${whole(missed)} records/s are sustained`);
  if (missed === Number.POSITIVE_INFINITY)
    throw new Error(
      `after ${mostRuns} runs every rate was sustained, ${whole(sustained.asked)} records/s at last`,
    );
  return { cores, result: sustained };
}

function isSustained(result: LoadResult): boolean {
  return paceVerdict(result).level === "good" && booksVerdict(result).level === "good";
}

function ratesTable(results: readonly LoadResult[]): string {
  return markdownTable(
    [
      "records/s asked",
      "sustained",
      "lost",
      "p50, ms",
      "p99, ms",
      "p99.9, ms",
      "µs a record",
      "memory in all, MiB",
    ],
    "rrrrrrrr",
    results.map((result) => [
      ...[
        whole(result.asked),
        whole(result.processedPerSecond),
        whole(Math.max(0, result.sent - result.processed)),
      ],
      ...[result.latency.p50, result.latency.p99, result.latency.p999].map(whole),
      ...[microsecondsARecord(result)?.toFixed(2) ?? "unknown", whole(result.mostMemoryMb)],
    ]),
  );
}

function coresTable(highest: readonly Highest[]): string {
  const [first] = highest;
  return markdownTable(
    ["cores", "highest rate sustained", "of the first", "p99, ms", "µs a record"],
    "rrrrr",
    highest.map(({ cores, result }) => [
      ...[String(cores), whole(result.asked), `${(result.asked / (first?.result.asked ?? 1)).toFixed(2)} x`],
      ...[whole(result.latency.p99), microsecondsARecord(result)?.toFixed(2) ?? "unknown"],
    ]),
  );
}

/** From what each part took of the processor at the highest rate on the fewest cores, where nothing waits for another core. */
function modelTable(highest: readonly Highest[]): string {
  const [fewest] = highest;
  const rates = modelled.map((cores) => ({
    cores,
    model: fewest === undefined ? Number.NaN : modelledRate(fewest.result, cores),
    measured: highest.find((each) => each.cores === cores)?.result.asked,
  }));
  return markdownTable(
    ["cores, by the model", "records/s", "measured"],
    "rrr",
    rates.map(({ cores, model, measured }) => [
      ...[String(cores), whole(model), measured === undefined ? "" : whole(measured)],
    ]),
  );
}

/** All processors together have so much time for a record; and the region's thread has one core at most. */
function modelledRate(result: LoadResult, cores: number): number {
  const all = microsecondsARecord(result) ?? Number.NaN;
  const mainThread = (result.processorSeconds.mainThread * 1e6) / result.processed;
  return Math.min((cores * 1e6) / all, 1e6 / mainThread);
}

try {
  main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof TypeError ? `${error.message}\n\n${usage}` : error);
  process.exitCode = 1;
}
