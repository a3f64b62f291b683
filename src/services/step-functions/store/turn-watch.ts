// Which execution's turn is being run, seen by the writing thread: one that does not end is written down while it still goes
// on. A process that dies of it, or has to be killed, does not begin with it again. Telling costs three writes into shared memory.

/** `live` is what happens now; `replay`, an execution that is being taken up again. Both can be under way. */
export const lanes = ["live", "replay"] as const;
export type Lane = (typeof lanes)[number];

/** The kind of the documents that name executions by the store's number. */
export const unfinishedTurns = "unfinished turn";

export interface WatchedMemory {
  /** For each lane the number of the work that goes on there; 0 for none. */
  readonly works: Int32Array;
  /** For each lane the execution whose work that is. */
  readonly executions: Float64Array;
}

/** An Int32Array holds no more. */
const mostWorks = 0x7fffffff;

export class TurnWatch {
  readonly #works = new Int32Array(new SharedArrayBuffer(4 * lanes.length));
  readonly #executions = new Float64Array(new SharedArrayBuffer(8 * lanes.length));
  readonly memory: WatchedMemory = { works: this.#works, executions: this.#executions };
  #work = 0;

  /**
   * Atomic writes would wait for all that was written before, far away in memory. That these are seen a little later is no harm: who
   * looks acts on what stands there look after look.
   */
  begin(execution: number, lane: Lane = "live"): void {
    const at = lane === "live" ? 0 : 1;
    this.#work = this.#work === mostWorks ? 1 : this.#work + 1;
    this.#executions[at] = execution;
    this.#works[at] = this.#work;
  }

  end(lane: Lane = "live"): void {
    this.#works[lane === "live" ? 0 : 1] = 0;
  }
}
