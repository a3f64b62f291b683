// Updates as functions of an item. All values are reckoned from the item as it was before anything is changed.

import { itemTooLarge, validationError } from "../refusals.ts";
import { type AttributeType, type AttributeValue, type Item, typeOf } from "../values/attribute-value.ts";
import { refuseDeepValue } from "../values/nesting.ts";
import { addNumbers, subtractNumbers } from "../values/number.ts";
import { maxItemBytes, valueSize } from "../values/size.ts";
import type { Update, WrittenType } from "./compiled.ts";
import { type DocumentPath, valueAt } from "./document-path.ts";
import { ItemDraft } from "./draft.ts";
import type { Operand } from "./tree.ts";

export type NewValue =
  | Operand
  | { readonly type: "sum"; readonly operator: "+" | "-"; readonly left: Operand; readonly right: Operand };

export type ResolvedAction =
  | { readonly section: "SET"; readonly path: DocumentPath; readonly value: NewValue }
  | { readonly section: "REMOVE"; readonly path: DocumentPath }
  | { readonly section: "ADD" | "DELETE"; readonly path: DocumentPath; readonly value: AttributeValue };

/** `mismatch` is what AWS says of a value that can't be added to, or taken from, what is there. */
export function compileUpdate(
  actions: readonly ResolvedAction[],
  mismatch = "An operand in the update expression has an incorrect data type",
): Update {
  const steps = actions.map((action) => ({ action, change: changeOf(action, mismatch) }));
  return {
    paths: actions.map(({ path }) => path),
    writtenTypes: actions.flatMap(writtenTypeOf),
    apply: (item) => changed(item, steps),
    // AWS minds no path that leads nowhere where there is no item at all.
    create: (key) =>
      changed(
        key,
        steps.filter(({ action }) => action.section !== "REMOVE"),
      ),
  };
}

interface Step {
  readonly action: ResolvedAction;
  readonly change: (item: Item) => Change | undefined;
}

function changed(item: Item, steps: readonly Step[]): Item {
  let bytes = 0;
  const changes = steps.map(({ action: { path }, change: changeFor }) => {
    const change = changeFor(item);
    // What is too large already is not made larger.
    if (change?.value !== undefined && isMany(change.value)) bytes += valueSize(change.value);
    if (bytes > maxItemBytes) throw itemTooLarge(true);
    return { path, change };
  });
  const draft = new ItemDraft(item);
  for (const { path, change } of changes) {
    if (change === undefined) continue;
    draft.change(path, change.value);
    if (change.value !== undefined) refuseDeepValue(change.value, path.length);
  }
  return draft.finish();
}

/** Whether a value may hold others. */
function isMany(value: AttributeValue): boolean {
  return !("S" in value || "N" in value || "B" in value || "BOOL" in value || "NULL" in value);
}

/** What a place is to hold, undefined for nothing. */
interface Change {
  readonly value: AttributeValue | undefined;
}

function changeOf(action: ResolvedAction, mismatch: string): (item: Item) => Change | undefined {
  if (action.section === "REMOVE") return () => ({ value: undefined });
  if (action.section === "SET") {
    const read = newValueReader(action.value, mismatch);
    return (item) => ({ value: read(item) });
  }
  const { path, value, section } = action;
  const combine = section === "ADD" ? added : without;
  return (item) => {
    const before = valueAt(item, path);
    if (before === undefined) return section === "ADD" ? { value } : undefined;
    const combined = combine(before, value);
    if (combined === undefined) throw validationError(mismatch);
    return combined;
  };
}

function newValueReader(value: NewValue, mismatch: string): (item: Item) => AttributeValue {
  if (value.type !== "sum") return operandReader(value, mismatch);
  const [left, right] = [operandReader(value.left, mismatch), operandReader(value.right, mismatch)];
  const reckon = value.operator === "+" ? addNumbers : subtractNumbers;
  return (item) => {
    const [a, b] = [left(item), right(item)];
    if (!("N" in a && "N" in b)) throw validationError(mismatch);
    return { N: reckon(a.N, b.N) };
  };
}

function operandReader(operand: Operand, mismatch: string): (item: Item) => AttributeValue {
  if (operand.type === "value") return () => operand.value;
  if (operand.type === "path") {
    return (item) => {
      const value = valueAt(item, operand.path);
      if (value !== undefined) return value;
      throw validationError("The provided expression refers to an attribute that does not exist in the item");
    };
  }
  const [first, second] = operand.operands as readonly [Operand, Operand];
  return operand.name === "list_append"
    ? joinedLists(operandReader(first, mismatch), operandReader(second, mismatch), mismatch)
    : present(first, operandReader(second, mismatch));
}

type Reader = (item: Item) => AttributeValue;

function joinedLists(left: Reader, right: Reader, mismatch: string): Reader {
  return (item) => {
    const [a, b] = [left(item), right(item)];
    if (!("L" in a && "L" in b)) throw validationError(mismatch);
    return { L: [...a.L, ...b.L] };
  };
}

/** `if_not_exists`, whose first operand was seen to be a path. */
function present(place: Operand, otherwise: Reader): Reader {
  if (place.type !== "path") throw new Error("if_not_exists without a path");
  return (item) => valueAt(item, place.path) ?? otherwise(item);
}

/** Undefined for types that don't go together. Lists are added to by AttributeUpdates alone. */
function added(before: AttributeValue, value: AttributeValue): Change | undefined {
  if ("N" in before && "N" in value) return { value: { N: addNumbers(before.N, value.N) } };
  if ("SS" in before && "SS" in value) return { value: { SS: union(before.SS, value.SS) } };
  if ("NS" in before && "NS" in value) return { value: { NS: union(before.NS, value.NS) } };
  if ("BS" in before && "BS" in value) return { value: { BS: union(before.BS, value.BS) } };
  return "L" in before && "L" in value ? { value: { L: [...before.L, ...value.L] } } : undefined;
}

function union(before: readonly string[], value: readonly string[]): readonly string[] {
  return [...new Set([...before, ...value])];
}

/** Undefined for types that don't go together. */
function without(before: AttributeValue, value: AttributeValue): Change | undefined {
  if ("SS" in before && "SS" in value) return difference("SS", before.SS, value.SS);
  if ("NS" in before && "NS" in value) return difference("NS", before.NS, value.NS);
  return "BS" in before && "BS" in value ? difference("BS", before.BS, value.BS) : undefined;
}

const sets = new WeakMap<readonly string[], ReadonlySet<string>>();

/** A request may take the same elements from many sets. */
function setOf(elements: readonly string[]): ReadonlySet<string> {
  const set = sets.get(elements) ?? new Set(elements);
  sets.set(elements, set);
  return set;
}

/** A set of which nothing is left is removed. */
function difference(type: "SS" | "NS" | "BS", before: readonly string[], removed: readonly string[]): Change {
  const gone = setOf(removed);
  const left = before.filter((element) => !gone.has(element));
  return { value: left.length === 0 ? undefined : ({ [type]: left } as unknown as AttributeValue) };
}

function writtenTypeOf(action: ResolvedAction): readonly WrittenType[] {
  if (action.section === "REMOVE") return [];
  const type = action.section === "SET" ? knownType(action.value) : typeOf(action.value);
  return type === undefined ? [] : [{ path: action.path, type }];
}

function knownType(value: NewValue): AttributeType | undefined {
  if (value.type === "sum") return "N";
  if (value.type === "value") return typeOf(value.value);
  if (value.type === "path") return undefined;
  return value.name === "list_append" ? "L" : knownType(value.operands[1] as Operand);
}
