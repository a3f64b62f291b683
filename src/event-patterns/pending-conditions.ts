// Meets the conditions of a branch below a value, in time that grows with both and not with their combinations: it walks
// down once, taking along the conditions that are still to be met. It takes in whatever the tree of names doesn't: names
// with dots, which stand for several steps of a path, and lists that hold values beside objects.

import { isJsonObject, type Json } from "../aws/json.ts";
import type { ValueMatch } from "./value-match.ts";

export interface Condition {
  readonly path: readonly string[];
  readonly matches: ValueMatch;
  /** Whether it also holds where the event has no value at the path. */
  readonly mayBeAbsent: boolean;
}

/** A condition and how many steps of its path lie behind. */
export interface Pending {
  readonly condition: Condition;
  readonly depth: number;
}

/** Whether one choice of list entries below `value` meets all that is pending. */
export function holdTogether(value: Json, pending: readonly Pending[]): boolean {
  const [only] = pending;
  if (only === undefined) return true;
  if (pending.length === 1) return hasValue(value, only, only.condition.matches);
  if (Array.isArray(value)) return holdInList(value, pending);
  if (!isJsonObject(value)) return pending.every((each) => hasValue(value, each, each.condition.matches));
  // Those that go on through the same member go on together.
  const byMember = new Map<string, Pending[]>();
  for (const each of pending) {
    const [name, below] = memberFor(value, each) ?? [];
    if (name === undefined || below === undefined) return false;
    const together = byMember.get(name);
    if (together === undefined) byMember.set(name, [below]);
    else together.push(below);
  }
  for (const [name, below] of byMember) if (!holdTogether(value[name] ?? null, below)) return false;
  return true;
}

/** Values that stand in the list itself may be chosen freely; all else must hold in one entry. */
function holdInList(list: readonly Json[], pending: readonly Pending[]): boolean {
  const values = list.filter((entry) => !isContainer(entry));
  const left = pending.filter(
    (each) => !values.some((entry) => hasValue(entry, each, each.condition.matches)),
  );
  return left.length === 0 || list.some((entry) => isContainer(entry) && holdTogether(entry, left));
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
function memberFor(object: ObjectValue, pending: Pending): Member | undefined {
  const members = membersFor(object, pending);
  if (members.length < 2) return members[0];
  return members.find(([name, below]) => hasValue(object[name] ?? null, below, below.condition.matches));
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

/** Whether a value at the path, in whatever entries of lists, passes the test. An object or an empty list is no value. */
export function hasValue(value: Json, pending: Pending, test: ValueMatch): boolean {
  if (Array.isArray(value)) return value.some((entry) => hasValue(entry, pending, test));
  if (!isJsonObject(value)) return pending.depth === pending.condition.path.length && test(value);
  return membersFor(value, pending).some(([name, below]) => hasValue(value[name] ?? null, below, test));
}
