// The pattern of a parameter, matched in time linear to the value: AWS's patterns are anybody's, and so are the values.

import { RE2JS } from "re2js";

const longestPattern = 4096;

/** Steps of a compiled pattern, as `a{1000}` has a thousand: each may be asked at each character of a value. */
const largestProgram = 20_000;

export interface Pattern {
  readonly text: string;
  /** Whether the whole value matches, as AWS asks. */
  matches(value: string): boolean;
}

/**
 * What is wrong with the pattern, as a text, where it cannot be had. AWS's own patterns may look around and refer back, with which
 * matching takes what time it will: assertions of how the value begins, `^(?!aws)(?=.*[A-Z])…$`, and how it ends, `…(?<!-)$`, are taken
 * off and asked by themselves; a pattern with others takes any value.
 */
export function compilePattern(text: string): Pattern | string {
  if (text.length > longestPattern) return `it has more than ${longestPattern} characters`;
  if (repetitions(text) > largestProgram) return "it repeats too much";
  try {
    const { pattern, assertions } = takenApart(text);
    const allowed = RE2JS.compile(pattern);
    const asked = assertions.map(({ of, holds }) => ({ of: RE2JS.compile(of), holds }));
    const steps = [allowed, ...asked.map(({ of }) => of)].reduce((sum, each) => sum + each.programSize(), 0);
    if (steps > largestProgram) return "it repeats too much";
    return {
      text,
      matches: (value) =>
        allowed.matches(value) && asked.every(({ of, holds }) => of.matcher(value).lookingAt() === holds),
    };
  } catch (cause) {
    return isPattern(text) ? { text, matches: () => true } : (cause as Error).message;
  }
}

/** Whether a machine that looks around would take it. */
function isPattern(text: string): boolean {
  try {
    return new RegExp(text) !== undefined;
  } catch {
    return false;
  }
}

/** All that the text asks for, `{10}` and `{2,10}` being ten: compiling them is work already. */
function repetitions(text: string): number {
  return [...text.matchAll(/\{(\d+)(?:,(\d+))?/g)].reduce(
    (sum, [, least, most]) => sum + Number(most ?? least),
    0,
  );
}

/** What the value begins with, or does not. */
interface Assertion {
  readonly of: string;
  readonly holds: boolean;
}

interface Taken {
  readonly assertion: Assertion;
  readonly rest: string;
}

/** A pattern of alternatives is left as it is: each has assertions of its own. */
function takenApart(text: string): { readonly pattern: string; readonly assertions: readonly Assertion[] } {
  const assertions: Assertion[] = [];
  let pattern = text;
  for (const take of [lookahead, lookbehind]) {
    for (let taken = take(pattern); taken !== undefined; taken = take(pattern)) {
      assertions.push(taken.assertion);
      pattern = taken.rest;
    }
  }
  const isWhole = assertions.length === 0 || hasAlternatives(pattern);
  return isWhole ? { pattern: text, assertions: [] } : { pattern, assertions };
}

/** The one that the pattern begins with. */
function lookahead(pattern: string): Taken | undefined {
  const [start, kind] = /^\^*\(\?([=!])/.exec(pattern) ?? [];
  if (start === undefined) return undefined;
  const group = pattern.slice(start.length - 3);
  const end = endOfGroup(group);
  if (end === undefined) return undefined;
  return { assertion: { of: group.slice(3, end), holds: kind === "=" }, rest: group.slice(end + 1) };
}

/** The one that the pattern ends with. */
function lookbehind(pattern: string): Taken | undefined {
  const start = Math.max(pattern.lastIndexOf("(?<="), pattern.lastIndexOf("(?<!"));
  if (start === -1) return undefined;
  const group = pattern.slice(start);
  const end = endOfGroup(group);
  if (end === undefined || !/^\$?$/.test(group.slice(end + 1))) return undefined;
  const of = `(?s:.*)(?:${group.slice(4, end)})$`;
  return { assertion: { of, holds: group[3] === "=" }, rest: pattern.slice(0, start) };
}

/** Outside of all groups. */
function hasAlternatives(pattern: string): boolean {
  return endOfGroup(`(${pattern}`, "|") !== undefined;
}

/** Where the group that the pattern begins with is closed, or where in it and in no group within it another character stands. */
function endOfGroup(pattern: string, sought = ")"): number | undefined {
  let depth = 0;
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at];
    if (character === "\\") at++;
    else if (character === "[") at = endOfClass(pattern, at);
    else if (character === "(") depth++;
    else if (character === sought && depth === 1) return at;
    else if (character === ")") depth--;
  }
  return undefined;
}

function endOfClass(pattern: string, start: number): number {
  let at = start + (pattern[start + 1] === "^" ? 2 : 1);
  if (pattern[at] === "]") at++;
  while (at < pattern.length && pattern[at] !== "]") at += pattern[at] === "\\" ? 2 : 1;
  return at;
}
