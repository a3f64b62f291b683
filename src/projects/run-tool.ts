// Runs a project's own tool (its framework, its CDK) and keeps what it says.

import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { ProjectProblem } from "./project.ts";
import { hintOf } from "./tool-hints.ts";

export interface ToolRun {
  readonly folder: string;
  /** A program, or a line for the shell if there are no `args`. */
  readonly program: string;
  readonly args?: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  /** What it prints last where it fails: a tool that has not ended a moment after is ended. */
  readonly lastWords?: RegExp;
}

const endingMs = 2_000;

/** Resolves with its process id once the tool has ended well. Rejects with ProjectProblem, which holds what it said. */
export async function runTool(
  { folder, program, args, environment, lastWords }: ToolRun,
  purpose: string,
): Promise<number | undefined> {
  const child = spawn(program, args ?? [], {
    cwd: folder,
    env: withOwnPrograms(folder, environment),
    stdio: ["ignore", "pipe", "pipe"],
    shell: args === undefined,
  });
  const { code, output } = await toolEnd(child, lastWords).catch((cause: Error) => {
    throw new ProjectProblem(
      `${program} cannot be run: ${cause.message}`,
      "install the project's packages first",
    );
  });
  if (code === 0) return child.pid;
  const hint = hintOf(output, folder) ?? [program, ...(args ?? [])].join(" ");
  throw new ProjectProblem(`${purpose}:\n${withoutStacks(output).trim()}`, hint);
}

export interface ToolEnd {
  readonly code: number | null;
  /** What it said, on both of its outputs. */
  readonly output: string;
}

/** Resolves once it has ended; one that has said its last words is helped to. Rejects for a program that cannot be run. */
export function toolEnd(child: ChildProcess, lastWords: RegExp | undefined): Promise<ToolEnd> {
  return new Promise((resolve, reject) => {
    let output = "";
    let ending: NodeJS.Timeout | undefined;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => {
        output += text;
        clearTimeout(ending);
        if (lastWords?.test(output) === true) ending = setTimeout(() => child.kill(), endingMs);
      });
    }
    child.on("error", reject);
    child.on("close", (code) => {
      clearTimeout(ending);
      resolve({ code, output });
    });
  });
}

/** The tool's stacks tell of its own code, not of the user's files; `at 'functions.take'` is a place in these. */
export function withoutStacks(output: string): string {
  return output.replaceAll(/^ +at (?!').*(\n|$)/gm, "");
}

/** A program that the project has installed, or a folder above it, as `npx` would find it; else the user's own, on the path. */
export function installedProgram(
  folder: string,
  names: readonly string[],
  environment: NodeJS.ProcessEnv,
): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const found = programIn(join(at, "node_modules", ".bin"), names);
    if (found !== undefined) return found;
    if (dirname(at) === at) break;
  }
  for (const place of (environment.PATH ?? "").split(delimiter)) {
    const found = place === "" ? undefined : programIn(place, names);
    if (found !== undefined) return found;
  }
  return undefined;
}

function programIn(place: string, names: readonly string[]): string | undefined {
  return names.map((name) => join(place, name)).find((path) => existsSync(path));
}

/** Python's virtual environment of the folder, as if it had been activated. */
function withOwnPrograms(folder: string, environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const home = [".venv", "venv"]
    .map((name) => join(folder, name))
    .find((path) => existsSync(join(path, "pyvenv.cfg")));
  if (home === undefined) return environment;
  const PATH = [join(home, "bin"), environment.PATH].filter((each) => each !== undefined).join(delimiter);
  return { ...environment, VIRTUAL_ENV: home, PATH };
}
