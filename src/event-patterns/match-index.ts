// Finds those of many patterns that an event matches, at a cost that does not grow with their number: of each branch one field that
// must equal one of some values stands in a tree of member names. An event is led down that tree, and only the patterns whose
// value it meets are tried, with those that name no value.

import { isJsonObject, type Json } from "../aws/json.ts";
import { type Pattern, patternMatches } from "./compile-pattern.ts";
import { sameAddress } from "./ip-address.ts";
import type { Branch, Field } from "./parse-pattern.ts";

export interface Indexed<Item> {
  readonly item: Item;
  readonly pattern: Pattern;
}

interface Node<Item> {
  readonly children: Map<string, Node<Item>>;
  /** By the value that stands at this path; each once. */
  readonly values: Map<Json, Indexed<Item>[]>;
}

/** To try so few costs less than to look them up. */
const fewPatterns = 4;
/** That are not long in it. */
const triedAtOnce = 16;

export class MatchIndex<Item> {
  readonly #root: Node<Item> = emptyNode();
  readonly #others: Indexed<Item>[] = [];

  constructor(all: readonly Indexed<Item>[]) {
    if (all.length <= fewPatterns) {
      this.#others.push(...all);
      return;
    }
    const frequencies = countValues(all);
    for (const indexed of all) {
      const fields = indexed.pattern.branches.map((branch) => rarestField(branch, frequencies));
      // One branch that names no value can match anything.
      if (fields.length > 0 && fields.every((field) => field !== undefined))
        for (const field of fields) this.#put(field, indexed);
      else this.#others.push(indexed);
    }
  }

  /** Each once, in no particular order. `characters` is about how long the event is. Undefined if it may take long: ask `inPieces` then. */
  matching(event: Json, characters: number): readonly Item[] | undefined {
    const candidates = this.#candidates(event);
    if (candidates.length > triedAtOnce) return undefined;
    const items: Item[] = [];
    for (const { item, pattern } of candidates) {
      if (pattern.isLongFor(characters)) return undefined;
      if (pattern.matches(event)) items.push(item);
    }
    return items;
  }

  /** The same; yields where whoever asks may give way to others. */
  *inPieces(event: Json, characters: number): Generator<void, readonly Item[]> {
    const items: Item[] = [];
    let tried = 0;
    for (const { item, pattern } of this.#candidates(event)) {
      if (++tried % triedAtOnce === 0) yield;
      if (yield* patternMatches(pattern, event, characters)) items.push(item);
    }
    return items;
  }

  #candidates(event: Json): readonly Indexed<Item>[] {
    if (this.#root.children.size === 0) return this.#others;
    const met = new Set<readonly Indexed<Item>[]>();
    collect(event, this.#root, met);
    const [first] = met;
    if (first === undefined) return this.#others;
    if (met.size === 1 && this.#others.length === 0) return first;
    return [...new Set([this.#others, ...met].flat())];
  }

  #put({ path, values }: ExactField, indexed: Indexed<Item>): void {
    let node = this.#root;
    for (const step of path) {
      const child = node.children.get(step) ?? emptyNode();
      node.children.set(step, child);
      node = child;
    }
    for (const value of values) {
      const same = node.values.get(value);
      if (same === undefined) node.values.set(value, [indexed]);
      else if (same.at(-1) !== indexed) same.push(indexed);
    }
  }
}

function emptyNode<Item>(): Node<Item> {
  return { children: new Map(), values: new Map() };
}

/** What can match is met: through every entry of a list, and through names whose dots join several steps of a path. */
function collect<Item>(value: Json, node: Node<Item>, met: Set<readonly Indexed<Item>[]>): void {
  if (Array.isArray(value)) {
    for (const entry of value) collect(entry, node, met);
  } else if (isJsonObject(value)) {
    for (const name of Object.keys(value)) {
      const below = node.children.get(name) ?? (name.includes(".") ? descend(node, name) : undefined);
      if (below !== undefined) collect(value[name] ?? null, below, met);
    }
  } else {
    const patterns = node.values.get(value);
    if (patterns !== undefined) met.add(patterns);
  }
}

function descend<Item>(node: Node<Item>, name: string): Node<Item> | undefined {
  let below: Node<Item> | undefined = node;
  for (const step of name.split(".")) below = below?.children.get(step);
  return below;
}

interface ExactField {
  readonly path: readonly string[];
  readonly values: readonly Json[];
}

/** Undefined for a field that may match more than the values that it names. An address is also matched in its other spellings. */
function exactField({ path, alternatives }: Field): ExactField | undefined {
  const values: Json[] = [];
  for (const alternative of alternatives) {
    if (alternative.kind !== "literal") return undefined;
    const { value } = alternative;
    if (typeof value === "string" && sameAddress(value) !== undefined) return undefined;
    values.push(value);
  }
  return { path: path.join(".").split("."), values };
}

type Frequencies = ReadonlyMap<string, number>;

/** How many branches name a value at a path. */
function countValues(all: readonly Indexed<unknown>[]): Frequencies {
  const counts = new Map<string, number>();
  for (const { pattern } of all) {
    for (const branch of pattern.branches) {
      for (const field of exactFields(branch)) {
        for (const key of keysOf(field)) counts.set(key, (counts.get(key) ?? 0) + 1);
      }
    }
  }
  return counts;
}

/** The field whose commonest value is the rarest among all branches: it leaves the fewest patterns to be tried. */
function rarestField(branch: Branch, frequencies: Frequencies): ExactField | undefined {
  const commonest = (field: ExactField) =>
    Math.max(0, ...keysOf(field).map((key) => frequencies.get(key) ?? 0));
  let rarest: { readonly field: ExactField; readonly count: number } | undefined;
  for (const field of exactFields(branch)) {
    const count = commonest(field);
    if (rarest === undefined || count < rarest.count) rarest = { field, count };
  }
  return rarest?.field;
}

function exactFields(branch: Branch): readonly ExactField[] {
  return Array.from(branch.values(), exactField).filter((field) => field !== undefined);
}

function keysOf({ path, values }: ExactField): readonly string[] {
  return values.map((value) => `${path.join(".")} ${JSON.stringify(value)}`);
}
