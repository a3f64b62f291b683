// What the operators do with two values.

import type { Budget } from "./budget.ts";
import { Callable, type Frame } from "./evaluation.ts";
import { BudgetExceeded, JsonataError } from "./jsonata-error.ts";
import { isArray, isNumeric, isObject } from "./sequences.ts";
import { textOfValue } from "./text-of-value.ts";

export type Operator = (left: unknown, right: unknown, frame: Frame) => unknown;

const longestRange = 1e7;

export const operators: Readonly<Record<string, Operator>> = {
  "+": numeric("+", (left, right) => left + right),
  "-": numeric("-", (left, right) => left - right),
  "*": numeric("*", (left, right) => left * right),
  "/": numeric("/", (left, right) => left / right),
  "%": numeric("%", (left, right) => left % right),
  "<": comparing("<", (left, right) => left < right),
  "<=": comparing("<=", (left, right) => left <= right),
  ">": comparing(">", (left, right) => left > right),
  ">=": comparing(">=", (left, right) => left >= right),
  "=": (left, right, { evaluation }) =>
    left !== undefined && right !== undefined && areEqual(left, right, evaluation.budget),
  "!=": (left, right, { evaluation }) =>
    left !== undefined && right !== undefined && !areEqual(left, right, evaluation.budget),
  "&": (left, right, { evaluation }) => joined(left, right, evaluation.budget),
  "..": (left, right, { evaluation }) => rangeOf(left, right, evaluation.budget),
  in: isIn,
};

function numeric(token: string, reckon: (left: number, right: number) => number): Operator {
  return (left, right) => {
    if (left !== undefined && !isNumeric(left)) throw new JsonataError("T2001", { value: left }, token);
    if (right !== undefined && !isNumeric(right)) throw new JsonataError("T2002", { value: right }, token);
    return left === undefined || right === undefined ? undefined : reckon(left, right);
  };
}

function comparing(
  token: string,
  holds: (left: number | string, right: number | string) => boolean,
): Operator {
  return (left, right, { evaluation }) => {
    for (const side of [left, right]) {
      if (side !== undefined && typeof side !== "string" && typeof side !== "number") {
        throw new JsonataError("T2010", { value: side }, token);
      }
    }
    if (left === undefined || right === undefined) return undefined;
    if (typeof left !== typeof right) {
      throw new JsonataError("T2009", { value: left, value2: right }, token);
    }
    spendOnTexts(left, right, evaluation.budget);
    return holds(left as string, right as string);
  };
}

export function spendOnTexts(left: unknown, right: unknown, budget: Budget): void {
  if (typeof left !== "string" || typeof right !== "string") return;
  if (left.length > 64 && right.length > 64) budget.readText(Math.max(left.length, right.length));
}

/** Members may be in any order. */
export function areEqual(left: unknown, right: unknown, budget: Budget): boolean {
  spendOnTexts(left, right, budget);
  if (left === right) return true;
  if (!isObject(left) || !isObject(right)) return false;
  budget.spend(24);
  if (left instanceof Callable || right instanceof Callable) return false;
  if (isArray(left) || isArray(right)) {
    if (!isArray(left) || !isArray(right) || left.length !== right.length) return false;
    budget.spend(left.length * 6);
    for (let at = 0; at < left.length; at++) if (!areEqual(left[at], right[at], budget)) return false;
    return true;
  }
  const names = Object.keys(left);
  budget.spend(names.length * 16);
  budget.listMembers(names.length);
  const others = Object.keys(right).length;
  budget.listMembers(others);
  if (names.length !== others) return false;
  return names.every((name) => Object.hasOwn(right, name) && areEqual(left[name], right[name], budget));
}

function joined(left: unknown, right: unknown, budget: Budget): string {
  const first = left === undefined ? "" : textOfValue(left, budget);
  const second = right === undefined ? "" : textOfValue(right, budget);
  budget.joinTexts(first.length + second.length);
  return first + second;
}

function rangeOf(first: unknown, last: unknown, budget: Budget): number[] | undefined {
  if (first !== undefined && !Number.isInteger(first)) throw new JsonataError("T2003", { value: first });
  if (last !== undefined && !Number.isInteger(last)) throw new JsonataError("T2004", { value: last });
  if (first === undefined || last === undefined) return undefined;
  const [from, to] = [first as number, last as number];
  if (from > to) return undefined;
  const size = to - from + 1;
  if (size > longestRange) throw new JsonataError("D2014", { value: size });
  if (!budget.addRange(size)) return onlyCounted(size);
  const items: number[] = new Array(size);
  for (let at = 0; at < size; at++) items[at] = from + at;
  return items;
}

/** A range that costs too much to be gone through, or made. How many numbers it has can be told all the same. */
function onlyCounted(size: number): number[] {
  const stop = () => {
    throw new BudgetExceeded();
  };
  return new Proxy<number[]>([], {
    get(items, name) {
      if (name === "length") return size;
      const value: unknown = Reflect.get(items, name);
      return typeof value === "function" || !Number.isNaN(Number(name.toString())) ? stop() : value;
    },
    has: stop,
    ownKeys: stop,
  });
}

function isIn(item: unknown, list: unknown, { evaluation }: Frame): boolean {
  if (item === undefined || list === undefined) return false;
  spendOnTexts(item, list, evaluation.budget);
  if (!isArray(list)) return list === item;
  evaluation.budget.spend(list.length * 2);
  // A text may have to be read to its end at each item.
  if (typeof item === "string" && item.length > 64) {
    for (const one of list) spendOnTexts(item, one, evaluation.budget);
  }
  return list.includes(item);
}

/** What a value counts as where true or false is asked for. Nothing stays nothing. */
export function truthOf(value: unknown, budget: Budget): boolean | undefined {
  if (typeof value === "boolean" || value === undefined) return value;
  if (typeof value === "string") return value.length > 0;
  if (isNumeric(value)) return value !== 0;
  if (isArray(value)) {
    budget.spend(16 + value.length * 8);
    // Every item is looked at, because one may be out of range.
    let isTrue = false;
    for (const item of value) if (truthOf(item, budget) === true) isTrue = true;
    return isTrue;
  }
  return isObject(value) && !(value instanceof Callable) && hasMembers(value, budget);
}

function hasMembers(object: Readonly<Record<string, unknown>>, budget: Budget): boolean {
  const count = Object.keys(object).length;
  budget.listMembers(count);
  return count > 0;
}
