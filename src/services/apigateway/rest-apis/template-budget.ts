// What rendering a mapping template may cost. It is counted, not timed: a template that is refused once always is.

/** AWS: what a method answers has 10 MB at most. */
const mostCharacters = 10 * 1024 * 1024;
/** A part of a template, a term of an expression or a turn of a loop takes a quarter of a microsecond. */
const mostSteps = 200_000;
/** Of texts, lists and maps that are read, copied or written out on the way. Each takes some nanoseconds. */
const mostRead = 2 * 1024 * 1024;
/** A body may be parsed, found something in, copied and written out, if there is nothing else to it. */
const readingsOfBody = 4;

export class TemplateBudget {
  #steps = mostSteps;
  #characters = mostCharacters;
  #read: number;

  constructor(body: string) {
    this.#read = mostRead + readingsOfBody * body.length;
  }

  /** Throws where the template has done more than it may, as all of these do. */
  step(count: number): void {
    this.#steps -= count;
    if (this.#steps < 0) throw new Error(`More than ${mostSteps} parts are rendered`);
  }

  write(text: string): void {
    this.#characters -= text.length;
    if (this.#characters < 0) throw new Error(`More than ${mostCharacters} characters are made`);
  }

  read(length: number): void {
    this.#read -= length;
    if (this.#read < 0) throw new Error("Texts, lists and maps are read too often for their length");
  }

  /** Before a value becomes a text: a list of lists of itself is short, and its text is not. */
  readAll(value: unknown): void {
    if (typeof value === "string") this.read(value.length);
    if (typeof value !== "object" || value === null) return;
    const open: object[] = [value];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const members: readonly unknown[] = Array.isArray(next) ? next : Object.values(next);
      this.read(8 * (1 + members.length));
      for (const member of members) {
        if (typeof member === "string") this.read(member.length);
        else if (typeof member === "object" && member !== null) open.push(member);
      }
    }
  }
}
