// `npm run profile -- load`: where each microsecond of a record goes, by part, from samples of the region's process and of the handlers'.
// Samples say in which proportion a process did what; how much it took in all is what the system counted.

import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { SourceMap } from "node:module";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type Attribution, attribute, type CallFrame, type CpuProfile, samplesOf } from "./attribution.ts";
import type { LoadMeasured } from "./drive-load.ts";

const usage = `Usage: npm run profile -- load [options]

  --rate N       records a second to send (default 50000)
  --duration S   seconds to send for (default 5)
  --functions N  the N dearest functions of each part, too (default 0)
`;
/** Of a record, below which a part is not worth a line. */
const leastMicroseconds = 0.02;

const root = resolve(import.meta.dirname, "../..");

function main(args: readonly string[]): void {
  if (args.includes("--help")) {
    console.log(usage);
    return;
  }
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      rate: { type: "string", default: "50000" },
      duration: { type: "string", default: "5" },
      functions: { type: "string", default: "0" },
    },
  });
  if (positionals.join(" ") !== "load") throw new TypeError("expected what to look at: load");
  // Not in /tmp, of which a handler's process sees its own.
  mkdirSync(join(root, ".millrace"), { recursive: true });
  const folder = mkdtempSync(join(root, ".millrace/profile-"));
  try {
    print(drive(folder, values.rate, values.duration), folder, Number(values.functions));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function drive(folder: string, rate: string, duration: string): LoadMeasured {
  const child = join(import.meta.dirname, "drive-load.ts");
  const options = ["--disable-warning=ExperimentalWarning", "--cpu-prof", "--cpu-prof-dir", folder];
  const { status, stdout } = spawnSync(process.execPath, [...options, child, folder, rate, duration], {
    ...{ cwd: root, encoding: "utf8" as const },
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (status !== 0) throw new Error(`the load test ended with ${status}`);
  return JSON.parse(stdout) as LoadMeasured;
}

function print(measured: LoadMeasured, folder: string, functions: number): void {
  const { MainThread: main = 0, ...others } = measured.threads;
  const region: Attribution = new Map();
  const handlers: Attribution = new Map();
  for (const name of readdirSync(folder).filter((each) => each.endsWith(".cpuprofile"))) {
    const profile = JSON.parse(readFileSync(join(folder, name), "utf8")) as CpuProfile;
    // CPU.<date>.<time>.<process>.<thread>.…: the main thread is 0. Those of handlers begin with a function's name.
    const [kind, , , , thread] = name.split(".");
    if (kind === "CPU" && thread === "0") attribute(region, profile, measured, sourceOf);
    else if (kind !== "CPU") attribute(handlers, profile, measured, sourceOf);
  }
  const perRecord = (seconds: number) => (seconds * 1e6) / measured.records;
  const group = (title: string, seconds: number, attribution: Attribution) => {
    line(0, title, perRecord(seconds));
    const whole = sumOf(Array.from(attribution.values(), samplesOf));
    const share = (samples: number) => perRecord((seconds * samples) / whole);
    for (const [part, within] of [...attribution].sort(([, a], [, b]) => samplesOf(b) - samplesOf(a))) {
      line(1, part, share(samplesOf(within)));
      const dearest = [...within].sort(([, a], [, b]) => b - a).slice(0, functions);
      for (const [name, time] of dearest) line(2, name, share(time));
    }
  };
  console.log(`µs of processor a record, of ${measured.records.toLocaleString("en")} records`);
  group("the region's thread", main, region);
  for (const [name, seconds] of Object.entries(others))
    line(0, `its threads named ${name}`, perRecord(seconds));
  group("the handlers' processes", measured.handlers, handlers);
  line(0, "the process that generates records", perRecord(measured.generator));
  line(0, "in all", perRecord(main + measured.handlers + measured.generator + sumOf(Object.values(others))));
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, each) => sum + each, 0);
}

function line(depth: number, name: string, microseconds: number): void {
  if (microseconds >= leastMicroseconds)
    console.log(`${"  ".repeat(depth)}${name.padEnd(60 - 2 * depth)}${microseconds.toFixed(2).padStart(8)}`);
}

const maps = new Map<string, SourceMap | undefined>();

/** A bundle's functions are of the files that it was made of. */
function sourceOf({ url, lineNumber, columnNumber }: CallFrame): string | undefined {
  if (!url.startsWith("file:")) return undefined;
  const path = fileURLToPath(url);
  if (!maps.has(path)) maps.set(path, sourceMapOf(path));
  const entry = maps.get(path)?.findEntry(lineNumber, columnNumber);
  return entry !== undefined && "originalSource" in entry ? entry.originalSource : path;
}

function sourceMapOf(path: string): SourceMap | undefined {
  try {
    return new SourceMap(JSON.parse(readFileSync(`${path}.map`, "utf8")));
  } catch {
    return undefined;
  }
}

try {
  main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof TypeError ? `${error.message}\n\n${usage}` : error);
  process.exitCode = 1;
}
