// Ids that look like UUIDs and never come twice: a random start and a counter, at a small part of a UUID's cost. Those that follow
// each other lie side by side in an index on disk.

import { randomBytes } from "node:crypto";

/** The last three digits of the counter. What stands before them is made once for all of these. */
const endings = Array.from({ length: 0x1000 }, (_, ending) => hex(ending, 3));

export class ExecutionIds {
  readonly #prefix = randomPrefix();
  #count = 0;
  #beginning = this.#prefix + hex(0, 9);

  next(): string {
    this.#count += 1;
    const ending = this.#count % endings.length;
    if (ending === 0) this.#beginning = this.#prefix + hex(this.#count / endings.length, 9);
    return this.#beginning + (endings[ending] as string);
  }
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, "0");
}

function randomPrefix(): string {
  const digits = randomBytes(12).toString("hex");
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-8${digits.slice(17, 20)}-`;
}
