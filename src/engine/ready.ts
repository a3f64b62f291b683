// Values that are there at once, or that somebody has begun to make who had to give way to others.

import { slice } from "./slice.ts";

/**
 * Work that is gone on with later. Whoever has it does nothing else meanwhile and lets nothing else be done in the execution, so
 * that it makes no difference where it gave way.
 */
export class Unfinished<Value> {
  /** Yields where it may give way. */
  readonly work: Generator<void, Value>;

  constructor(work: Generator<void, Value>) {
    this.work = work;
  }
}

export type Ready<Value> = Value | Unfinished<Value>;

/** What the work gives, unless this slice is over before. */
export function withinSlice<Value>(work: Generator<void, Value>): Ready<Value> {
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return value;
    if (isSliceOver()) return new Unfinished(work);
  }
}

export function isSliceOver(): boolean {
  return --slice.stepsLeft < 0 && slice.isOver();
}

export function mapReady<From, To>(value: Ready<From>, change: (value: From) => Ready<To>): Ready<To> {
  return value instanceof Unfinished ? new Unfinished(changed(value, change)) : change(value);
}

function* changed<From, To>(
  value: Unfinished<From>,
  change: (value: From) => Ready<To>,
): Generator<void, To> {
  return yield* whole(change(yield* value.work));
}

/** Several values, made one after the other. The first that fails is what all of them fail with. */
export function whenAllReady<Value>(makes: readonly (() => Ready<Value>)[]): Ready<readonly Value[]> {
  const values: Value[] = [];
  for (const make of makes) {
    const value = make();
    if (value instanceof Unfinished) return new Unfinished(theRest(makes, values, value));
    values.push(value);
    // An expression leaves no steps: others are not worth a look at the clock.
    const isLong = values.length < makes.length && slice.stepsLeft <= 0;
    if (isLong && isSliceOver()) return new Unfinished(theRest(makes, values, undefined));
  }
  return values;
}

function* theRest<Value>(
  makes: readonly (() => Ready<Value>)[],
  values: Value[],
  begun: Unfinished<Value> | undefined,
): Generator<void, readonly Value[]> {
  if (begun !== undefined) values.push(yield* begun.work);
  while (values.length < makes.length) {
    const make = makes[values.length] as () => Ready<Value>;
    values.push(yield* whole(make()));
    yield;
  }
  return values;
}

/** For work that is part of other work. */
export function* whole<Value>(value: Ready<Value>): Generator<void, Value> {
  return value instanceof Unfinished ? yield* value.work : value;
}

export function isPromiseLike<Value>(value: Value | PromiseLike<Value>): value is PromiseLike<Value> {
  return (
    typeof value === "object" &&
    value !== null &&
    typeof (value as { readonly then?: unknown }).then === "function"
  );
}
