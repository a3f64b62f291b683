// Several values of which some may be promises: an array at once if none is.

import { isPromiseLike } from "./strand.ts";

/** What fails first in the order of the values, not of time, is what it rejects with; and nothing goes on behind its back. */
export function whenAllReady<Value>(
  values: readonly (Value | PromiseLike<Value>)[],
): readonly Value[] | Promise<readonly Value[]> {
  return values.some(isPromiseLike) ? allReady(values) : (values as readonly Value[]);
}

async function allReady<Value>(values: readonly (Value | PromiseLike<Value>)[]): Promise<readonly Value[]> {
  const settled = await Promise.allSettled(values);
  return settled.map((each) => {
    if (each.status === "rejected") throw each.reason;
    return each.value;
  });
}
