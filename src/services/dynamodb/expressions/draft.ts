// Changes to an item while an update is made: places are named as they were before it, whatever else it removes or adds.

import { validationError } from "../refusals.ts";
import type { AttributeMap, AttributeValue, Item } from "../values/attribute-value.ts";
import { type DocumentPath, memberOf } from "./document-path.ts";

/** Undefined stands for what is removed. */
type Change = ContainerDraft | AttributeValue | undefined;

interface ContainerDraft {
  readonly before: AttributeValue;
  readonly changes: Map<string | number, Change>;
}

export class ItemDraft {
  readonly #root: ContainerDraft;

  constructor(item: Item) {
    this.#root = { before: { M: item }, changes: new Map() };
  }

  /** Sets what is at a path, or removes it. Throws ValidationException if there is no map or list to hold it. */
  change(path: DocumentPath, value: AttributeValue | undefined): void {
    const container = this.#containerOf(path);
    container.changes.set(path.at(-1) as string | number, value);
  }

  #containerOf(path: DocumentPath): ContainerDraft {
    let container = this.#root;
    for (const step of path.slice(0, -1)) container = contentsOf(container, step);
    const holds = typeof path.at(-1) === "number" ? "L" : "M";
    if (!(holds in container.before)) throw invalidPath();
    return container;
  }

  /** Shares with the former item all that isn't changed. */
  finish(): Item {
    const value = finished(this.#root);
    return "M" in value ? value.M : {};
  }
}

function contentsOf(container: ContainerDraft, step: string | number): ContainerDraft {
  const change = container.changes.get(step);
  if (change !== undefined && "changes" in change) return change as ContainerDraft;
  const before = memberOf(container.before, step);
  if (before === undefined) throw invalidPath();
  const draft: ContainerDraft = { before, changes: new Map() };
  container.changes.set(step, draft);
  return draft;
}

function invalidPath(): Error {
  return validationError("The document path provided in the update expression is invalid for update");
}

function finished({ before, changes }: ContainerDraft): AttributeValue {
  if ("M" in before) return { M: finishedMap(before.M, changes) };
  return "L" in before ? { L: finishedList(before.L, changes) } : before;
}

function finishedMap(before: AttributeMap, changes: ContainerDraft["changes"]): AttributeMap {
  const members = new Map<string, AttributeValue>(Object.entries(before));
  for (const [name, change] of changes) {
    const value = resulting(change);
    if (value === undefined) members.delete(String(name));
    else members.set(String(name), value);
  }
  return Object.fromEntries(members);
}

/** Elements behind the end are added in the order of their indexes, without gaps. */
function finishedList(
  before: readonly AttributeValue[],
  changes: ContainerDraft["changes"],
): readonly AttributeValue[] {
  const kept = before.map((element, index) => (changes.has(index) ? resulting(changes.get(index)) : element));
  const added = [...changes]
    .filter(([index]) => Number(index) >= before.length)
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, change]) => resulting(change));
  return [...kept, ...added].filter((element) => element !== undefined);
}

function resulting(change: Change): AttributeValue | undefined {
  return change !== undefined && "changes" in change ? finished(change as ContainerDraft) : change;
}
