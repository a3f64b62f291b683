// The functions of arrays and objects that call no other function.

import type { Json } from "../../../aws/json.ts";
import { setMember } from "../../../aws/set-member.ts";
import { uniqueItems } from "../../intrinsics/arrays.ts";
import { type Budget, unitsOfNewName } from "../budget.ts";
import { Callable, type Evaluation } from "../evaluation.ts";
import { memberOf } from "../members.ts";
import { areEqual } from "../operators.ts";
import { appended, asSequence, isArray, isObject, type MarkedArray, newSequence } from "../sequences.ts";
import { textOfValue } from "../text-of-value.ts";
import type { BuiltIn } from "./built-in.ts";

export const collectionFunctions: Readonly<Record<string, BuiltIn>> = {
  zip: { arity: 0, apply: zipped },
  append: {
    arity: 2,
    apply: ({ budget }, [first, second]) => {
      budget.appendItems(lengthOf(first) + lengthOf(second));
      return appended(first, second);
    },
  },
  reverse: { arity: 1, apply: reversed },
  shuffle: { arity: 1, apply: shuffled },
  distinct: { arity: 1, apply: distinct },
  keys: { arity: 1, apply: ({ budget }, [value]) => keysOf(value, budget) },
  lookup: {
    arity: 2,
    apply: ({ budget }, [value, name]) => {
      budget.spend(32);
      budget.readText(String(name).length);
      return memberOf(value, String(name), budget);
    },
  },
  spread: { arity: 1, apply: ({ budget }, [value]) => spread(value, budget) },
  merge: { arity: 1, apply: merged },
  clone: {
    arity: 1,
    apply: ({ budget }, [value]) =>
      value === undefined ? undefined : parsedCopy(textOfValue(value, budget), budget),
  },
};

function lengthOf(value: unknown): number {
  return isArray(value) ? value.length : 1;
}

function zipped({ budget }: Evaluation, given: readonly unknown[]): unknown {
  const length = Math.min(...given.map((list) => (isArray(list) ? list.length : 0)));
  const tuples: unknown[] = [];
  for (let at = 0; at < length; at++) {
    budget.addArray(given.length);
    budget.spend(32);
    tuples.push(given.map((list) => (list as MarkedArray)[at]));
  }
  return tuples;
}

function reversed({ budget }: Evaluation, [list]: readonly unknown[]): unknown {
  if (!isArray(list) || list.length <= 1) return list;
  budget.addItems(list.length);
  return list.toReversed();
}

function shuffled({ budget, surroundings }: Evaluation, [list]: readonly unknown[]): unknown {
  if (!isArray(list) || list.length <= 1) return list;
  budget.addItems(list.length * 4);
  const result: unknown[] = new Array(list.length);
  for (const [at, item] of list.entries()) {
    const other = Math.floor((surroundings.random?.next() ?? Math.random()) * (at + 1));
    if (other !== at) result[at] = result[other];
    result[other] = item;
  }
  return result;
}

/** Functions are equal to nothing but themselves, so that a list that holds some is compared pair by pair. */
function distinct({ budget }: Evaluation, [list]: readonly unknown[]): unknown {
  if (!isArray(list) || list.length <= 1) return list;
  budget.addItems(list.length * 4);
  budget.spend(list.length * 32);
  for (const item of list) {
    if (typeof item === "string") budget.readText(item.length);
    // Its text is made once more, with its members in order.
    else if (isObject(item)) budget.spend(textOfValue(item, budget).length * 4);
  }
  const found = list.some(holdsFunction)
    ? pairwiseDistinct(list, budget)
    : (uniqueItems(list as unknown as readonly Json[]) as unknown[]);
  return list.sequence === true ? asSequence(found) : found;
}

function holdsFunction(value: unknown): boolean {
  if (value instanceof Callable || value === undefined) return true;
  if (isArray(value)) return value.some(holdsFunction);
  return isObject(value) && Object.values(value).some(holdsFunction);
}

function pairwiseDistinct(list: readonly unknown[], budget: Budget): unknown[] {
  const found: unknown[] = [];
  for (const item of list) {
    budget.spend(found.length * 2);
    if (!found.some((other) => areEqual(item, other, budget))) found.push(item);
  }
  return found;
}

function keysOf(value: unknown, budget: Budget): MarkedArray {
  budget.spend(48);
  const names = new Set<string>();
  addKeys(value, names, budget);
  return asSequence([...names]);
}

function addKeys(value: unknown, names: Set<string>, budget: Budget): void {
  if (!isObject(value) || value instanceof Callable) return;
  const members = isArray(value) ? value : Object.keys(value);
  budget.addItems(members.length * 2);
  budget.spend(members.length * 8);
  if (!isArray(value)) budget.listMembers(members.length);
  for (const member of members) {
    if (isArray(value)) addKeys(member, names, budget);
    else names.add(member as string);
  }
}

/** An object of one member for each member. What an array is spread into is an array, however few there are. */
function spread(value: unknown, budget: Budget): unknown {
  if (!isObject(value) || value instanceof Callable) return value;
  const pieces = isArray(value) && value.some((item) => item !== undefined) ? [] : newSequence();
  addPieces(value, pieces, budget);
  return pieces;
}

function addPieces(value: unknown, pieces: unknown[], budget: Budget): void {
  if (isArray(value)) {
    budget.spend(value.length);
    for (const item of value) addPieces(item, pieces, budget);
  } else if (isObject(value) && !(value instanceof Callable)) {
    const names = Object.keys(value);
    budget.listMembers(names.length);
    for (const name of names) {
      budget.addObject(2);
      budget.spend(unitsOfNewName);
      const piece: Record<string, never> = {};
      setMember(piece, name, value[name] as never);
      pieces.push(piece);
    }
  } else if (value !== undefined) {
    budget.addItems(4);
    pieces.push(value);
  }
}

function merged({ budget }: Evaluation, [objects]: readonly unknown[]): unknown {
  if (!isArray(objects)) return undefined;
  const all: Record<string, never> = {};
  for (const object of objects) {
    if (!isObject(object)) continue;
    const names = Object.keys(object);
    budget.addObject(names.length * 2);
    budget.spend(names.length * 64);
    budget.listMembers(names.length);
    for (const name of names) setMember(all, name, object[name] as never);
  }
  return all;
}

function parsedCopy(text: string, budget: Budget): unknown {
  budget.addText(text.length, 4);
  // What was measured as text takes several times as much as a value.
  budget.addItems(text.length / 4);
  return JSON.parse(text);
}
