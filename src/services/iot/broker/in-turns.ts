// What is done for hundreds of clients at once, in its order, but for some of them in each turn of the event loop: whoever else waits
// has a turn in between. Nobody waits longer who is alone.

import { guarded } from "../../../aws/unexpected.ts";

const mostOfTurn = 50;

export class InTurns {
  readonly #where: string;
  #waiting: (() => void)[] = [];
  #done = 0;
  #isScheduled = false;
  #isRunning = false;

  /** `where` says what is being done, where one of it throws. */
  constructor(where: string) {
    this.#where = where;
  }

  /** Now, if this turn has room for it. What the work itself asks for is part of it. */
  run(work: () => void): void {
    if (this.#isRunning) {
      work();
      return;
    }
    if (this.#waiting.length > 0 || this.#done >= mostOfTurn) this.#waiting.push(work);
    else this.#do([work]);
    this.#schedule();
  }

  #do(works: readonly (() => void)[]): void {
    this.#isRunning = true;
    this.#done += works.length;
    for (const work of works) guarded(this.#where, work);
    this.#isRunning = false;
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      this.#done = 0;
      const works = this.#waiting.splice(0, mostOfTurn);
      if (works.length > 0) this.#schedule();
      this.#do(works);
    });
  }
}
