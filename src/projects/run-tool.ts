// Runs a project's own tool (its framework, its CDK) and keeps what it says.

import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { ProjectProblem } from "./project.ts";

export interface ToolRun {
  readonly folder: string;
  readonly program: string;
  readonly args: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
}

/** Resolves once the tool has ended well. Rejects with ProjectProblem, which holds what it said. */
export async function runTool(
  { folder, program, args, environment }: ToolRun,
  purpose: string,
): Promise<void> {
  const { code, output } = await new Promise<{ code: number | null; output: string }>((resolve, reject) => {
    const child = spawn(program, args, { cwd: folder, env: environment, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        output += text;
      });
    }
    child.on("error", (cause) =>
      reject(
        new ProjectProblem(
          `${program} cannot be run: ${cause.message}`,
          "install the project's packages first",
        ),
      ),
    );
    child.on("close", (code) => resolve({ code, output }));
  });
  if (code === 0) return;
  throw new ProjectProblem(`${purpose}:\n${withoutStacks(output).trim()}`, `${program} ${args.join(" ")}`);
}

/** The tool's stacks tell of its own code, not of the user's files. */
function withoutStacks(output: string): string {
  return output.replaceAll(/^ +at .*(\n|$)/gm, "");
}

/** A program that the project has installed, or a folder above it, as `npx` would find it. */
export function installedProgram(folder: string, names: readonly string[]): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const found = names
      .map((name) => join(at, "node_modules", ".bin", name))
      .find((path) => existsSync(path));
    if (found !== undefined) return found;
    if (dirname(at) === at) return undefined;
  }
}
