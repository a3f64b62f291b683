// Loaded first into the processes of a project's tool. A run that is recorded tells what it was started as and which modules it loaded.
// One that is held loads these before it is wanted, which is most of what a tool does, and waits: its first byte of input lets it run,
// and the end of its input ends it. Whatever the project itself wrote is read only then.

import { existsSync, readFileSync, readSync, realpathSync, writeFileSync } from "node:fs";
import Module, { createRequire } from "node:module";
import { dirname, extname, join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { isMainThread } from "node:worker_threads";

/** A module that the tool makes of a text, such as the validator that Serverless generates, which has eight million characters. */
export interface GeneratedModule {
  /** There is no such file. */
  readonly path: string;
  readonly text: string;
}

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
  readonly generated: readonly GeneratedModule[];
}

/** What a held process is to load. */
export type Loaded = Pick<ToolRecord, "modules" | "generated">;

interface Compiling {
  readonly filename: string | null;
  exports: unknown;
  paths: string[];
  _compile(text: string, path: string): unknown;
}

type ModuleClass = {
  readonly prototype: Compiling;
  new (path: string): Compiling & { filename: string };
  _nodeModulePaths(folder: string): string[];
};

const { prototype } = Module as unknown as ModuleClass;
const compile = prototype._compile;

/** A shorter text is compiled in no time. */
const leastCharacters = 100_000;

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
  const generated: GeneratedModule[] = [];
  prototype._compile = function (text, path) {
    if (text.length >= leastCharacters && !existsSync(path)) generated.push({ path, text });
    return compile.call(this, text, path);
  };
  process.on("exit", () => {
    const loaded = Object.keys(createRequire(join(cwd, "any.js")).cache);
    const modules = loaded.filter((path) => path !== main && path.includes("node_modules"));
    const told: ToolRecord = { pid, execPath, execArgv, argv, cwd, env, modules, generated };
    try {
      writeFileSync(join(folder, `${pid}.json`), JSON.stringify(told));
    } catch {
      // Whoever wanted it has gone.
    }
  });
}

function hold(list: string): void {
  const require = createRequire(join(process.cwd(), "any.js"));
  const { modules, generated } = JSON.parse(readFileSync(list, "utf8")) as Loaded;
  for (const path of modules.filter((each) => loadable.has(extname(each)))) {
    try {
      require(path);
    } catch {
      // It is loaded again where it is wanted, and fails there if it must.
    }
  }
  compileBefore(generated);
  if (!isWanted()) process.exit();
}

/** Whoever makes a module of the same text has it made already, once. */
function compileBefore(generated: readonly GeneratedModule[]): void {
  const made = new Map(generated.map((each) => [each.path, { ...each, module: compiled(each) }]));
  prototype._compile = function (text, path) {
    const before = made.get(path);
    if (before?.module === undefined || before.text !== text) return compile.call(this, text, path);
    made.delete(path);
    this.exports = before.module.exports;
    return undefined;
  };
}

/** With all of its functions, which V8 would compile when they are called. */
function compiled({ path, text }: GeneratedModule): Compiling | undefined {
  const Made = Module as unknown as ModuleClass;
  const module = new Made(path);
  module.filename = path;
  module.paths = Made._nodeModulePaths(dirname(path));
  setFlagsFromString("--no-lazy");
  try {
    module._compile(text, path);
    return module;
  } catch {
    return undefined;
  } finally {
    setFlagsFromString("--lazy");
  }
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
