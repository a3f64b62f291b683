// The `numeric` matcher: one comparison, or a range whose lower bound comes first. A number that would lose something in being
// compared is none to a pattern.

import { PatternProblem, problemAt } from "./invalid-pattern.ts";
import type { JsonTokens, TokenKind } from "./json-tokens.ts";
import type { PatternDialect } from "./pattern-dialect.ts";
import type { ValueMatch } from "./value-match.ts";

const tooManyElements = "Too many elements in numeric expression";

type NumberTest = (value: number) => boolean;

/** Stands on the list's bracket; leaves on the end of the list. Throws PatternProblem. */
export function compileNumeric(tokens: JsonTokens, dialect: PatternDialect): ValueMatch {
  const test = compileComparison(tokens, dialect);
  return (value) => typeof value === "number" && isComparable(value, dialect) && test(value);
}

function compileComparison(tokens: JsonTokens, dialect: PatternDialect): NumberTest {
  if (tokens.next() !== "string")
    throw problemAt(tokens, `Invalid member in numeric match: ${tokens.text()}`);
  const operator = tokens.text();
  const token = tokens.next();
  switch (operator) {
    case "=": {
      const only = soleBound(tokens, token, "equals", dialect);
      return (value) => value === only;
    }
    case "<": {
      const top = soleBound(tokens, token, operator, dialect);
      return (value) => value < top;
    }
    case "<=": {
      const top = soleBound(tokens, token, operator, dialect);
      return (value) => value <= top;
    }
    case ">":
    case ">=":
      return fromBelow(tokens, operator, boundText(tokens, token, operator), dialect);
    default:
      throw problemAt(tokens, `Unrecognized numeric range operator: ${operator}`);
  }
}

function soleBound(tokens: JsonTokens, token: TokenKind, operator: string, dialect: PatternDialect): number {
  const text = boundText(tokens, token, operator);
  if (tokens.next() !== "]") throw problemAt(tokens, tooManyElements);
  return bound(tokens, text, dialect);
}

function fromBelow(
  tokens: JsonTokens,
  lower: ">" | ">=",
  bottomText: string,
  dialect: PatternDialect,
): NumberTest {
  const token = tokens.next();
  if (token === "]") return above(lower, bound(tokens, bottomText, dialect));
  if (token !== "string") throw problemAt(tokens, `Bad value in numeric range: ${tokens.text()}`);
  const upper = tokens.text();
  if (upper !== "<" && upper !== "<=") throw problemAt(tokens, `Bad numeric range operator: ${upper}`);
  const topText = boundText(tokens, tokens.next(), upper);
  if (tokens.next() !== "]") throw problemAt(tokens, "Too many terms in numeric range expression");
  const [bottom, top] = [bound(tokens, bottomText, dialect), bound(tokens, topText, dialect)];
  if (bottom >= top) throw problemAt(tokens, "Bottom must be less than top");
  const aboveBottom = above(lower, bottom);
  return upper === "<"
    ? (value) => aboveBottom(value) && value < top
    : (value) => aboveBottom(value) && value <= top;
}

function above(operator: ">" | ">=", bottom: number): NumberTest {
  return operator === ">" ? (value) => value > bottom : (value) => value >= bottom;
}

function boundText(tokens: JsonTokens, token: TokenKind, operator: string): string {
  if (token !== "number") throw problemAt(tokens, `Value of ${operator} must be numeric`);
  return tokens.text();
}

/** As in AWS's compiler, numbers are looked at when the list has been read, and the place is its end. */
function bound(tokens: JsonTokens, text: string, dialect: PatternDialect): number {
  try {
    return comparableNumber(text, dialect);
  } catch (error) {
    throw error instanceof PatternProblem ? problemAt(tokens, error.message) : error;
  }
}

/** Throws PatternProblem for a number that can't be compared. */
export function comparableNumber(text: string, { greatestNumber }: PatternDialect): number {
  const value = Number(text);
  if (greatestNumber === undefined) {
    if (isExact(text, value)) return value;
    throw new PatternProblem(`Cannot compare number : ${text}`);
  }
  if (Math.abs(value) > greatestNumber) {
    const shown = `${greatestNumber.toExponential(1).replace("e+", "E")}`;
    throw new PatternProblem(`Value must be between -${shown} and ${shown}, inclusive`);
  }
  if (!hasSixDecimals(value)) throw new PatternProblem(`Only values upto 6 decimals are supported: ${text}`);
  return value;
}

function isComparable(value: number, { greatestNumber }: PatternDialect): boolean {
  return greatestNumber === undefined || (Math.abs(value) <= greatestNumber && hasSixDecimals(value));
}

/** Whether the shortest text of the double is the same number. */
function isExact(text: string, value: number): boolean {
  return Number.isFinite(value) && decimalOf(text) === decimalOf(String(value));
}

/** A decimal number in one spelling: its digits without zeros around them, and the place of its point. */
function decimalOf(text: string): string {
  const [, sign = "", whole = "", fraction = "", exponent = "0"] =
    /^([+-]?)(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  const digits = (whole + fraction).replace(/^0+/, "");
  const significant = digits.replace(/0+$/, "");
  if (significant === "") return "0";
  const power = Number(exponent) - fraction.length + (digits.length - significant.length);
  return `${sign === "-" ? "-" : ""}${significant}e${power}`;
}

function hasSixDecimals(value: number): boolean {
  return Math.round(value * 1e6) / 1e6 === value;
}
