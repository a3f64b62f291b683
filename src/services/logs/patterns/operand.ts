// What fields are held against in patterns: numbers, texts with `*` at their ends or between, and regular expressions in `%`.

import { indexOfText } from "../../../aws/find-text.ts";
import { regularExpression } from "./regular-expression.ts";

export interface Operand {
  /** As it was written, without quotes. */
  readonly text: string;
  readonly isQuoted: boolean;
}

export type FieldTest = (value: string | number) => boolean;

/** Undefined for an operator that there is not, or an order by what is no number. */
export function compileComparison(operator: string, { text, isQuoted }: Operand): FieldTest | undefined {
  const number = isQuoted || text === "" ? Number.NaN : Number(text);
  if (operator === "=") return equalTo(text, isQuoted, number);
  if (operator === "!=") {
    const equal = equalTo(text, isQuoted, number);
    return (value) => !equal(value);
  }
  if (Number.isNaN(number)) return undefined;
  switch (operator) {
    case "<":
      return (value) => numberIn(value) < number;
    case "<=":
      return (value) => numberIn(value) <= number;
    case ">":
      return (value) => numberIn(value) > number;
    case ">=":
      return (value) => numberIn(value) >= number;
    default:
      return undefined;
  }
}

function equalTo(text: string, isQuoted: boolean, number: number): FieldTest {
  if (!isQuoted && text.length > 2 && text.startsWith("%") && text.endsWith("%")) {
    const expression = regularExpression(text.slice(1, -1));
    return (value) => expression.matcher(String(value)).find();
  }
  if (!Number.isNaN(number)) return (value) => numberIn(value) === number;
  const pieces = text.split("*");
  if (pieces.length === 1) return (value) => String(value) === text;
  return (value) => isLike(String(value), pieces);
}

/** The pieces in order, the first at the beginning and the last at the end. */
function isLike(value: string, pieces: readonly string[]): boolean {
  const first = pieces[0] ?? "";
  const last = pieces.at(-1) ?? "";
  if (!value.startsWith(first) || !value.endsWith(last) || value.length < first.length + last.length)
    return false;
  let at = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = indexOfText(value, piece, at);
    if (found === -1) return false;
    at = found + piece.length;
  }
  return at <= value.length - last.length;
}

function numberIn(value: string | number): number {
  return typeof value === "number" ? value : value.trim() === "" ? Number.NaN : Number(value);
}
