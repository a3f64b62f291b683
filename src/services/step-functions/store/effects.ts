// What waits for rows to be on disk, in the order of the rows. A commit may let thousands of executions go on: they do so in
// portions, between which others have their turn.

import { guarded } from "../../../aws/unexpected.ts";
import { slice } from "../../../engine/slice.ts";

/** What each of them sets off in promises comes after the portion, and no clock sees it there. */
const portion = 64;
/** After so many the clock is looked at: a look costs as much as a tenth of a turn. */
const betweenLooks = 8;

export class Effects {
  #due: (() => void)[] = [];
  #isScheduled = false;

  /** Does some at once and the others later, all of them after those that were due before. */
  add(effects: readonly (() => void)[]): void {
    for (const effect of effects) this.#due.push(effect);
    if (!this.#isScheduled && this.areDue) this.#do();
  }

  get areDue(): boolean {
    return this.#due.length > 0;
  }

  readonly #do = (): void => {
    this.#isScheduled = true;
    const due = this.#due;
    let done = 0;
    do guarded("what waited for a commit", due[done++] as () => void);
    while (done < due.length && done < portion && (done % betweenLooks !== 0 || !slice.isOver()));
    this.#due = done < due.length ? due.slice(done) : [];
    this.#isScheduled = this.#due.length > 0;
    if (this.#isScheduled) setImmediate(this.#do);
  };
}
