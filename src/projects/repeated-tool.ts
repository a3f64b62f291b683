// A tool that packages a project again and again. Most of the time of a run goes into loading the tool's own modules, so once a run has
// told which these are, the next one is started before it is wanted, and held until it is (`held-tool.ts`). Each run is a process of its
// own: nothing of the one before is left in it.

import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { Loaded, ToolRecord } from "./held-tool.ts";
import { withInstalledRunners } from "./installed-runners.ts";
import { KeptListings } from "./kept-listings.ts";
import { preloadedModule, preloading } from "./preloaded-module.ts";
import { runTool, type ToolEnd, type ToolRun, toolEnd, withoutStacks } from "./run-tool.ts";

export interface RepeatedToolOptions {
  /** Whether a process of a run is the one that does the work; `startedPid` is that of the process which was started. */
  readonly isTheTool: (record: ToolRecord, startedPid: number | undefined) => boolean;
  /** What a held run is told beside what the recorded one was. */
  readonly environment?: NodeJS.ProcessEnv;
  /** Whether what a held run that ended well has made can be taken. @default always */
  readonly isGood?: () => boolean;
}

interface Held {
  readonly child: ChildProcess;
  readonly end: Promise<ToolEnd>;
}

/** Of one environment and one state of what is installed. */
interface Recorded {
  readonly record: ToolRecord;
  /** What a held process is to load, as JSON. */
  readonly loaded: string;
  readonly run: ToolRun;
  readonly installed: readonly string[];
}

/** By these a project says what it runs with: where one has changed nothing that was loaded before holds. */
const installation = [
  ...["package.json", "package-lock.json", "yarn.lock", "pnpm-lock.yaml", "cdk.json", "cdk.context.json"],
  ...["node_modules/.package-lock.json", "node_modules/.yarn-integrity", "node_modules/.modules.yaml"],
];

/** A file that was being written as it was read is one; a tool that cannot be run so has more. */
const mostDisappointments = 2;

export class RepeatedTool {
  readonly #folder: string;
  readonly #options: RepeatedToolOptions;
  readonly #listings = new KeptListings();
  #recorded: Recorded | undefined;
  #held: Held | undefined;
  /** Whether what the last run made is of a held one. */
  #wasHeld = false;
  /** How often in a row a held run has failed where a whole one did not. */
  #disappointments = 0;

  constructor(folder: string, options: RepeatedToolOptions) {
    this.#folder = folder;
    this.#options = options;
  }

  /** Resolves once the tool has ended well. Rejects with ProjectProblem, which holds what it said. */
  async run(run: ToolRun, purpose: string): Promise<void> {
    const held = this.#take(run);
    this.#wasHeld = held !== undefined;
    if (held === undefined) return this.#runWhole(run, purpose);
    held.child.ref();
    held.child.stdin?.end("\n");
    const { code } = await held.end.catch(() => ({ code: 1 }));
    if (code === 0 && this.#options.isGood?.() !== false) {
      this.#disappointments = 0;
      return;
    }
    // What is wrong with the project a whole run tells as well.
    this.#wasHeld = false;
    await this.#runWhole(run, purpose);
    this.#disappointments += 1;
  }

  /**
   * What it says where it is run once more as it was recorded, and fails; undefined if the last run was such a one. `isNeeded` tells of
   * a recorded run whether a held one leaves out anything.
   */
  async complaint(
    isNeeded: (record: ToolRecord) => boolean,
    environment: NodeJS.ProcessEnv,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    const record = this.#recorded?.record;
    if (record === undefined || !this.#wasHeld || !isNeeded(record)) return undefined;
    const [program, ...args] = commandOf(record);
    const { MILLRACE_TOOL_RECORDS: _, ...env } = { ...record.env, ...environment };
    const child = spawn(program, args, { cwd: record.cwd, env, signal, stdio: ["ignore", "pipe", "pipe"] });
    const { code, output } = await toolEnd(child, undefined).catch(() => ({ code: null, output: "" }));
    return code === null || code === 0 ? undefined : withoutStacks(output).trim();
  }

  /** Starts the run that the next one is to be. */
  prepare(): void {
    const recorded = this.#recorded;
    if (recorded === undefined || this.#held !== undefined) return;
    if (this.#disappointments === mostDisappointments) return;
    if (!isDeepStrictEqual(this.#installed(), recorded.installed)) return;
    this.#held = started(recorded, this.#options.environment);
  }

  close(): void {
    this.#endHeld();
    this.#listings.close();
  }

  #endHeld(): void {
    this.#held?.child.kill();
    this.#held = undefined;
  }

  /** What was started, if it is still what is asked for. */
  #take(run: ToolRun): Held | undefined {
    const held = this.#held;
    if (held === undefined) return undefined;
    const recorded = this.#recorded;
    const isSame =
      recorded !== undefined &&
      held.child.exitCode === null &&
      isDeepStrictEqual(recorded.run, run) &&
      isDeepStrictEqual(recorded.installed, this.#installed());
    if (!isSame) this.#endHeld();
    this.#held = undefined;
    return isSame ? held : undefined;
  }

  async #runWhole(run: ToolRun, purpose: string): Promise<void> {
    const records = mkdtempSync(join(tmpdir(), "millrace-tool-"));
    try {
      const { environment } = run;
      const NODE_OPTIONS = preloading(environment.NODE_OPTIONS, preloadedModule("held-tool"));
      const told = this.#listings.asked({ ...environment, NODE_OPTIONS, MILLRACE_TOOL_RECORDS: records });
      const installed = this.#installed();
      const pid = await runTool({ ...run, environment: told }, purpose);
      const record = recordsIn(records).find((each) => this.#options.isTheTool(each, pid));
      this.#recorded = record && { record, loaded: loadedBy(record), run, installed };
    } finally {
      rmSync(records, { recursive: true, force: true });
    }
  }

  #installed(): readonly string[] {
    return installation.map((name) => {
      const found = statSync(join(this.#folder, name), { throwIfNoEntry: false });
      return found === undefined ? "" : `${found.mtimeMs} ${found.size}`;
    });
  }
}

function recordsIn(folder: string): readonly ToolRecord[] {
  return readdirSync(folder).map(
    (name) => JSON.parse(readFileSync(join(folder, name), "utf8")) as ToolRecord,
  );
}

function commandOf({ execPath, execArgv, argv }: ToolRecord): [program: string, ...args: string[]] {
  return [execPath, ...execArgv, ...argv.slice(1)];
}

function loadedBy({ modules, generated }: ToolRecord): string {
  return JSON.stringify({ modules, generated } satisfies Loaded);
}

function started({ record, loaded, run }: Recorded, more: NodeJS.ProcessEnv | undefined): Held {
  const list = mkdtempSync(join(tmpdir(), "millrace-tool-"));
  const modules = join(list, "modules.json");
  writeFileSync(modules, loaded);
  const { MILLRACE_TOOL_RECORDS: _, ...env } = record.env;
  const [program, ...args] = commandOf(record);
  const child = spawn(program, args, {
    cwd: record.cwd,
    env: withInstalledRunners(list, { ...env, ...more, MILLRACE_TOOL_MODULES: modules }),
    stdio: ["pipe", "pipe", "pipe"],
  });
  // It ends with this process, whose end of its input closes then.
  child.unref();
  // One that is gone says so by its end.
  child.stdin.on("error", () => {});
  const end = toolEnd(child, run.lastWords);
  end.catch(() => {}).finally(() => rmSync(list, { recursive: true, force: true }));
  return { child, end };
}
