// Runs the command as a user does: a process of its own, its output as text.

import { type ChildProcess, spawn } from "node:child_process";
import { join, resolve } from "node:path";

export const projectRoot = resolve(import.meta.dirname, "../..");

export interface Finished {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** What of it is more than a note of how things go on. */
  readonly complaints: string;
}

const note =
  /^(?:millrace: \S+, an? .* …|accepted, and without an effect on one machine: .*|reloaded .*|stopping …)\n/gm;

export interface Running {
  readonly child: ChildProcess;
  /** Resolves with the output so far once it holds a match; rejects if the command ends before. */
  untilPrinted(pattern: RegExp): Promise<string>;
  /** The same of what it says on stderr. */
  untilComplained(pattern: RegExp): Promise<string>;
  readonly finished: Promise<Finished>;
}

export function runCommand(...args: readonly string[]): Running {
  return runCommandIn(projectRoot, ...args);
}

export function runCommandIn(cwd: string, ...args: readonly string[]): Running {
  return runProgramIn(cwd, join(projectRoot, "bin", "millrace.js"), ...args);
}

/** `program` is the command's own file, in this project or where it is installed. */
export function runProgramIn(cwd: string, program: string, ...args: readonly string[]): Running {
  return runProgramWith(process.env, cwd, program, ...args);
}

/** The same in an environment of its own. */
export function runProgramWith(
  env: NodeJS.ProcessEnv,
  cwd: string,
  program: string,
  ...args: readonly string[]
): Running {
  const child = spawn(process.execPath, [program, ...args], {
    cwd,
    env: { ...env, NODE_OPTIONS: "--disable-warning=ExperimentalWarning", CI: "true" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  const watchers = new Set<() => void>();
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
    for (const watcher of watchers) watcher();
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
    for (const watcher of watchers) watcher();
  });
  const finished = new Promise<Finished>((settle) => {
    child.on("close", (exitCode) =>
      settle({ exitCode, stdout, stderr, complaints: stderr.replaceAll(note, "") }),
    );
  });
  const until = (read: () => string, pattern: RegExp) =>
    new Promise<string>((settle, reject) => {
      const watcher = () => {
        if (!pattern.test(read())) return;
        watchers.delete(watcher);
        settle(read());
      };
      watchers.add(watcher);
      void finished.then((end) => reject(new Error(`ended before ${pattern}: ${end.stdout}${end.stderr}`)));
      watcher();
    });
  const untilPrinted = (pattern: RegExp) => until(() => stdout, pattern);
  const untilComplained = (pattern: RegExp) => until(() => stderr, pattern);
  return { child, untilPrinted, untilComplained, finished };
}
