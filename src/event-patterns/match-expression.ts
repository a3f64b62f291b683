// The objects that may stand in the list of a pattern's leaf, such as {"prefix": "a"}: each has one operator.
// EventBridge user guide, "Comparison operators for use in event patterns".

import { compileAnythingBut } from "./anything-but.ts";
import { problemAt } from "./invalid-pattern.ts";
import { compileCidr } from "./ip-address.ts";
import type { JsonTokens } from "./json-tokens.ts";
import { compileNumeric } from "./numeric.ts";
import type { PatternDialect } from "./pattern-dialect.ts";
import { compileFoldedAffix, compileTextOperator } from "./text-operators.ts";
import type { Alternative, ValueMatch } from "./value-match.ts";

const onlyOneKey = "Only one key allowed in match expression";

/** Stands on the opening brace; leaves on the closing one. Throws PatternProblem. */
export function compileMatchExpression(tokens: JsonTokens, dialect: PatternDialect): Alternative {
  if (tokens.next() !== "name") throw problemAt(tokens, "Match expression name not found");
  const operator = tokens.name;
  switch (operator) {
    case "exactly": {
      const value = textOf(tokens, "exact");
      closing(tokens);
      return { kind: "literal", value };
    }
    case "prefix":
    case "suffix":
      return { kind: "match", matches: affix(tokens, operator, dialect) };
    case "equals-ignore-case": {
      const matches = compileTextOperator(tokens, operator, textOf(tokens, operator));
      closing(tokens);
      return { kind: "match", matches };
    }
    case "wildcard": {
      const pattern = textOf(tokens, operator);
      const matches = compileTextOperator(tokens, operator, pattern);
      closing(tokens);
      return { kind: "wildcard", pattern, matches };
    }
    case "numeric": {
      if (tokens.next() !== "[") throw problemAt(tokens, "Value of numeric must be an array.");
      const matches = compileNumeric(tokens, dialect);
      if (tokens.next() !== "}") throw problemAt(tokens, "Too many elements in numeric expression");
      return { kind: "match", matches };
    }
    case "anything-but":
      return { kind: "match", matches: compileAnythingBut(tokens, dialect) };
    case "exists":
      return exists(tokens);
    case "cidr": {
      const matches = compileCidr(textOf(tokens, "prefix"));
      closing(tokens);
      return { kind: "match", matches };
    }
    default:
      throw problemAt(tokens, `Unrecognized match type ${operator}`);
  }
}

function affix(tokens: JsonTokens, operator: "prefix" | "suffix", dialect: PatternDialect): ValueMatch {
  const token = tokens.next();
  if (token !== "{" || !dialect.nestedOperators) {
    if (token !== "string") throw notAText(tokens, operator);
    const matches = compileTextOperator(tokens, operator, tokens.text());
    closing(tokens);
    return matches;
  }
  const shown = operator === "prefix" ? "Prefix" : "Suffix";
  if (tokens.next() !== "name") throw problemAt(tokens, `${shown} expression name not found`);
  if (tokens.name !== "equals-ignore-case") {
    throw problemAt(tokens, `Unsupported ${operator} pattern: ${tokens.name}`);
  }
  const matches = compileFoldedAffix(operator, textOf(tokens, "equals-ignore-case"));
  closing(tokens);
  closing(tokens);
  return matches;
}

function exists(tokens: JsonTokens): Alternative {
  const token = tokens.next();
  if (token !== "true" && token !== "false") {
    throw problemAt(tokens, "exists match pattern must be either true or false.");
  }
  closing(tokens);
  return token === "true" ? { kind: "match", matches: () => true } : { kind: "absent" };
}

function textOf(tokens: JsonTokens, operator: string): string {
  if (tokens.next() !== "string") throw notAText(tokens, operator);
  return tokens.text();
}

function notAText(tokens: JsonTokens, operator: string) {
  return problemAt(tokens, `${operator} match pattern must be a string`);
}

function closing(tokens: JsonTokens): void {
  if (tokens.next() !== "}") throw problemAt(tokens, onlyOneKey);
}
