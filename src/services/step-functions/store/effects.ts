// What waits for rows to be on disk, in the order of the rows. A commit may let thousands of executions go on: they do so in
// portions, between which others have their turn.

import { reportUnexpected } from "../../../aws/unexpected.ts";
import { slice } from "../../../engine/slice.ts";

/** So many at once. What they set off in promises comes next, and then the clock is looked at, which so has seen that as well. */
const atOnce = 32;
/** So long is a portion. Turns of the event loop that are shorter would cost executions that do little a tenth. */
const portionMs = 1;

/** After it come the microtasks that are waiting. */
const resolved = Promise.resolve();

/** What waits, where a closure would be one for each turn. */
export interface Committed {
  onDisk(): void;
}

export type Effect = (() => void) | Committed;

export class Effects {
  /** List by list, as they were given. */
  readonly #due: (readonly Effect[])[] = [];
  /** How many of the first list are done. */
  #done = 0;
  #isAtWork = false;
  #portionEnds = 0;

  /** Does some at once and the others later, all of them after those that were due before. The list is theirs from now on. */
  add(effects: readonly Effect[]): void {
    if (effects.length > 0) this.#due.push(effects);
    if (!this.#isAtWork && this.areDue) this.#beginPortion();
  }

  get areDue(): boolean {
    return this.#due.length > 0;
  }

  readonly #beginPortion = (): void => {
    this.#isAtWork = true;
    this.#portionEnds = performance.now() + portionMs;
    this.#do();
  };

  #do(): void {
    for (let done = 0; done < atOnce && this.areDue; done++) doGuarded(this.#next());
    this.#isAtWork = this.areDue;
    if (this.#isAtWork) void resolved.then(this.#goOn);
  }

  readonly #goOn = (): void => {
    if (performance.now() < this.#portionEnds && !slice.isOver()) this.#do();
    else setImmediate(this.#beginPortion);
  };

  #next(): Effect {
    const first = this.#due[0] as readonly Effect[];
    const effect = first[this.#done++] as Effect;
    if (this.#done === first.length) {
      this.#due.shift();
      this.#done = 0;
    }
    return effect;
  }
}

function doGuarded(effect: Effect): void {
  try {
    if (typeof effect === "function") effect();
    else effect.onDisk();
  } catch (thrown) {
    reportUnexpected("what waited for a commit", thrown);
  }
}
