// The `anything-but` matcher: refuses literals, or texts by prefix, suffix, wildcard or in any letter case; each alone or
// in a list. It holds of every value that is there and isn't refused, null and other types included.

import { PatternProblem, problemAt } from "./invalid-pattern.ts";
import type { JsonTokens, TokenKind } from "./json-tokens.ts";
import { comparableNumber } from "./numeric.ts";
import type { AffixOperator, PatternDialect } from "./pattern-dialect.ts";
import { compileTextOperator } from "./text-operators.ts";
import type { ValueMatch } from "./value-match.ts";

const tooManyElements = "Too many elements in numeric expression";

/** Stands before the operator's argument; leaves on the end of the expression. Throws PatternProblem. */
export function compileAnythingBut(tokens: JsonTokens, dialect: PatternDialect): ValueMatch {
  let token = tokens.next();
  let operator: AffixOperator | undefined;
  if (token === "{") {
    if (tokens.next() !== "name") throw problemAt(tokens, "Anything-But expression name not found");
    if (!dialect.insideAnythingBut.has(tokens.name)) {
      throw problemAt(tokens, `Unsupported anything-but pattern: ${tokens.name}`);
    }
    operator = tokens.name as AffixOperator;
    token = tokens.next();
  }
  const refused =
    operator === undefined
      ? refusedLiterals(tokens, token, dialect)
      : refusedTexts(tokens, token, operator, dialect);
  if (tokens.next() !== "}") throw problemAt(tokens, tooManyElements);
  if (operator !== undefined && tokens.next() !== "}") throw problemAt(tokens, tooManyElements);
  return (value) => !refused(value);
}

function checkArgument(tokens: JsonTokens, token: TokenKind): void {
  if (token === "[" || token === "string" || token === "number") return;
  throw problemAt(tokens, "Value of anything-but must be an array or single string/number value.");
}

function refusedLiterals(tokens: JsonTokens, token: TokenKind, dialect: PatternDialect): ValueMatch {
  checkArgument(tokens, token);
  if (token !== "[") {
    const only = literal(tokens, token, dialect);
    return (value) => value === only;
  }
  return inList(
    tokens,
    () => {
      const refused = new Set<unknown>();
      const kinds = new Set<TokenKind>();
      for (let entry = tokens.next(); entry !== "]"; entry = tokens.next()) {
        if (entry !== "string" && entry !== "number") {
          throw problemAt(tokens, "Inside anything but list, start|null|boolean is not supported.");
        }
        kinds.add(entry);
        refused.add(literal(tokens, entry, dialect));
      }
      return { refused, kinds };
    },
    ({ refused, kinds }) => {
      if (kinds.size !== 1) {
        throw problemAt(
          tokens,
          "Inside anything but list, either all values are number or string, mixed type is not supported",
        );
      }
      return (value) => refused.has(value);
    },
  );
}

function literal(tokens: JsonTokens, token: TokenKind, dialect: PatternDialect): string | number {
  return token === "number" ? comparableNumber(tokens.text(), dialect) : tokens.text();
}

function refusedTexts(
  tokens: JsonTokens,
  token: TokenKind,
  operator: AffixOperator,
  dialect: PatternDialect,
): ValueMatch {
  if (!dialect.nestedOperators && token !== "string") {
    throw problemAt(tokens, `${operator} match pattern must be a string`);
  }
  checkArgument(tokens, token);
  if (token !== "[") return compileTextOperator(tokens, operator, refusedText(tokens, token, operator));
  const texts = inList(
    tokens,
    () => {
      const read: string[] = [];
      for (let entry = tokens.next(); entry !== "]"; entry = tokens.next()) {
        read.push(refusedText(tokens, entry, operator));
      }
      return read;
    },
    (read) => read,
  );
  const tests = texts.map((text) => compileTextOperator(tokens, operator, text));
  return (value) => tests.some((test) => test(value));
}

function refusedText(tokens: JsonTokens, token: TokenKind, operator: AffixOperator): string {
  if (token !== "string") throw problemAt(tokens, notAText(operator));
  const text = tokens.text();
  if (text === "" && (operator === "prefix" || operator === "suffix")) {
    throw problemAt(tokens, "Null prefix/suffix not allowed");
  }
  return text;
}

function notAText(operator: AffixOperator): string {
  switch (operator) {
    case "equals-ignore-case":
      return "Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.";
    case "wildcard":
      return "wildcard match pattern must be a string";
    default:
      return "prefix/suffix match pattern must be a string";
  }
}

/** AWS says the place twice of what is wrong inside a list. */
function inList<Read, T>(tokens: JsonTokens, read: () => Read, then: (read: Read) => T): T {
  let entries: Read;
  try {
    entries = read();
  } catch (error) {
    throw error instanceof PatternProblem ? problemAt(tokens, error.message) : error;
  }
  return then(entries);
}
