// Several values of which some may be promises: an array at once if none is.

import { isPromiseLike } from "./strand.ts";

export function whenAllReady<Value>(
  values: readonly (Value | PromiseLike<Value>)[],
): readonly Value[] | Promise<readonly Value[]> {
  return values.some(isPromiseLike) ? Promise.all(values) : (values as readonly Value[]);
}
