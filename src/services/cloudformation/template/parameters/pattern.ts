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
 * What is wrong with the pattern, as a text, where it cannot be had. AWS's own patterns may look around, with which matching takes
 * what time it will; such assertions about the whole value, `^(?!aws)…$`, are taken from its beginning.
 */
export function compilePattern(text: string): Pattern | string {
  if (text.length > longestPattern) return `it has more than ${longestPattern} characters`;
  if (repetitions(text) > largestProgram) return "it repeats too much";
  try {
    const { pattern, forbidden } = withoutForbidden(text);
    const allowed = RE2JS.compile(pattern);
    const refused = forbidden.map((each) => RE2JS.compile(each));
    const steps = [allowed, ...refused].reduce((sum, each) => sum + each.programSize(), 0);
    if (steps > largestProgram) return "it repeats too much";
    return {
      text,
      matches: (value) => allowed.matches(value) && !refused.some((each) => each.matcher(value).lookingAt()),
    };
  } catch (cause) {
    return (cause as Error).message;
  }
}

/** All that the text asks for, `{10}` and `{2,10}` being ten: compiling them is work already. */
function repetitions(text: string): number {
  return [...text.matchAll(/\{(\d+)(?:,(\d+))?/g)].reduce(
    (sum, [, least, most]) => sum + Number(most ?? least),
    0,
  );
}

/** `(?!…)` at the beginning, which says what the value may not begin with, taken off. */
function withoutForbidden(text: string): { readonly pattern: string; readonly forbidden: readonly string[] } {
  const forbidden: string[] = [];
  let pattern = text.startsWith("^") ? text.slice(1) : text;
  while (pattern.startsWith("(?!")) {
    const end = endOfGroup(pattern);
    if (end === undefined) break;
    forbidden.push(pattern.slice(3, end));
    pattern = pattern.slice(end + 1);
  }
  return forbidden.length === 0 ? { pattern: text, forbidden } : { pattern, forbidden };
}

/** Where the group that the pattern begins with is closed. */
function endOfGroup(pattern: string): number | undefined {
  let depth = 0;
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at];
    if (character === "\\") at++;
    else if (character === "[") at = endOfClass(pattern, at);
    else if (character === "(") depth++;
    else if (character === ")" && --depth === 0) return at;
  }
  return undefined;
}

function endOfClass(pattern: string, start: number): number {
  let at = start + (pattern[start + 1] === "^" ? 2 : 1);
  if (pattern[at] === "]") at++;
  while (at < pattern.length && pattern[at] !== "]") at += pattern[at] === "\\" ? 2 : 1;
  return at;
}
