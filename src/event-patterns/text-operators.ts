// The operators that look at a text alone: prefix, suffix, equals-ignore-case and wildcard.

import { problemAt } from "./invalid-pattern.ts";
import type { JsonTokens } from "./json-tokens.ts";
import type { AffixOperator } from "./pattern-dialect.ts";
import type { ValueMatch } from "./value-match.ts";
import { compileWildcard, WildcardSyntaxError } from "./wildcard.ts";

/** Throws PatternProblem for a wildcard that can't be read. */
export function compileTextOperator(
  tokens: JsonTokens,
  operator: AffixOperator,
  argument: string,
): ValueMatch {
  switch (operator) {
    case "prefix":
      return (value) => typeof value === "string" && value.startsWith(argument);
    case "suffix":
      return (value) => typeof value === "string" && value.endsWith(argument);
    case "equals-ignore-case": {
      const folded = fold(argument);
      return (value) => typeof value === "string" && fold(value) === folded;
    }
    case "wildcard":
      return wildcard(tokens, argument);
  }
}

/** `{"prefix": {"equals-ignore-case": …}}` and the same of `suffix`. */
export function compileFoldedAffix(operator: "prefix" | "suffix", argument: string): ValueMatch {
  const folded = fold(argument);
  return operator === "prefix"
    ? (value) => typeof value === "string" && fold(value).startsWith(folded)
    : (value) => typeof value === "string" && fold(value).endsWith(folded);
}

/** One value is held against each alternative of a list in turn: it is folded once. */
let lastText = "";
let lastFolded = "";

function fold(text: string): string {
  if (text === lastText) return lastFolded;
  lastFolded = text.toLowerCase();
  lastText = text;
  return lastFolded;
}

function wildcard(tokens: JsonTokens, pattern: string): ValueMatch {
  try {
    const matches = compileWildcard(pattern);
    return (value) => typeof value === "string" && matches(value);
  } catch (error) {
    throw error instanceof WildcardSyntaxError ? problemAt(tokens, error.message) : error;
  }
}
