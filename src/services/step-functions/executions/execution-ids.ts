// Ids that look like UUIDs and never come twice: a random start and a counter, at a tenth of a UUID's cost. Those that follow
// each other lie side by side in an index on disk.

import { randomBytes } from "node:crypto";

export class ExecutionIds {
  readonly #prefix = randomPrefix();
  #count = 0;

  next(): string {
    return this.#prefix + (++this.#count).toString(16).padStart(12, "0");
  }
}

function randomPrefix(): string {
  const hex = randomBytes(12).toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-`;
}
