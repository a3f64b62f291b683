// Values that an expression gives: at once, or as a promise.

export type Ready<Value> = Value | PromiseLike<Value>;

export function isPromiseLike<Value>(value: Ready<Value>): value is PromiseLike<Value> {
  return (
    typeof value === "object" &&
    value !== null &&
    typeof (value as { readonly then?: unknown }).then === "function"
  );
}

export function mapReady<From, To>(value: Ready<From>, change: (value: From) => To): Ready<To> {
  return isPromiseLike(value) ? value.then(change) : change(value);
}

/**
 * Several of which some may be promises: an array at once if none is. What fails first in the order of the values, not of
 * time, is what it rejects with; and nothing goes on behind its back.
 */
export function whenAllReady<Value>(
  values: readonly Ready<Value>[],
): readonly Value[] | Promise<readonly Value[]> {
  return values.some(isPromiseLike) ? allReady(values) : (values as readonly Value[]);
}

async function allReady<Value>(values: readonly Ready<Value>[]): Promise<readonly Value[]> {
  const settled = await Promise.allSettled(values);
  return settled.map((each) => {
    if (each.status === "rejected") throw each.reason;
    return each.value;
  });
}
