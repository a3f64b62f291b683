// Functions with regular expressions, matched in time linear to the text: a pattern such as (a+)+$ would otherwise hold the process.

import { RE2JS } from "re2js";
import { toText, type Value } from "../values.ts";
import { spend } from "../work.ts";
import type { Functions, SqlFunction } from "./function-table.ts";
import { mostOfValue } from "./texts.ts";

/** A pattern that comes with the message is read again for each; a long one is none. */
const longestPattern = 1000;

/** Each character may be held against each instruction of the pattern, which is little work. */
const lookupsAStep = 16;

type Use = (pattern: RE2JS, text: string, args: readonly Value[]) => Value;

export const patternFunctions: Functions = {
  regexp_matches: withPattern(2, (pattern, text) => pattern.matcher(text).find()),
  regexp_replace: withPattern(3, (pattern, text, [, , by]) => {
    const replacement = toText(by);
    return replacement === undefined ? undefined : replaced(pattern, text, replacement);
  }),
  regexp_substr: withPattern(2, (pattern, text) => {
    const matcher = pattern.matcher(text);
    return matcher.find() ? (matcher.group() ?? undefined) : undefined;
  }),
};

/** Undefined for what might grow too long: no group is longer than what is matched. */
function replaced(pattern: RE2JS, text: string, replacement: string): string | undefined {
  const groups = replacement.split("$").length - 1;
  const length = (matches: number) => text.length * (1 + groups) + matches * replacement.length;
  if (length(text.length + 1) > mostOfValue && length(matchesOf(pattern, text)) > mostOfValue)
    return undefined;
  return pattern.matcher(text).replaceAll(replacement);
}

function matchesOf(pattern: RE2JS, text: string): number {
  const matcher = pattern.matcher(text);
  let count = 0;
  while (matcher.find()) count += 1;
  return count;
}

function withPattern(count: number, use: Use): SqlFunction {
  const matched = (pattern: RE2JS | undefined, args: readonly Value[]) => {
    const text = toText(args[0]);
    if (pattern === undefined || text === undefined) return undefined;
    spend(Math.trunc((text.length * pattern.programSize()) / lookupsAStep));
    return guarded(() => use(pattern, text, args));
  };
  return {
    least: count,
    most: count,
    run: (args) => matched(compiled(toText(args[1])), args),
    prepare([, second]) {
      if (second?.type !== "literal") return undefined;
      const pattern = compiled(toText(second.value));
      return (args) => matched(pattern, args);
    },
  };
}

function compiled(text: string | undefined): RE2JS | undefined {
  if (text === undefined || text.length > longestPattern) return undefined;
  return guarded(() => RE2JS.compile(text));
}

/** What is no pattern, or no replacement for one, makes the outcome Undefined. */
function guarded<Outcome>(make: () => Outcome): Outcome | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}
