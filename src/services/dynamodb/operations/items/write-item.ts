// One write of one item: what is there, whether the condition holds, and what it becomes. Nothing comes between the three,
// because nothing else runs meanwhile. A condition that takes long is looked at before, and its verdict holds as long as the item is the same.

import { ServiceError } from "../../../../aws/service-error.ts";
import { inSlices } from "../../../../time/time-slice.ts";
import type { Table } from "../../definitions/table.ts";
import type { Condition } from "../../expressions/compiled.ts";
import type { ItemKey } from "../../store/item-key.ts";
import type { ItemChange, StoredItem } from "../../store/items.ts";
import type { Changer } from "../../streams/change-record.ts";
import { type TableService, tableNamed, tableNotFound } from "../../table-service.ts";
import type { Item } from "../../values/attribute-value.ts";
import { itemSize, maxItemBytes } from "../../values/size.ts";
import { checkItem } from "./item-keys.ts";

export interface ItemWrite {
  readonly table: Table;
  readonly key: ItemKey;
  readonly condition: Condition | undefined;
  readonly isUpdate?: boolean;
  /** What the item becomes; undefined if it is to go. Throws ValidationException. */
  readonly next: (current: Item | undefined) => Item | undefined;
  /** What `next` gives, where it is known before. */
  readonly ready?: StoredItem | undefined;
  readonly verdict?: Verdict | undefined;
}

/** What a condition says of an item. */
export interface Verdict {
  readonly before: StoredItem | undefined;
  readonly holds: boolean;
}

/** While an item is changed all the time, a condition that takes long is looked at so often. */
export const mostTries = 10;

/** A large item takes long to measure and to write, which is best done while others may still have their turn. */
export function readyToStore(item: Item): StoredItem {
  const bytes = itemSize(item);
  return bytes > maxItemBytes ? { item, bytes } : { item, bytes, text: JSON.stringify(item) };
}

/** The condition of a write doesn't hold. */
export class ConditionFailed extends ServiceError {
  /** What was there. */
  readonly current: Item | undefined;

  /** `isShown`: ReturnValuesOnConditionCheckFailure asks for the item. */
  constructor(current: Item | undefined, isShown: boolean) {
    super("ConditionalCheckFailedException", "The conditional request failed", {
      members: isShown && current !== undefined ? { Item: current } : {},
    });
    this.current = current;
  }
}

/** Finds out what the write changes. Throws ConditionFailed, ValidationException. */
export function planWrite(service: TableService, write: ItemWrite, isShown = false): ItemChange {
  const { table, key, condition, next, ready, verdict, isUpdate = false } = write;
  const known =
    verdict !== undefined && service.items.isStill(table, key, verdict.before) ? verdict : undefined;
  const before = known === undefined ? service.items.get(table, key) : known.before;
  if (condition !== undefined && !(known?.holds ?? condition.matches(before?.item ?? {}))) {
    throw new ConditionFailed(before?.item, isShown);
  }
  const after = ready ?? stored(next(before?.item), before);
  if (after !== undefined) checkItem(table, after.item, after.bytes, isUpdate);
  return { key, before, after };
}

/** Of a condition that takes long; undefined of any other. Yields where whoever asks may give way to others. */
export function* verdictInPieces(
  { database, items }: TableService,
  { table, key, condition }: ItemWrite,
): Generator<void, Verdict | undefined> {
  if (condition?.isLongFor(maxItemBytes) !== true) return undefined;
  const before = database.read(() => items.get(table, key));
  if (!condition.isLongFor(before?.bytes ?? 0)) return undefined;
  return { before, holds: yield* condition.inPieces(before?.item ?? {}) };
}

/** Whether a verdict still holds, or none is needed: the condition takes no time. */
export function isSettled(
  { database, items }: TableService,
  { table, key, condition }: ItemWrite,
  verdict: Verdict | undefined,
): boolean {
  if (verdict !== undefined) return items.isStill(table, key, verdict.before);
  if (condition?.isLongFor(maxItemBytes) !== true) return true;
  return !condition.isLongFor(database.read(() => items.get(table, key))?.bytes ?? 0);
}

/** To be called in a transaction, with nothing in between since the change was planned. */
export function applyChange(service: TableService, table: Table, change: ItemChange, by?: Changer): void {
  service.items.change(table, change);
  service.streams.append(table, change, by);
  service.destinations.append(table, change, by);
}

/** Plans, applies, and resolves once it is on disk. */
export async function writeItem(
  service: TableService,
  asked: ItemWrite,
  isShown: boolean,
): Promise<ItemChange> {
  const { database } = service;
  let write = asked;
  for (let tries = 1; ; tries++) {
    const looking = inSlices(verdictInPieces(service, write));
    if (!(looking instanceof Promise)) break;
    const verdict = await looking;
    write = { ...write, table: stillThere(service, write.table), verdict };
    if (isSettled(service, write, verdict)) break;
    if (tries === mostTries) throw changedAllTheTime(write.table);
  }
  const change = database.read(() => planWrite(service, write, isShown));
  database.write(() => applyChange(service, write.table, change));
  await database.durable();
  return change;
}

/** Clients ask again. */
function changedAllTheTime({ name }: Table): ServiceError {
  return new ServiceError(
    "InternalServerError",
    `The item of table ${name} was changed by others each of the ${mostTries} times that its condition was looked at`,
    { status: 500 },
  );
}

/** As it is by now. Throws ResourceNotFoundException. */
function stillThere(service: TableService, { name, owner }: Table): Table {
  const table = tableNamed(service, name);
  if (table.owner !== owner) throw tableNotFound();
  return table;
}

function stored(item: Item | undefined, before: StoredItem | undefined): StoredItem | undefined {
  if (item === before?.item) return before;
  return item === undefined ? undefined : readyToStore(item);
}
