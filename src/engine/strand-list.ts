// Strands of a Map or a Parallel: those that run side by side, in the order in which they began. Most end before the next
// one begins, and then are the last of an array: a Set would have to give each of them a hash, which costs as much as a
// state (measured: 40 % of a Map of Pass states).

import type { Strand } from "./strand.ts";

export class StrandList {
  #strands: Strand[] = [];

  get size(): number {
    return this.#strands.length;
  }

  add(strand: Strand): void {
    this.#strands.push(strand);
  }

  delete(strand: Strand): void {
    if (this.#strands.at(-1) === strand) this.#strands.pop();
    else {
      const at = this.#strands.indexOf(strand);
      if (at >= 0) this.#strands.splice(at, 1);
    }
  }

  /** Hands out all of them and keeps none. */
  takeAll(): readonly Strand[] {
    const strands = this.#strands;
    this.#strands = [];
    return strands;
  }
}
