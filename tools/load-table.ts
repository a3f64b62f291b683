// `npm run load:table`: the whole service under load, as docs/speed.md tells of it: what it does at several rates, the highest rate that it
// sustains with everything pinned to one core and to two, and what a model makes of the processor time of each part for more of them.

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { booksVerdict, paceVerdict, whole } from "../src/load/load-summary.ts";
import type { LoadResult } from "../src/load/load-test.ts";
import { readIfThere } from "../src/storage/private-files.ts";
import { withTable } from "../test/bench/table.ts";
import { coresTable, type Highest, highestRate, modelTable, ratesTable } from "./load-rates.ts";

const usage = `Usage: npm run load:table -- [options]

  --rates LIST     records a second (default 1000,100000,200000)
  --cores LIST     numbers of cores that everything is pinned to, each to find the highest rate for (default 1,2)
  --seconds N      of sending, in each run (default 60; a search for the highest rate takes a fifth of it)
  --minutes N      for all of it: a search ends with what it has found when its share of them is over (default 11)
  --write          writes the tables into docs/speed.md
`;
const leastSeconds = 5;
/** What a run takes beside its sending: to start, to warm up, to catch up, to report. */
const besideSendingMs = 15_000;
const root = resolve(import.meta.dirname, "..");

interface Run {
  readonly rate: number;
  readonly seconds: number;
  /** All that there are, unless given. */
  readonly cores?: number;
}

function main(args: readonly string[]): void {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rates: { type: "string", default: "1000,100000,200000" },
      cores: { type: "string", default: "1,2" },
      seconds: { type: "string", default: "60" },
      minutes: { type: "string", default: "11" },
      write: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return;
  }
  const [seconds = 0] = numbers("--seconds", values.seconds);
  const [minutes = 0] = numbers("--minutes", values.minutes);
  const endMs = performance.now() + minutes * 60_000;
  const rates = numbers("--rates", values.rates).map((rate) => ({
    asked: rate,
    result: load({ rate, seconds }),
  }));
  const machine = availableParallelism();
  const highest = searches(numbers("--cores", values.cores), {
    ...{ machine, endMs, seconds: Math.max(leastSeconds, Math.round(seconds / 5)) },
  });
  const tables = [ratesTable(rates), coresTable(highest, machine), modelTable(highest, machine)];
  for (const table of tables) console.log(`\n${table}`);
  if (!values.write) return;
  const path = join(root, "docs/speed.md");
  writeFileSync(path, tables.reduce(withTable, readFileSync(path, "utf8")));
}

/** One for each number of cores that the machine has, and each with an equal share of the time that is left. */
function searches(
  numbersOfCores: readonly number[],
  given: { readonly machine: number; readonly endMs: number; readonly seconds: number },
): readonly Highest[] {
  const { machine, endMs, seconds } = given;
  const runMs = seconds * 1000 + besideSendingMs;
  return numbersOfCores.map((cores, index) => {
    if (cores > machine) return { cores, result: undefined };
    const now = performance.now();
    const overMs = now + (endMs - now) / (numbersOfCores.length - index) - runMs;
    const isOver = () => performance.now() > overMs;
    return { cores, result: highestRate(cores, (rate) => load({ rate, seconds, cores }), isOver) };
  });
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
function load({ rate, seconds, cores }: Run): LoadResult | undefined {
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
    const written = readIfThere(report.replace(/html$/, "json"));
    if (written === undefined) {
      console.log(
        `${whole(rate)} records/s: the load test has ended without a report; it printed:\n${stdout}`,
      );
      return undefined;
    }
    const { result } = JSON.parse(written.toString()) as { readonly result: LoadResult };
    console.log(progress(result, cores));
    return result;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function progress(result: LoadResult, cores: number | undefined): string {
  const where = cores === undefined ? "" : ` on ${cores} ${cores === 1 ? "core" : "cores"}`;
  const { sign, head, rest } = paceVerdict(result);
  return `${whole(result.asked)} records/s${where}: ${sign} ${head} ${rest}; ${booksVerdict(result).sign} books`;
}

try {
  main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof TypeError ? `${error.message}\n\n${usage}` : error);
  process.exitCode = 1;
}
