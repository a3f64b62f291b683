// Event patterns, compiled once to closures. A pattern matches if every field it names matches; the array at a leaf lists
// alternatives; an array in the event matches if any of its elements does. Objects in arrays are matched element by element,
// so that all fields of one pattern object must hold of the same element (EventBridge "array consistency").

import { isJsonObject, type Json, type JsonObject } from "../../aws/json.ts";
import { invalidPattern } from "./invalid-pattern.ts";
import { compileValueMatcher, type ValueMatch } from "./value-matchers.ts";

export type PatternMatch = (event: Json) => boolean;
type FieldMatch = (value: Json | undefined) => boolean;

export function compilePattern(pattern: Json): PatternMatch {
  if (!isJsonObject(pattern)) throw invalidPattern("Filter is not an object");
  return compileObject(pattern);
}

/** Compiles the text of a pattern, as PutRule and CloudFormation take it. */
export function parsePattern(text: string): Json {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalidPattern(error instanceof Error ? error.message : String(error));
  }
}

function compileObject(pattern: JsonObject): PatternMatch {
  const entries = Object.entries(pattern);
  if (entries.length === 0) throw invalidPattern("Empty objects are not allowed");
  const tests = entries.map(([name, value]) =>
    isOr(name, value) ? compileOr(value) : compileField(name, value),
  );
  const [only] = tests;
  if (tests.length === 1 && only !== undefined) return only;
  return (event) => {
    for (const test of tests) if (!test(event)) return false;
    return true;
  };
}

/** `$or` is an operator only over an array of two or more objects; otherwise it is a field of that name. */
function isOr(name: string, value: Json): value is readonly JsonObject[] {
  return name === "$or" && Array.isArray(value) && value.length > 1 && value.every(isPatternObject);
}

function isPatternObject(value: Json): boolean {
  return (
    isJsonObject(value) && Object.values(value).every((each) => typeof each === "object" && each !== null)
  );
}

function compileOr(alternatives: readonly JsonObject[]): PatternMatch {
  const tests = alternatives.map(compileObject);
  return (event) => tests.some((test) => test(event));
}

function compileField(name: string, pattern: Json): PatternMatch {
  const test = fieldTest(name, pattern);
  return (event) => test(isJsonObject(event) && Object.hasOwn(event, name) ? event[name] : undefined);
}

function fieldTest(name: string, pattern: Json): FieldMatch {
  if (Array.isArray(pattern)) return compileLeaf(name, pattern);
  if (isJsonObject(pattern)) {
    const matches = compileObject(pattern);
    // A missing object still answers {"exists": false} inside it, so it is matched as an object without fields.
    return (value) =>
      Array.isArray(value)
        ? value.some((element) => matches(element))
        : matches(value === undefined ? null : value);
  }
  throw invalidPattern(`"${name}" must be an object or an array`);
}

function compileLeaf(name: string, alternatives: readonly Json[]): FieldMatch {
  if (alternatives.length === 0) throw invalidPattern("Empty arrays are not allowed");
  const [first] = alternatives;
  if (isJsonObject(first) && Object.hasOwn(first, "exists")) return compileExists(first, alternatives.length);
  const test = anyOf(name, alternatives);
  return (value) => {
    if (value === undefined) return false;
    return Array.isArray(value) ? value.some(test) : test(value);
  };
}

function compileExists(matcher: JsonObject, alternatives: number): FieldMatch {
  const { exists } = matcher;
  if (typeof exists !== "boolean") throw invalidPattern("exists match pattern must be either true or false.");
  if (alternatives > 1 || Object.keys(matcher).length > 1) {
    throw invalidPattern("exists match pattern must be the only one of its field");
  }
  // "Exists" looks at leaves only: an object or an empty array in the event is no value.
  return (value) => isLeaf(value) === exists;
}

function isLeaf(value: Json | undefined): boolean {
  return value !== undefined && !isJsonObject(value) && !(Array.isArray(value) && value.length === 0);
}

/** Literals, by far the commonest alternatives, cost one look into a set together. */
function anyOf(name: string, alternatives: readonly Json[]): ValueMatch {
  const literals = new Set<Json>(alternatives.filter((each) => typeof each !== "object" || each === null));
  const others = alternatives
    .filter((each) => typeof each === "object" && each !== null)
    .map((each) => compileValueMatcher(each, name));
  const [only] = literals;
  if (others.length === 0)
    return literals.size === 1 ? (value) => value === only : (value) => literals.has(value);
  return (value) => !isJsonObject(value) && (literals.has(value) || others.some((test) => test(value)));
}

/**
 * The texts that the top-level field `name` must equal for the pattern to match, or undefined if it does not say so.
 * Rules are kept in an index by `source`, so that an event is tried only against rules that can match.
 */
export function exactTexts(pattern: Json, name: string): readonly string[] | undefined {
  const alternatives = isJsonObject(pattern) && Object.hasOwn(pattern, name) ? pattern[name] : undefined;
  if (!Array.isArray(alternatives)) return undefined;
  return alternatives.every((each) => typeof each === "string") ? alternatives : undefined;
}
