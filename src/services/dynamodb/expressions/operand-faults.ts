// What AWS says of operands that can't stand where they do: too few or many, the same path twice, a type that has no order.

import { type AttributeValue, contentOf, typeOf } from "../values/attribute-value.ts";
import { orderOf } from "../values/compare.ts";
import { conditionFunctions, wrongType } from "./condition-functions.ts";
import { showPath } from "./document-path.ts";
import type { Comparator } from "./syntax.ts";
import type { Operand } from "./tree.ts";

const maxAlternatives = 100;

/** Undefined if there is none. */
export function faultOfComparison(
  operator: Comparator | "BETWEEN" | "IN",
  operands: readonly Operand[],
): string | undefined {
  const alternatives = operands.length - 1;
  if (operator === "IN" && alternatives > maxAlternatives)
    return `The IN operator is provided with too many operands; number of operands: ${alternatives}`;
  const repeated = faultOfSamePath(operator, operands);
  if (repeated !== undefined || operator === "=" || operator === "<>" || operator === "IN") return repeated;
  const unordered = operands.find((operand) => operand.type === "value" && !isOrdered(operand.value));
  if (unordered?.type === "value") return wrongType(operator, typeOf(unordered.value));
  return operator === "BETWEEN" ? faultOfBounds(operands) : undefined;
}

/** Undefined if there is none. The function is one of conditions. */
export function faultOfCall(name: string, operands: readonly Operand[]): string | undefined {
  const { arity, check } = conditionFunctions.get(name) ?? { arity: 0 };
  if (operands.length !== arity)
    return `Incorrect number of operands for operator or function; operator or function: ${name}, number of operands: ${operands.length}`;
  return faultOfSamePath(name, operands) ?? check?.(operands);
}

function faultOfSamePath(operator: string, [first, ...others]: readonly Operand[]): string | undefined {
  if (first?.type !== "path") return undefined;
  const path = showPath(first.path);
  if (!others.some((other) => other.type === "path" && showPath(other.path) === path)) return undefined;
  return `The first operand must be distinct from the remaining operands for this operator or function; operator: ${operator}, first operand: ${path}`;
}

function faultOfBounds([, low, high]: readonly Operand[]): string | undefined {
  if (low?.type !== "value" || high?.type !== "value") return undefined;
  const order = orderOf(low.value, high.value);
  if (order !== undefined && order <= 0) return undefined;
  const bounds = `lower bound operand: ${showValue(low.value)}, upper bound operand: ${showValue(high.value)}`;
  return order === undefined
    ? `The BETWEEN operator requires same data type for lower and upper bounds; ${bounds}`
    : `The BETWEEN operator requires upper bound to be greater than or equal to lower bound; ${bounds}`;
}

function isOrdered(value: AttributeValue): boolean {
  return "S" in value || "N" in value || "B" in value;
}

function showValue(value: AttributeValue): string {
  return `AttributeValue: {${typeOf(value)}:${String(contentOf(value))}}`;
}
