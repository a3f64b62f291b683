// A bucket's keys in the order of their bytes, those that go on after a delimiter told of together.

import { behindPrefix, compareKeys } from "../catalogue/key-index.ts";

export interface Walk {
  readonly prefix?: string | undefined;
  /** Keys that go on after it are told of together, as a common prefix. */
  readonly delimiter?: string | undefined;
  /** Behind which the walk begins: a key, or a common prefix that has been told of. */
  readonly after?: string | undefined;
  /** With which it begins. */
  readonly from?: string | undefined;
}

/** Keys in the order of their bytes. */
export interface SortedKeys {
  /** The first that does not come before `start`. */
  firstFrom(start: string): string | undefined;
  firstAfter(key: string): string | undefined;
}

export type Step = { readonly key: string } | { readonly commonPrefix: string; readonly firstKey: string };

export function* walk(keys: SortedKeys, { prefix = "", delimiter = "", after, from }: Walk): Generator<Step> {
  let key = first(keys, { prefix, after, from });
  while (key?.startsWith(prefix)) {
    const common = commonPrefix(key, prefix, delimiter);
    if (common === undefined) {
      yield { key };
      key = keys.firstAfter(key);
      continue;
    }
    // A walk that begins within a common prefix has told of it already.
    if (after === undefined || !after.startsWith(common)) yield { commonPrefix: common, firstKey: key };
    const behind = behindPrefix(common);
    key = behind === undefined ? undefined : keys.firstFrom(behind);
  }
}

function first(keys: SortedKeys, { prefix = "", after, from = "" }: Walk): string | undefined {
  const start = compareKeys(from, prefix) < 0 ? prefix : from;
  return after === undefined || compareKeys(after, start) < 0
    ? keys.firstFrom(start)
    : keys.firstAfter(after);
}

export function commonPrefix(key: string, prefix: string, delimiter: string): string | undefined {
  const at = delimiter === "" ? -1 : key.indexOf(delimiter, prefix.length);
  return at === -1 ? undefined : key.slice(0, at + delimiter.length);
}
