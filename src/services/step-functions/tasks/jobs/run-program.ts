// Runs the program that stands for a job: a command of the user's as a child process, or a function of a module of theirs. A
// program gets the request as JSON on its standard input (a function as its first argument) and says how it went by its end.

import { spawn } from "node:child_process";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { type JsonObject, objectOrEmpty } from "../../../../aws/json.ts";
import { jsonObjectOrUndefined } from "../../../../aws/json-text.ts";
import type { Clock, Timer } from "../../../../time/clock.ts";

export type JobProgram =
  | { readonly type: "command"; readonly command: readonly [string, ...string[]] }
  | { readonly type: "module"; readonly module: string; readonly exportName: string };

export interface ProgramCall {
  readonly request: JsonObject;
  readonly jobName: string;
  readonly runId: string;
  /** Where the command runs, and where the module is found. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Appended to the command. */
  readonly commandLine: readonly string[];
  readonly signal: AbortSignal;
  readonly clock: Clock;
  onLine(line: string): void;
}

export interface ProgramEnd {
  readonly exitCode: number | undefined;
  /** Undefined if all went well. */
  readonly problem: string | undefined;
  /** What it printed, as far as it is kept. */
  readonly output: string;
  /** The JSON object that a function returned, or that the last line of a command's output is. */
  readonly answer: JsonObject;
}

/** Of the output no more is kept than a Task could show. */
const mostOutputCharacters = 256 * 1024;
const killAfterMs = 5000;

export function runProgram(program: JobProgram, call: ProgramCall): Promise<ProgramEnd> {
  return program.type === "command" ? runCommand(program.command, call) : runModule(program, call);
}

function runCommand(command: readonly [string, ...string[]], call: ProgramCall): Promise<ProgramEnd> {
  const [file, ...fixed] = command;
  const { folder, signal, clock } = call;
  return new Promise((done) => {
    // A group of its own, so that what the command started ends with it.
    const child = spawn(file, [...fixed, ...call.commandLine], {
      cwd: folder,
      env: { ...process.env, ...call.environment },
      stdio: ["pipe", "pipe", "pipe"],
      detached: true,
    });
    const output = new KeptLines(call.onLine);
    const errors = new KeptLines(call.onLine);
    child.stdout.setEncoding("utf8").on("data", (text: string) => output.add(text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => errors.add(text));
    // A command need not read its input.
    child.stdin.on("error", () => undefined);
    child.stdin.end(JSON.stringify(call.request));
    let killing: Timer | undefined;
    const stop = () => {
      killing ??= endGroup(child.pid, clock);
    };
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
    const end = (exitCode: number | undefined, problem: string | undefined) => {
      signal.removeEventListener("abort", stop);
      killing?.cancel();
      done({ exitCode, problem, output: output.text, answer: jsonLine(output.lastLine) });
    };
    child.on("error", (error) => end(undefined, `The command ${file} cannot be run: ${error.message}`));
    child.on("close", (code, killedBy) => {
      if (code === 0) return end(0, undefined);
      const how = code === null ? `was ended by ${killedBy}` : `exited with code ${code}`;
      end(code ?? undefined, errors.lastLine || `The command ${file} ${how}`);
    });
  });
}

/** Asks the group to end, and kills it if it has not done so in time. */
function endGroup(pid: number | undefined, clock: Clock): Timer | undefined {
  if (pid === undefined) return undefined;
  const send = (name: NodeJS.Signals) => {
    try {
      process.kill(-pid, name);
    } catch {
      // The group has ended.
    }
  };
  send("SIGTERM");
  return clock.setTimer(killAfterMs, () => send("SIGKILL"));
}

/** What a program printed, from the beginning as far as it is kept, and its last line in any case. */
class KeptLines {
  text = "";
  lastLine = "";
  #rest = "";
  readonly #onLine: (line: string) => void;

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  add(text: string): void {
    if (this.text.length < mostOutputCharacters)
      this.text = (this.text + text).slice(0, mostOutputCharacters);
    const lines = (this.#rest + text).split("\n");
    this.#rest = (lines.pop() ?? "").slice(0, mostOutputCharacters);
    for (const line of lines) this.#onLine(line);
    this.lastLine = [this.lastLine, ...lines, this.#rest].findLast((line) => line.trim() !== "") ?? "";
  }
}

function jsonLine(line: string): JsonObject {
  return jsonObjectOrUndefined(line) ?? {};
}

type JobFunction = (
  request: JsonObject,
  context: { readonly jobName: string; readonly runId: string; readonly signal: AbortSignal },
) => unknown;

async function runModule(
  { module, exportName }: Extract<JobProgram, { readonly type: "module" }>,
  { request, jobName, runId, folder, signal }: ProgramCall,
): Promise<ProgramEnd> {
  const end = (problem: string | undefined, answer: JsonObject = {}) => ({
    exitCode: problem === undefined ? 0 : 1,
    problem,
    output: "",
    answer,
  });
  try {
    const exports = (await import(pathToFileURL(resolve(folder, module)).href)) as Record<string, unknown>;
    const run = exports[exportName];
    if (typeof run !== "function") return end(`The module ${module} exports no function '${exportName}'`);
    const answer = await Promise.race([
      (run as JobFunction)(request, { jobName, runId, signal }),
      aborted(signal),
    ]);
    return end(undefined, objectOrEmpty(answer));
  } catch (error) {
    return end(error instanceof Error ? error.message : String(error));
  }
}

/** A function that does not look at the signal goes on, but nobody waits for it. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const stopped = () => reject(new Error("The job was stopped"));
    if (signal.aborted) stopped();
    else signal.addEventListener("abort", stopped, { once: true });
  });
}
