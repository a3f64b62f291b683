// Whether a value of a test is JSON as it is. Written and read again nearly everything becomes JSON, but another: NaN becomes null, a
// Map an empty object, and what is undefined is gone.

import { memberPointer } from "../aws/json-pointer.ts";

/** Why the value is no JSON, and where in it, if it is none. */
export function jsonProblem(value: unknown): string | undefined {
  try {
    // Knows of rings, and of nesting that is too deep to be walked.
    JSON.stringify(value, (_member, each: unknown) => (typeof each === "bigint" ? null : each));
    return problemAt(value, "");
  } catch (problem) {
    return (problem as Error).message.split("\n", 1)[0];
  }
}

function problemAt(value: unknown, place: string): string | undefined {
  const what = notJson(value);
  if (what !== undefined) return place === "" ? what : `${what} at ${place}`;
  if (typeof value !== "object" || value === null) return undefined;
  // Not by `entries` of a list: what it has not is undefined as well.
  const members = Array.isArray(value) ? Array.from(value).entries() : Object.entries(value);
  for (const [member, each] of members) {
    const problem = problemAt(each, memberPointer(place, member));
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function notJson(value: unknown): string | undefined {
  switch (typeof value) {
    case "undefined":
      return "undefined";
    case "function":
    case "symbol":
    case "bigint":
      return `a ${typeof value}`;
    case "number":
      return Number.isFinite(value) ? undefined : String(value);
    case "object":
      return value === null || Array.isArray(value) || isPlain(value) ? undefined : instanceOf(value);
    default:
      return undefined;
  }
}

/** Also of another realm: test runners have one of their own, in which `Object` is another. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function instanceOf(value: object): string {
  const { name } = value.constructor;
  return name === "" ? "an instance of a class" : `an instance of ${name}`;
}
