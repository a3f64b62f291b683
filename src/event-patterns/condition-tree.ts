// The conditions of a branch as a tree of member names, which most events are matched by: those whose names hold no dots,
// and whose lists hold either values or objects. Any other is left to the walk that takes all in.

import { isJsonObject, type Json } from "../aws/json.ts";
import { atOnce } from "../time/time-slice.ts";
import { type Condition, holdBelow, type Pending } from "./pending-conditions.ts";

interface Branching {
  readonly children: readonly (readonly [name: string, node: Node])[];
  /** Names of members below, joined with dots, that could stand for the way down to them. */
  readonly joined: readonly string[];
  /** Whether there are members further down than `joined` goes. */
  readonly isDeep: boolean;
}

interface Node extends Branching {
  readonly leaf: Condition | undefined;
  readonly pending: readonly Pending[];
  /** Whether all conditions here and below hold where there is no value. */
  readonly mayBeAbsent: boolean;
  /** Whether some do. */
  readonly someMayBeAbsent: boolean;
}

/** As far down as names are joined beforehand. */
const mostJoined = 4;

export interface ConditionTree {
  readonly matches: (event: Json) => boolean;
  /** The same; yields where whoever asks may give way to others. */
  readonly inPieces: (event: Json) => Generator<void, boolean>;
}

export function compileTree(conditions: readonly Condition[]): ConditionTree {
  const pending = conditions.map((condition) => ({ condition, depth: 0 }));
  const root = nodeOf(pending);
  return { matches: (event) => matchNode(event, root), inPieces: (event) => holdBelow(event, pending) };
}

function nodeOf(pending: readonly Pending[]): Node {
  const ended = pending.find(({ condition, depth }) => depth === condition.path.length);
  const below = new Map<string, Pending[]>();
  for (const { condition, depth } of pending) {
    const name = condition.path[depth];
    if (name === undefined) continue;
    const same = below.get(name) ?? [];
    below.set(name, same);
    same.push({ condition, depth: depth + 1 });
  }
  return {
    leaf: ended?.condition,
    pending,
    children: Array.from(below, ([name, each]) => [name, nodeOf(each)] as const),
    mayBeAbsent: pending.every(({ condition }) => condition.mayBeAbsent),
    someMayBeAbsent: pending.some(({ condition }) => condition.mayBeAbsent),
    ...joinedNames(pending),
  };
}

function joinedNames(pending: readonly Pending[]): Pick<Branching, "joined" | "isDeep"> {
  const joined = new Set<string>();
  let isDeep = false;
  for (const { condition, depth } of pending) {
    const { path } = condition;
    const furthest = Math.min(path.length, depth + mostJoined);
    for (let end = depth + 2; end <= furthest; end++) joined.add(path.slice(depth, end).join("."));
    if (path.length > furthest) isDeep = true;
  }
  return { joined: [...joined], isDeep };
}

function matchNode(value: Json, node: Node): boolean {
  if (Array.isArray(value)) return matchList(value, node);
  if (!isJsonObject(value)) return matchValue(value, node);
  const { children, leaf } = node;
  // An object is no value.
  if (leaf !== undefined && !leaf.mayBeAbsent) return false;
  if (hasJoinedName(value, node)) return walk(value, node);
  for (const [name, child] of children) {
    if (!Object.hasOwn(value, name)) {
      if (!child.mayBeAbsent) return false;
    } else if (!matchNode(value[name] ?? null, child)) return false;
  }
  return true;
}

function matchValue(value: Json, { children, leaf }: Node): boolean {
  for (const [, child] of children) if (!child.mayBeAbsent) return false;
  return leaf === undefined || leaf.matches(value);
}

function matchList(list: readonly Json[], node: Node): boolean {
  if (node.someMayBeAbsent || (node.children.length > 0 && node.leaf !== undefined)) return walk(list, node);
  for (const entry of list) if (matchNode(entry, node)) return true;
  return false;
}

function walk(value: Json, { pending }: Node): boolean {
  return atOnce(holdBelow(value, pending));
}

function hasJoinedName(object: { readonly [name: string]: Json }, { joined, isDeep }: Branching): boolean {
  for (const name of joined) if (Object.hasOwn(object, name)) return true;
  if (!isDeep) return false;
  for (const name in object) if (name.includes(".")) return true;
  return false;
}
