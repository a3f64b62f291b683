// Loaded first into the processes of a project's tool. A run that is recorded tells what it was started as and which modules it loaded.
// One that is held loads these before it is wanted, which is most of what a tool does, and waits: its first byte of input lets it run,
// and the end of its input ends it. Whatever the project itself wrote is read only then.

import { existsSync, readFileSync, readSync, realpathSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { extname, join } from "node:path";
import { isMainThread } from "node:worker_threads";

/** As one process tells it. */
export interface ToolRecord {
  readonly pid: number;
  readonly execPath: string;
  readonly execArgv: readonly string[];
  readonly argv: readonly string[];
  readonly cwd: string;
  /** That it was started in. */
  readonly env: NodeJS.ProcessEnv;
  /** Paths of packages' modules, in the order in which they began to load. */
  readonly modules: readonly string[];
}

const loadable = new Set([".js", ".cjs", ".json"]);
const pauseMs = 10;

function record(folder: string): void {
  const { pid, execPath } = process;
  // Copies: a runner such as ts-node writes what its own children are to be started with over its own.
  const [execArgv, argv, env] = [[...process.execArgv], [...process.argv], { ...process.env }];
  const cwd = process.cwd();
  const [, program = ""] = argv;
  // A program of `node_modules/.bin` is a link to the module that is loaded.
  const main = existsSync(program) ? realpathSync(program) : program;
  process.on("exit", () => {
    const loaded = Object.keys(createRequire(join(cwd, "any.js")).cache);
    const modules = loaded.filter((path) => path !== main && path.includes("node_modules"));
    const told: ToolRecord = { pid, execPath, execArgv, argv, cwd, env, modules };
    try {
      writeFileSync(join(folder, `${pid}.json`), JSON.stringify(told));
    } catch {
      // Whoever wanted it has gone.
    }
  });
}

function hold(list: string): void {
  const require = createRequire(join(process.cwd(), "any.js"));
  const modules = JSON.parse(readFileSync(list, "utf8")) as readonly string[];
  for (const path of modules.filter((each) => loadable.has(extname(each)))) {
    try {
      require(path);
    } catch {
      // It is loaded again where it is wanted, and fails there if it must.
    }
  }
  if (!isWanted()) process.exit();
}

/** Waits. Nothing else can happen in the process meanwhile. */
function isWanted(): boolean {
  for (;;) {
    try {
      return readSync(0, Buffer.alloc(1)) > 0;
    } catch (problem) {
      if ((problem as NodeJS.ErrnoException).code !== "EAGAIN") return false;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pauseMs);
    }
  }
}

const { MILLRACE_TOOL_RECORDS: records, MILLRACE_TOOL_MODULES: modules } = process.env;
// What the tool itself starts is not held.
delete process.env.MILLRACE_TOOL_MODULES;
if (isMainThread && modules !== undefined) hold(modules);
else if (isMainThread && records !== undefined) record(records);
