// The writing thread's look at what the region's thread does: work that is the same look after look is marked, and not any
// more once it is over.

import { type Lane, lanes, type WatchedMemory } from "./turn-watch.ts";

export const watchEveryMs = 100;
/** After so many looks at the same work it is marked. To take up an execution again is more than one turn. */
const looksBeforeMark: Readonly<Record<Lane, number>> = { live: 5, replay: 10 };

export interface Marks {
  mark(execution: number): void;
  unmark(execution: number): void;
}

export class TurnWatchdog {
  readonly #lanes: readonly WatchedLane[];

  constructor(memory: WatchedMemory, marks: Marks) {
    this.#lanes = lanes.map(
      (lane, at) => new WatchedLane(memory, at, { marks, patience: looksBeforeMark[lane] }),
    );
  }

  look(): void {
    for (const lane of this.#lanes) lane.look();
  }

  /** The process ends of its own will: nothing is left to be blamed. */
  close(): void {
    for (const lane of this.#lanes) lane.unmark();
  }
}

interface Watching {
  readonly marks: Marks;
  readonly patience: number;
}

class WatchedLane {
  readonly #memory: WatchedMemory;
  readonly #at: number;
  readonly #watching: Watching;
  #work = 0;
  #looks = 0;
  #marked: number | undefined = undefined;

  constructor(memory: WatchedMemory, at: number, watching: Watching) {
    this.#memory = memory;
    this.#at = at;
    this.#watching = watching;
  }

  look(): void {
    const { works, executions } = this.#memory;
    const work = Atomics.load(works, this.#at);
    if (work !== this.#work) {
      this.unmark();
      this.#work = work;
      this.#looks = 0;
      return;
    }
    this.#looks += 1;
    if (work !== 0 && this.#looks === this.#watching.patience) this.#mark(executions[this.#at] ?? 0);
  }

  unmark(): void {
    if (this.#marked !== undefined) this.#watching.marks.unmark(this.#marked);
    this.#marked = undefined;
  }

  #mark(execution: number): void {
    this.#marked = execution;
    this.#watching.marks.mark(execution);
  }
}
