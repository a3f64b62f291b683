// Deep equality of JSON: members in any order, numbers by value. Compares in a list of pairs, so that depth costs no stack.

import { isJsonObject, type Json } from "../aws/json.ts";

export function equalJson(first: Json, second: Json): boolean {
  if (first === second) return true;
  if (typeof first !== "object" || typeof second !== "object") return false;
  const pairs: [Json, Json][] = [[first, second]];
  for (let pair = pairs.pop(); pair !== undefined; pair = pairs.pop()) {
    if (!equalOutside(pair[0], pair[1], pairs)) return false;
  }
  return true;
}

/** Compares all but what lies within; that is added to the pairs. */
function equalOutside(first: Json, second: Json, pairs: [Json, Json][]): boolean {
  if (first === second) return true;
  if (Array.isArray(first)) {
    if (!Array.isArray(second) || first.length !== second.length) return false;
    for (let index = 0; index < first.length; index++) pairs.push([first[index], second[index]]);
    return true;
  }
  if (!isJsonObject(first) || !isJsonObject(second)) return false;
  const names = Object.keys(first);
  if (names.length !== Object.keys(second).length) return false;
  for (const name of names) {
    if (!Object.hasOwn(second, name)) return false;
    pairs.push([first[name] as Json, second[name] as Json]);
  }
  return true;
}

/** The same text for values that are equal, and for no others. */
export function canonicalText(value: Json): string {
  return JSON.stringify(value, (_name, member: Json) =>
    isJsonObject(member) ? Object.fromEntries(Object.entries(member).toSorted(byName)) : member,
  );
}

function byName([first]: readonly [string, Json], [second]: readonly [string, Json]): number {
  return first < second ? -1 : 1;
}
