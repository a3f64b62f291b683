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
/** Of the region's time that is spent on looking at an environment; one of a thousand processes takes long to look at. */
const mostOfTime = 0.1;

export class MemoryWatch {
  /** With the time before which it is not looked at again. */
  readonly #watched = new Map<Watched, number>();
  #timer: NodeJS.Timeout | undefined;

  add(watched: Watched): void {
    this.#watched.set(watched, 0);
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
    for (const [watched, notBefore] of this.#watched) {
      const startedAt = performance.now();
      if (startedAt < notBefore) continue;
      const use = measureTree(watched.pid);
      const endedAt = performance.now();
      this.#watched.set(watched, endedAt + (endedAt - startedAt) / mostOfTime);
      if (use === undefined) continue;
      watched.used(use);
      if (use.privateBytes > watched.memorySizeMb * 2 ** 20) watched.exceeded("memory");
      else if (use.processes > mostProcesses) watched.exceeded("processes");
    }
  }
}
