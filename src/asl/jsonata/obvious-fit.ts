// Arguments that obviously fit a signature: each is there, and of the one type that is asked for. Such need not be taken apart by
// the package, whose pattern costs as much as a small function does. All others are for the package to check and to fill in.

import { isArray } from "./sequences.ts";

/** Whether the arguments fit as they are. False says nothing. */
export type Fits = (given: readonly unknown[]) => boolean;

type Test = (value: unknown) => boolean;

const isNumber: Test = (value) => typeof value === "number";
const isText: Test = (value) => typeof value === "string";

const tests: ReadonlyMap<string, Test> = new Map<string, Test>([
  ["n", isNumber],
  ["s", isText],
  ["b", (value) => typeof value === "boolean"],
  ["x", () => true],
  ["a", isArray],
  ["a<n>", (value) => isListOf(value, isNumber)],
  ["a<s>", (value) => isListOf(value, isText)],
]);

/** Parameters of those types alone, each of which may be left out or taken from the context. */
const simple = /^<((?:(?:a<[ns]>|[nsbxa])[-?]?)+):/;

/** Undefined for a signature of which that cannot be told so simply. */
export function obviousFit(definition: string): Fits | undefined {
  const [, parameters] = simple.exec(definition) ?? [];
  if (parameters === undefined) return undefined;
  const types = parameters.match(/a<[ns]>|[nsbxa]/g) ?? [];
  const all = types.map((type) => tests.get(type) as Test);
  return (given) => {
    if (given.length !== all.length) return false;
    for (let at = 0; at < all.length; at++) if (!(all[at] as Test)(given[at])) return false;
    return true;
  };
}

function isListOf(value: unknown, isOfType: Test): boolean {
  if (!isArray(value)) return false;
  for (let at = 0; at < value.length; at++) if (!isOfType(value[at])) return false;
  return true;
}
