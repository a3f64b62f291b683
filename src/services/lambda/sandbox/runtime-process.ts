// One process of an environment: started within its confinement, stopped while it has nothing to do, and ended with all that came of it.

import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname } from "node:path";
import type { Duplex, Readable } from "node:stream";
import { confinement } from "./confinement.ts";
import type { ControlGroup } from "./control-groups.ts";
import { confinedScript, joiningScript, type LaunchFacts, plainScript } from "./launch-script.ts";
import { treeOf } from "./process-tree.ts";
import type { Sandboxes } from "./sandboxes.ts";

export interface Launch {
  /** What starts the command instead, with the command as its arguments. */
  readonly wrapper: string | undefined;
  readonly command: string;
  readonly args: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
  readonly codeRoot: string;
  /** Stands for /tmp. */
  readonly temporaryFolder: string;
  /** Stands for /opt. */
  readonly layerFolder: string | undefined;
  readonly limits: Pick<LaunchFacts, "memorySizeMb" | "storageMb" | "extensions">;
}

/** How a process ended. */
export interface ProcessEnd {
  readonly exitCode: number;
  /** As the system names it, such as SIGKILL. */
  readonly signal: string | undefined;
  /** The kernel ended it, or what came of it, for want of memory. */
  readonly isOutOfMemory?: boolean;
  /** Why it could not be started. */
  readonly problem?: string;
}

/** What a handler prints may be held by a process that has left its group; nobody waits for that. */
const outputGraceMs = 250;

export class RuntimeProcess {
  readonly output: readonly Readable[];
  /** The socket for frames. */
  readonly channel: Duplex;
  /** What our own bootstraps log. */
  readonly log: Readable;
  readonly #child: ChildProcess;
  readonly #sandboxes: Sandboxes;
  readonly #group: ControlGroup | undefined;
  #isStopped = false;
  #isOver = false;

