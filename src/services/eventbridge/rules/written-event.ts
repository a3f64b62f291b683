// An event as it is written for targets. Hundreds of rules may send the same parts of it, which are written once.

import type { JsonObject } from "../../../aws/json.ts";

export class WrittenEvent {
  /** With its numbers as they were written. */
  readonly event: JsonObject;
  readonly #parts = new Map<string, string>();

  constructor(event: JsonObject) {
    this.event = event;
  }

  /** All of it as JSON. */
  get text(): string {
    return this.part("", () => JSON.stringify(this.event));
  }

  /** What `write` has made of the event the first time that it was asked for by this name. */
  part(name: string, write: () => string): string {
    const known = this.#parts.get(name);
    if (known !== undefined) return known;
    const text = write();
    this.#parts.set(name, text);
    return text;
  }
}
