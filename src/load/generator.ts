// The load test's side of its generator, which is a process of its own, so that making records takes nothing of the region's thread, and
// what it costs is known.

import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { GroupReader, type RecordGroup } from "./generated-records.ts";

const script = fileURLToPath(new URL("generator-process.ts", import.meta.url));
/** A record is forgotten once it is written: there is little that is new at any time. In MiB. */
const nodeOptions = ["--disable-warning=ExperimentalWarning", "--max-semi-space-size=2"];

export interface GeneratorOptions {
  readonly ratePerSecond: number;
  /** How many records there are to be. */
  readonly total: number;
}

export class Generator {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #exited: Promise<unknown>;
  #take: (group: RecordGroup) => void;
  #processorSeconds: number | undefined;
  #isStopped = false;

  private constructor({ ratePerSecond, total }: GeneratorOptions, ready: () => void) {
    const args = [...nodeOptions, script, String(ratePerSecond), String(total)];
    this.#child = spawn(process.execPath, args, { stdio: ["pipe", "pipe", "inherit"] });
    this.#exited = once(this.#child, "exit");
    this.#take = ready;
    const reader = new GroupReader((group) => this.#take(group));
    this.#child.stdout.on("data", (piece: Buffer) => reader.push(piece));
    // Told to one that has gone meanwhile: its exit says so.
    this.#child.stdin.on("error", () => undefined);
  }

  /** Up and waiting to begin. Rejects if the process cannot be started. */
  static async open(options: GeneratorOptions): Promise<Generator> {
    const ready = Promise.withResolvers<void>();
    const generator = new Generator(options, ready.resolve);
    await Promise.race([ready.promise, generator.#exited.then(() => Promise.reject(endedEarly()))]);
    return generator;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Hands each group to `take` as it comes, and answers with the processor time of them all. Rejects if the process ends before its work does. */
  async run(take: (group: RecordGroup) => void): Promise<number> {
    this.#take = (group) => {
      if (group.records.length > 0) take(group);
      else this.#processorSeconds = group.dueMs / 1000;
    };
    this.#child.stdin.end("begin\n");
    await Promise.all([this.#exited, once(this.#child.stdout, "close")]);
    if (this.#processorSeconds === undefined && !this.#isStopped) throw endedEarly();
    return this.#processorSeconds ?? 0;
  }

  stop(): void {
    this.#isStopped = true;
    this.#child.kill();
  }
}

function endedEarly(): Error {
  return new Error("The process that generates the records has ended before its work did.");
}
