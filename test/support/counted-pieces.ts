// Work that gives way to others where it yields: what it gives, and in how many pieces it was done.

export interface Counted<Value> {
  readonly value: Value;
  readonly pieces: number;
}

export function counted<Value>(work: Generator<void, Value>): Counted<Value> {
  for (let pieces = 1; ; pieces++) {
    const next = work.next();
    if (next.done === true) return { value: next.value, pieces };
  }
}
