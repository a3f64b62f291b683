// `^( … )` puts a list in order, `{ key: value }` makes an object of it.

import { setMember } from "../../aws/set-member.ts";
import { type Budget, unitsOfNewName } from "./budget.ts";
import type { Compile } from "./compile.ts";
import { type Frame, type Run, tupleFrame } from "./evaluation.ts";
import type { Tuple } from "./filters.ts";
import { JsonataError } from "./jsonata-error.ts";
import { mergeSorted } from "./merge-sort.ts";
import { spendOnTexts } from "./operators.ts";
import { appended, isArray, type MarkedArray } from "./sequences.ts";
import type { Group, SortTerm } from "./syntax-tree.ts";

type Key = string | number | undefined;

export function compileSort(
  terms: readonly SortTerm[],
  depth: number,
  compile: Compile,
): (items: MarkedArray, frame: Frame) => MarkedArray {
  const orders = terms.map(({ expression, descending }) => ({ key: compile(expression, depth), descending }));
  return (items, frame) => {
    const keyOf = (key: Run, item: unknown) =>
      items.tupleStream === true
        ? key((item as Tuple)["@"], tupleFrame(frame, item as Tuple))
        : key(item, frame);
    const comesAfter = (first: unknown, second: unknown) => {
      for (const { key, descending } of orders) {
        const [one, other] = [keyOf(key, first), keyOf(key, second)];
        frame.evaluation.budget.spend(6);
        spendOnTexts(one, other, frame.evaluation.budget);
        const order = compareKeys(one, other, descending);
        if (order !== 0) return order > 0;
      }
      return false;
    };
    return mergeSorted(items, comesAfter, frame.evaluation.budget);
  };
}

/** Nothing comes last, whichever the direction. */
function compareKeys(first: unknown, second: unknown, descending: boolean): number {
  if (first === undefined) return second === undefined ? 0 : 1;
  if (second === undefined) return -1;
  for (const key of [first, second]) {
    if (typeof key !== "string" && typeof key !== "number") throw new JsonataError("T2008", { value: key });
  }
  if (typeof first !== typeof second) throw new JsonataError("T2007", { value: first, value2: second });
  if (first === second) return 0;
  const order = (first as NonNullable<Key>) < (second as NonNullable<Key>) ? -1 : 1;
  return descending ? -order : order;
}

/** All items that have one key, and which pair of the object the key came from. */
class Members {
  data: unknown;
  readonly pair: number;
  #isOwn = false;

  constructor(data: unknown, pair: number) {
    this.data = data;
    this.pair = pair;
  }

  /** The list is the group's own from the second item on, and need not be copied for each. */
  add(item: unknown, budget: Budget): void {
    budget.addItems(isArray(item) ? item.length : 1);
    if (item === undefined) return;
    if (!this.#isOwn) {
      this.#isOwn = this.data !== undefined;
      this.data = appended(this.data, item);
      return;
    }
    const list = this.data as unknown[];
    if (isArray(item)) for (const one of item) list.push(one);
    else list.push(item);
  }
}

interface Pair {
  readonly key: Run;
  /** The key is written out, so that all objects made here are of one kind. */
  readonly isWritten: boolean;
  readonly value: Run;
}

/** Of one item. */
function objectAt(item: unknown, pairs: readonly Pair[], frame: Frame): Record<string, unknown> {
  const { budget } = frame.evaluation;
  budget.addObject(pairs.length);
  // Each is looked for among all before it.
  budget.spend((pairs.length * pairs.length) / 2);
  const keys = pairs.map(({ key }) => textKey(key(item, frame), budget));
  const object: Record<string, unknown> = {};
  for (const [at, key] of keys.entries()) {
    if (key === undefined) continue;
    if (keys.indexOf(key) !== at) throw new JsonataError("D1009", { value: key });
    if (pairs[at]?.isWritten === false) budget.spend(unitsOfNewName);
    setValue(object, key, pairs[at]?.value(item, frame));
  }
  return object;
}

function textKey(key: unknown, budget: Budget): string | undefined {
  if (key === undefined) return undefined;
  if (typeof key === "string") {
    budget.readText(key.length);
    return key;
  }
  throw new JsonataError("T1003", { value: key });
}

function setValue(object: Record<string, unknown>, key: string, value: unknown): void {
  if (value !== undefined) setMember(object as Record<string, never>, key, value as never);
}

/** Also an object constructor, which is a group of the one thing that it stands at. */
export function compileGroup(
  { lhs }: Group,
  depth: number,
  compile: Compile,
): (value: unknown, frame: Frame) => unknown {
  const pairs = lhs.map(([key, value]) => ({
    key: compile(key, depth),
    isWritten: key.type === "string",
    value: compile(value, depth),
  }));
  return (value, frame) => {
    if (!isArray(value)) return objectAt(value, pairs, frame);
    const items = value;
    const isTuples = items.tupleStream === true;
    const list = items.length === 0 && !isTuples ? [undefined] : items;
    const groups = new Map<string, Members>();
    for (const item of list) {
      const inner = isTuples ? tupleFrame(frame, item as Tuple) : frame;
      const context = isTuples ? (item as Tuple)["@"] : item;
      for (const [pair, { key }] of pairs.entries()) {
        addToGroup(groups, { key: key(context, inner), item, pair }, frame.evaluation.budget);
      }
    }
    const object: Record<string, unknown> = {};
    frame.evaluation.budget.addObject(groups.size);
    for (const [key, { data, pair }] of groups) {
      const run = pairs[pair]?.value as Run;
      setValue(object, key, isTuples ? valueOfTuples(run, data, frame) : run(data, frame));
    }
    return object;
  };
}

interface Keyed {
  readonly key: unknown;
  readonly item: unknown;
  readonly pair: number;
}

function addToGroup(groups: Map<string, Members>, { key: value, item, pair }: Keyed, budget: Budget): void {
  budget.spend(12);
  const key = textKey(value, budget);
  if (key === undefined) return;
  const there = groups.get(key);
  if (there === undefined) {
    budget.addObject(12);
    groups.set(key, new Members(item, pair));
  } else if (there.pair !== pair) throw new JsonataError("D1009", { value: key });
  else there.add(item, budget);
}

function valueOfTuples(run: Run, data: unknown, frame: Frame): unknown {
  const { "@": context, ...bound } = joinedTuples(data, frame);
  return run(context, tupleFrame(frame, bound));
}

/** The tuples of a group as one: what each name stands for in any of them. */
function joinedTuples(data: unknown, { evaluation: { budget } }: Frame): Tuple {
  if (!isArray(data)) return data as Tuple;
  const lists: Record<string, unknown> = Object.create(null);
  for (const tuple of data as readonly Tuple[]) {
    for (const name of Object.keys(tuple)) {
      const there = lists[name];
      budget.addItems(isArray(there) ? there.length + 1 : 1);
      budget.spend(isArray(there) ? there.length * 2 : 4);
      lists[name] = appended(there, tuple[name]);
    }
  }
  return lists;
}
