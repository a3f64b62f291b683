// Matches the fields of one branch against an event, in time that grows with both and not with their combinations: it
// walks down the event once, taking along the fields that are still to be met below.

import { isJsonObject, type Json } from "../../aws/json.ts";
import { sameAddress } from "./ip-address.ts";
import type { Branch, Field } from "./parse-pattern.ts";
import type { Alternative, ValueMatch } from "./value-match.ts";

export type BranchMatch = (event: Json) => boolean;

interface Condition {
  readonly path: readonly string[];
  readonly matches: ValueMatch;
  /** Whether it also holds where the event has no value at the path. */
  readonly mayBeAbsent: boolean;
}

/** A condition and how many steps of its path lie behind. */
interface Pending {
  readonly condition: Condition;
  readonly depth: number;
}

export function compileBranch(branch: Branch): BranchMatch {
  const conditions = Array.from(branch.values(), compileField);
  const start: readonly Pending[] = conditions.map((condition) => ({ condition, depth: 0 }));
  if (!conditions.some(({ mayBeAbsent }) => mayBeAbsent)) return (event) => holdTogether(event, start);
  return (event) =>
    holdTogether(
      event,
      start.filter((each) => !each.condition.mayBeAbsent || hasValue(event, each, () => true)),
    );
}

function compileField({ path, alternatives }: Field): Condition {
  // A path is walked by its single steps, however the pattern divided it.
  return {
    path: path.join(".").split("."),
    matches: anyAlternative(alternatives),
    mayBeAbsent: alternatives.some(({ kind }) => kind === "absent"),
  };
}

/** Literals, by far the commonest alternatives, cost one look into a set together. */
function anyAlternative(alternatives: readonly Alternative[]): ValueMatch {
  const literals = new Set<Json>(
    alternatives.flatMap((each) => (each.kind === "literal" ? [each.value] : [])),
  );
  const others = alternatives.flatMap((each) => {
    if (each.kind === "match" || each.kind === "wildcard") return [each.matches];
    const address =
      each.kind === "literal" && typeof each.value === "string" ? sameAddress(each.value) : undefined;
    return address === undefined ? [] : [address];
  });
  const [only] = literals;
  if (others.length > 0) return (value) => literals.has(value) || others.some((test) => test(value));
  return literals.size === 1 ? (value) => value === only : (value) => literals.has(value);
}

/** Whether one choice of list entries below `value` meets all that is pending. */
function holdTogether(value: Json, pending: readonly Pending[]): boolean {
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
function hasValue(value: Json, pending: Pending, test: ValueMatch): boolean {
  if (Array.isArray(value)) return value.some((entry) => hasValue(entry, pending, test));
  if (!isJsonObject(value)) return pending.depth === pending.condition.path.length && test(value);
  return membersFor(value, pending).some(([name, below]) => hasValue(value[name] ?? null, below, test));
}
