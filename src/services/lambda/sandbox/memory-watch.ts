// Looks at what the environments that are at work take of the machine, and ends those that take more than they may.

import { mostProcesses } from "./launch-script.ts";
import { measureTree, type TreeUse } from "./process-tree.ts";

export interface Watched {
  readonly pid: number;
  readonly memorySizeMb: number;
  used(use: TreeUse): void;
  /** More than its memory, or more processes than it may have. */
  exceeded(what: "memory" | "processes"): void;
}

const lookMs = 100;

export class MemoryWatch {
  readonly #watched = new Set<Watched>();
  #timer: NodeJS.Timeout | undefined;

  add(watched: Watched): void {
    this.#watched.add(watched);
    this.#timer ??= setInterval(() => this.#look(), lookMs).unref();
  }

  delete(watched: Watched): void {
    this.#watched.delete(watched);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #look(): void {
    for (const watched of this.#watched) {
      const use = measureTree(watched.pid);
      if (use === undefined) continue;
      watched.used(use);
      if (use.privateBytes > watched.memorySizeMb * 2 ** 20) watched.exceeded("memory");
      else if (use.processes > mostProcesses) watched.exceeded("processes");
    }
  }
}
