// What waits for rows to be on disk, in the order of the rows. A commit may let thousands of executions go on: they do so in
// portions, between which others have their turn.

import { guarded } from "../../../aws/unexpected.ts";
import { slice } from "../../../engine/slice.ts";

/** What each of them sets off in promises comes after the portion, and no clock sees it there. */
const portion = 64;
/** After so many the clock is looked at: a look costs as much as a tenth of a turn. */
const betweenLooks = 8;

export class Effects {
  /** List by list, as they were given. */
  readonly #due: (readonly (() => void)[])[] = [];
  /** How many of the first list are done. */
  #done = 0;
  #isScheduled = false;

  /** Does some at once and the others later, all of them after those that were due before. The list is theirs from now on. */
  add(effects: readonly (() => void)[]): void {
    if (effects.length > 0) this.#due.push(effects);
    if (!this.#isScheduled && this.areDue) this.#do();
  }

  get areDue(): boolean {
    return this.#due.length > 0;
  }

  readonly #do = (): void => {
    this.#isScheduled = true;
    let done = 0;
    do guarded("what waited for a commit", this.#next());
    while (this.areDue && ++done < portion && (done % betweenLooks !== 0 || !slice.isOver()));
    this.#isScheduled = this.areDue;
    if (this.#isScheduled) setImmediate(this.#do);
  };

  #next(): () => void {
    const first = this.#due[0] as readonly (() => void)[];
    const effect = first[this.#done++] as () => void;
    if (this.#done === first.length) {
      this.#due.shift();
      this.#done = 0;
    }
    return effect;
  }
}