  /** `ended` is called once, after the last of its output. */
  constructor(launch: Launch, sandboxes: Sandboxes, ended: (end: ProcessEnd) => void) {
    this.#sandboxes = sandboxes;
    this.#group = sandboxes.makeGroup(launch.limits.memorySizeMb);
    try {
      this.#child = started(launch, sandboxes, this.#group);
    } catch (problem) {
      sandboxes.releaseGroup(this.#group);
      throw problem;
    }
    const [, out, err, channel, log] = this.#child.stdio;
    this.output = [out as Readable, err as Readable];
    this.channel = channel as Duplex;
    this.log = log as Readable;
    // A process that has ended may leave a write unanswered; its end says all.
    for (const stream of [...this.output, this.channel, this.log]) stream.on("error", () => undefined);
    if (this.pid > 0) sandboxes.began(this.pid);
    this.#watchEnd(ended);
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Whether the region's process stays up for it. */
  hold(isHeld: boolean): void {
    const change = isHeld ? "ref" : "unref";
    this.#child[change]();
    for (const stream of [...this.output, this.channel, this.log])
      (stream as unknown as Record<typeof change, () => void>)[change]();
  }

  /** Nothing runs in it until it is woken. */
  stop(): void {
    if (this.#isOver || this.#isStopped) return;
    this.#isStopped = true;
    this.#signalGroup("SIGSTOP");
  }

  wake(): void {
    if (!this.#isStopped) return;
    this.#isStopped = false;
    this.#signalGroup("SIGCONT");
  }

  /** Asks it to end. */
  terminate(): void {
    if (this.#isOver) return;
    this.#signalGroup("SIGTERM");
    this.wake();
  }

  /** Ends it and all that came of it. */
  kill(): void {
    if (this.#isOver || this.pid === 0) return;
    // Those that have left the group are still its descendants, unless the one between has ended.
    const left = confinement().unshare.length > 0 ? [] : treeOf(this.pid).slice(1);
    this.#signalGroup("SIGKILL");
    for (const pid of left) signal(pid, "SIGKILL");
  }

  #signalGroup(name: NodeJS.Signals): void {
    if (this.pid > 0) signal(-this.pid, name);
  }

  #watchEnd(ended: (end: ProcessEnd) => void): void {
    let end: ProcessEnd | undefined;
    let grace: NodeJS.Timeout | undefined;
    const finish = () => {
      if (this.#isOver) return;
      this.#isOver = true;
      clearTimeout(grace);
      for (const stream of [...this.output, this.channel, this.log]) stream.destroy();
      this.#sandboxes.releaseGroup(this.#group);
      ended(end ?? { exitCode: 1, signal: undefined });
    };
    this.#child.on("error", (error) => {
      end ??= { exitCode: 1, signal: undefined, problem: error.message };
      if (this.pid === 0) finish();
    });
    this.#child.on("exit", (code, name) => {
      end ??= { ...endOf(code, name), isOutOfMemory: this.#group?.wasOutOfMemory === true };
      this.#signalGroup("SIGKILL");
      this.#sandboxes.ended(this.pid);
      if (!this.#isOver) grace = setTimeout(finish, outputGraceMs);
    });
    this.#child.on("close", finish);
  }
}

/** Which folders an environment of this code has for its own. Code in /tmp may look for its packages in the folders above it. */
export function hasOwnFolders(codeRoot: string): { readonly tmp: boolean; readonly opt: boolean } {
  const opt = confinement().unshare.length > 0;
  return { opt, tmp: opt && !codeRoot.startsWith("/tmp/") };
}

/** Where programs and libraries are found: what is a function's own is not to come into what confines it. */
const places = /^(?:PATH|LD_\w+|DYLD_\w+)$/;

function variablesOf({ variables }: Launch, arePlaces: boolean): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(variables).filter(([name]) => places.test(name) === arePlaces));
}

/** Throws what no process can be given. */
function started(launch: Launch, sandboxes: Sandboxes, group: ControlGroup | undefined): ChildProcess {
  const inGroups = group === undefined ? [] : ["sh", "-c", joiningScript, "sh", ...group.folders, "--"];
  const [command = "", ...args] = [...inGroups, ...commandOf(launch, sandboxes)];
  return spawn(command, args, {
    cwd: existsSync(launch.codeRoot) ? launch.codeRoot : "/",
    env: { ...variablesOf(launch, false), PATH: process.env.PATH ?? "" },
    stdio: ["ignore", "pipe", "pipe", "pipe", "pipe"],
    detached: true,
  });
}

function commandOf(launch: Launch, sandboxes: Sandboxes): readonly string[] {
  const { unshare, drop, readOnly, processLimit } = confinement();
  const wrapper = launch.wrapper === undefined ? [] : [launch.wrapper];
  const variables = Object.entries(variablesOf(launch, true)).map(([name, value]) => `${name}=${value}`);
  const command = [...variables, "--", ...wrapper, launch.command, ...launch.args];
  const limits = { ...launch.limits, drop, readOnly, processLimit };
  if (unshare.length === 0) return ["sh", "-c", plainScript(limits), "sh", ...command];
  const tmp = hasOwnFolders(launch.codeRoot).tmp ? launch.temporaryFolder : "";
  const needed = [sandboxes.programFolder, dirname(sandboxes.programs.node), dirname(launch.command)];
  const visible = new Set(needed.filter((folder) => folder.startsWith("/tmp/")));
  return [
    ...unshare,
    ...["sh", "-c", confinedScript(limits), "sh"],
    ...[tmp, launch.layerFolder ?? "", launch.codeRoot, ...visible, "--"],
    ...command,
  ];
}

/** The shell between tells a signal as 128 and its number; so these are those that end a runtime. */
const signals: Readonly<Record<number, string>> = {
  132: "SIGILL",
  133: "SIGTRAP",
  134: "SIGABRT",
  135: "SIGBUS",
  136: "SIGFPE",
  137: "SIGKILL",
  139: "SIGSEGV",
  143: "SIGTERM",
  153: "SIGXFSZ",
};

function endOf(code: number | null, name: string | null): ProcessEnd {
  const exitCode = code ?? 1;
  return { exitCode, signal: name ?? signals[exitCode] };
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended.
  }
}
