// What operators make of two values. https://docs.aws.amazon.com/iot/latest/developerguide/iot-sql-operators.html

import type { BinaryOperator } from "./syntax.ts";
import { areEqual, finite, toBoolean, toDecimal, toText, type Value } from "./values.ts";

type Operator = (left: Value, right: Value) => Value;

export const operators: Readonly<Record<BinaryOperator, Operator>> = {
  AND: logical((left, right) => left && right),
  OR: logical((left, right) => left || right),
  "=": (left, right) => (left === undefined || right === undefined ? undefined : areEqual(left, right)),
  "<>": (left, right) => (left === undefined || right === undefined ? undefined : !areEqual(left, right)),
  "<": compared((left, right) => left < right),
  "<=": compared((left, right) => left <= right),
  ">": compared((left, right) => left > right),
  ">=": compared((left, right) => left >= right),
  "+": plus,
  "-": calculated((left, right) => left - right),
  "*": calculated((left, right) => left * right),
  "/": divided,
  "%": calculated((left, right) => left % right),
};

export function not(value: Value): Value {
  const truth = toBoolean(value);
  return truth === undefined ? undefined : !truth;
}

export function isIn(value: Value, list: Value): Value {
  if (value === undefined || !Array.isArray(list)) return undefined;
  return list.some((each) => areEqual(value, each));
}

function logical(of: (left: boolean, right: boolean) => boolean): Operator {
  return (left, right) => {
    const one = toBoolean(left);
    const other = toBoolean(right);
    return one === undefined || other === undefined ? undefined : of(one, other);
  };
}

function compared(of: (left: number, right: number) => boolean): Operator {
  return (left, right) => {
    const one = toDecimal(left);
    const other = toDecimal(right);
    return one === undefined || other === undefined ? undefined : of(one, other);
  };
}

function calculated(of: (left: number, right: number) => number): Operator {
  return (left, right) => {
    const one = toDecimal(left);
    const other = toDecimal(right);
    return one === undefined || other === undefined ? undefined : finite(of(one, other));
  };
}

/** Two Ints make an Int; a text that spells a number is a Decimal. */
function divided(left: Value, right: Value): Value {
  const one = toDecimal(left);
  const other = toDecimal(right);
  if (one === undefined || other === undefined) return undefined;
  const areInts = Number.isInteger(left) && Number.isInteger(right);
  return finite(areInts ? Math.trunc(one / other) : one / other);
}

/** Joins as soon as one is a text, and adds numbers. */
function plus(left: Value, right: Value): Value {
  if (typeof left === "number" && typeof right === "number") return finite(left + right);
  if (typeof left !== "string" && typeof right !== "string") return undefined;
  const one = toText(left);
  const other = toText(right);
  return one === undefined || other === undefined ? undefined : one + other;
}
