// Looks at what the environments that are at work take of the machine, and ends those that take more than they may.

import { reportUnexpected } from "../../../aws/unexpected.ts";
import { inSlices } from "../../../time/time-slice.ts";
import { mostProcesses } from "./control-groups.ts";
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
    const now = performance.now();
    for (const [watched, notBefore] of this.#watched) {
      if (now < notBefore) continue;
      // Not again before this look is over.
      this.#watched.set(watched, Number.POSITIVE_INFINITY);
      this.#lookAt(watched).catch((fault: unknown) => reportUnexpected("the watch over memory", fault));
    }
  }

  /** Others have their turn meanwhile: to count a thousand processes takes long. */
  async #lookAt(watched: Watched): Promise<void> {
    const startedAt = performance.now();
    const use = await inSlices(measureTree(watched.pid));
    if (!this.#watched.has(watched)) return;
    const endedAt = performance.now();
    this.#watched.set(watched, endedAt + (endedAt - startedAt) / mostOfTime);
    if (use === undefined) return;
    watched.used(use);
    if (use.privateBytes + use.sharedBytes > watched.memorySizeMb * 2 ** 20) watched.exceeded("memory");
    else if (use.processes > mostProcesses) watched.exceeded("processes");
  }
}
