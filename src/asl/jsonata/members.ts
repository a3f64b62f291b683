// What lies within a value: a member by its name, all members, everything there is.

import type { Budget } from "./budget.ts";
import { Callable } from "./evaluation.ts";
import { asSequence, isArray, isObject, type MarkedArray, newSequence } from "./sequences.ts";

/** Of an array, the members of all its items. */
export function memberOf(value: unknown, name: string, budget: Budget): unknown {
  if (isArray(value)) {
    const found = newSequence();
    addMembers(found, value, name, budget);
    return found;
  }
  if (!isObject(value)) return undefined;
  const member = value[name];
  // What an object inherits are functions, which no data holds, and `__proto__`. Asking first what it owns takes twice as long.
  if (member === undefined || typeof member === "function" || value instanceof Callable) return undefined;
  return name !== "__proto__" || Object.hasOwn(value, name) ? member : undefined;
}

function addMembers(found: MarkedArray, items: readonly unknown[], name: string, budget: Budget): void {
  budget.spend(items.length * 8);
  for (const item of items) {
    if (isArray(item)) {
      addMembers(found, item, name, budget);
      continue;
    }
    const member = memberOf(item, name, budget);
    if (member === undefined) continue;
    if (!isArray(member)) {
      budget.addItems(1);
      found.push(member);
      continue;
    }
    budget.addItems(member.length);
    for (const value of member) found.push(value);
  }
}

/** `*`. Arrays among the members are flattened, and then it is no sequence any more. */
export function allMembers(input: unknown, budget: Budget): unknown {
  const value = isArray(input) && input.outerWrapper === true && input.length > 0 ? input[0] : input;
  if (!isObject(value) || value instanceof Callable) return newSequence();
  const found: unknown[] = [];
  let isSequence = true;
  const members = isArray(value) ? value : Object.keys(value);
  if (isArray(value)) budget.spend(members.length * 8);
  else budget.listMembers(members.length);
  for (const name of members) {
    const member = isArray(value) ? name : value[name as string];
    if (isArray(member)) {
      isSequence = false;
      flatten(member, found, budget);
    } else {
      budget.addItems(1);
      found.push(member);
    }
  }
  return isSequence ? asSequence(found) : found;
}

function flatten(items: readonly unknown[], flat: unknown[], budget: Budget): void {
  budget.spend(8 + items.length * 6);
  budget.addItems(items.length);
  for (const item of items) {
    if (isArray(item)) flatten(item, flat, budget);
    else flat.push(item);
  }
}

/** `**`: the value and everything in it, but for arrays, whose items stand for them. */
export function descendants(input: unknown, budget: Budget): unknown {
  if (input === undefined) return undefined;
  const found = newSequence();
  addDescendants(input, found, budget);
  return found.length === 1 ? found[0] : found;
}

function addDescendants(value: unknown, found: MarkedArray, budget: Budget): void {
  if (isArray(value)) {
    budget.spend(8 + value.length * 4);
    for (const item of value) addDescendants(item, found, budget);
    return;
  }
  budget.spend(8);
  budget.addItems(4);
  found.push(value);
  if (!isObject(value) || value instanceof Callable) return;
  const names = Object.keys(value);
  budget.spend(8);
  budget.listMembers(names.length);
  for (const name of names) addDescendants(value[name], found, budget);
}
