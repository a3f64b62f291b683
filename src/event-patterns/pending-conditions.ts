// Meets the conditions of a branch below a value, in time that grows with both and not with their combinations: it walks
// down once, taking along the conditions that are still to be met. It takes in whatever the tree of names doesn't: names
// with dots, which stand for several steps of a path, and lists that hold values beside objects; and it yields after each
// entry of a list, so that whoever asks of a large event may give way to others.

import { isJsonObject, type Json } from "../aws/json.ts";
import type { ValueMatch } from "./value-match.ts";

export interface Condition {
  readonly path: readonly string[];
  readonly matches: ValueMatch;
  /** One of these matches where the condition does. */
  readonly tests: readonly ValueMatch[];
  /** Whether it also holds where the event has no value at the path. */
  readonly mayBeAbsent: boolean;
}

/** A condition and how many steps of its path lie behind. */
export interface Pending {
  readonly condition: Condition;
  readonly depth: number;
}

type Walk<Found> = Generator<void, Found>;

/** Where a value is there at all, whatever it is. */
const anyValue: readonly ValueMatch[] = [() => true];
/** To look at a text that is longer may take long for a single test. */
const longText = 1000;

/** Whether the conditions hold below `value`: those that may be absent need not, where nothing is. */
export function* holdBelow(value: Json, pending: readonly Pending[]): Walk<boolean> {
  const asked: Pending[] = [];
  for (const each of pending)
    if (!each.condition.mayBeAbsent || (yield* hasValue(value, each, anyValue))) asked.push(each);
  return yield* holdTogether(value, asked);
}

/** Whether one choice of list entries below `value` meets all that is pending. */
function* holdTogether(value: Json, pending: readonly Pending[]): Walk<boolean> {
  const [only] = pending;
  if (only === undefined) return true;
  if (pending.length === 1) return yield* isMet(value, only);
  if (Array.isArray(value)) return yield* holdInList(value, pending);
  if (!isJsonObject(value)) {
    for (const each of pending) if (!(yield* isMet(value, each))) return false;
    return true;
  }
  // Those that go on through the same member go on together.
  const byMember = new Map<string, Pending[]>();
  for (const each of pending) {
    const [name, below] = (yield* memberFor(value, each)) ?? [];
    if (name === undefined || below === undefined) return false;
    const together = byMember.get(name);
    if (together === undefined) byMember.set(name, [below]);
    else together.push(below);
  }
  for (const [name, below] of byMember) if (!(yield* holdTogether(value[name] ?? null, below))) return false;
  return true;
}

/** Values that stand in the list itself may be chosen freely; all else must hold in one entry. */
function* holdInList(list: readonly Json[], pending: readonly Pending[]): Walk<boolean> {
  const values = list.filter((entry) => !isContainer(entry));
  const left: Pending[] = [];
  for (const each of pending) if (!(yield* isMet(values, each))) left.push(each);
  if (left.length === 0) return true;
  for (const entry of list) {
    if (isContainer(entry) && (yield* holdTogether(entry, left))) return true;
    yield;
  }
  return false;
}

function isContainer(value: Json): boolean {
  return typeof value === "object" && value !== null;
}

type ObjectValue = { readonly [name: string]: Json };
type Member = readonly [name: string, below: Pending];

/**
 * The member that a path goes on through. Where both `a` and `a.b` are members it is the first in which the condition
 * holds by itself.
 */
function* memberFor(object: ObjectValue, pending: Pending): Walk<Member | undefined> {
  const members = membersFor(object, pending);
  if (members.length < 2) return members[0];
  for (const member of members) {
    const [name, below] = member;
    if (yield* isMet(object[name] ?? null, below)) return member;
  }
  return undefined;
}

/** A member's name may be several steps of the path, joined with dots. */
function membersFor(object: ObjectValue, { condition, depth }: Pending): readonly Member[] {
  const members: Member[] = [];
  const { path } = condition;
  const first = path[depth];
  if (first === undefined) return members;
  if (Object.hasOwn(object, first)) members.push([first, { condition, depth: depth + 1 }]);
  if (depth + 1 === path.length) return members;
  for (const name in object) {
    if (!name.includes(".")) continue;
    const steps = name.split(".");
    if (steps.every((step, index) => step === path[depth + index])) {
      members.push([name, { condition, depth: depth + steps.length }]);
    }
  }
  return members;
}

function isMet(value: Json, pending: Pending): Walk<boolean> {
  return hasValue(value, pending, pending.condition.tests);
}

/** Whether a value at the path, in whatever entries of lists, passes one of the tests. An object or an empty list is no value. */
function* hasValue(value: Json, pending: Pending, tests: readonly ValueMatch[]): Walk<boolean> {
  if (Array.isArray(value)) {
    for (const entry of value) {
      if (yield* hasValue(entry, pending, tests)) return true;
      yield;
    }
  } else if (isJsonObject(value)) {
    for (const [name, below] of membersFor(value, pending))
      if (yield* hasValue(value[name] ?? null, below, tests)) return true;
  } else if (pending.depth === pending.condition.path.length) {
    const isLong = typeof value === "string" && value.length > longText;
    for (const test of tests) {
      if (test(value)) return true;
      if (isLong) yield;
    }
  }
  return false;
}
