// Items and the entries of their indexes, as rows. Whoever changes an item does it in a transaction of the database.

import type { Table, TableIndex } from "../definitions/table.ts";
import { attributeOf, type Item } from "../values/attribute-value.ts";
import { itemSize } from "../values/size.ts";
import { entryKeyOf, type ItemKey, sameKey } from "./item-key.ts";
import { projectItem } from "./project-item.ts";
import type { TableDatabase } from "./table-database.ts";

export interface StoredItem {
  readonly item: Item;
  /** As DynamoDB counts its size. */
  readonly bytes: number;
  /** Its JSON, if it was written before, or is as it was read. */
  readonly text?: string;
}

export function textOf({ item, text }: StoredItem): string {
  return text ?? JSON.stringify(item);
}

export interface ItemChange {
  readonly key: ItemKey;
  readonly before: StoredItem | undefined;
  readonly after: StoredItem | undefined;
}

interface Counts {
  items: number;
  bytes: number;
}

export class Items {
  readonly #database: TableDatabase;

  constructor(database: TableDatabase) {
    this.#database = database;
  }

  get(table: Table, key: ItemKey): StoredItem | undefined {
    const row = this.row(table, key);
    return row === undefined ? undefined : readItem(row);
  }

  /** Whether it is what it was then. */
  isStill(table: Table, key: ItemKey, then: StoredItem | undefined): boolean {
    return this.row(table, key)?.item === (then && textOf(then));
  }

  /** Writes what an item has become, or removes it, and does the same for the indexes. */
  change(table: Table, change: ItemChange): void {
    const { key, before, after } = change;
    if (after === undefined) {
      if (before === undefined) return;
      this.#run("DELETE FROM items WHERE owner = ? AND partition = ? AND sort = ?", table.owner, key);
    } else {
      const text = textOf(after);
      this.#database.count(text.length);
      this.#database
        .statement("INSERT OR REPLACE INTO items VALUES (?, ?, ?, ?, ?, ?)")
        .run(table.owner, key.partition, key.sort, text, after.bytes, expiryOf(table, after.item));
    }
    this.#count(table.owner, before, after);
    for (const index of table.indexes) this.#changeEntry(index, change);
  }

  /** Makes the entry of an item that was there before its index, if it hasn't got one since. */
  addEntry(index: TableIndex, key: ItemKey, item: StoredItem): void {
    const entry = entryKeyOf(item.item, index.key);
    if (entry === undefined || this.#hasEntry(index, entry, key)) return;
    this.#changeEntry(index, { key, before: undefined, after: item });
  }

  /** Tells the item when it expires, by a table that has been told so since. */
  setExpiry(table: Table, key: ItemKey, item: Item): void {
    this.#database
      .statement("UPDATE items SET expires = ? WHERE owner = ? AND partition = ? AND sort = ?")
      .run(expiryOf(table, item), table.owner, key.partition, key.sort);
  }

  /** How many items there are, of how many bytes, in a table or an index. */
  counts(owner: number): { readonly items: number; readonly bytes: number } {
    const row = this.#database.statement("SELECT items, bytes FROM owners WHERE id = ?").get(owner);
    return { items: Number(row?.items ?? 0), bytes: Number(row?.bytes ?? 0) };
  }

  #changeEntry(index: TableIndex, change: ItemChange): void {
    const { definition, key: schema, projected } = index;
    const { owner, isBackfilling } = definition;
    const { key, before, after } = change;
    const entry = before === undefined ? undefined : entryKeyOf(before.item, schema);
    // The turn of an item that was there before the index may not have come yet.
    const old =
      entry !== undefined && isBackfilling && !this.#hasEntry(index, entry, key) ? undefined : entry;
    const wanted = after === undefined ? undefined : entryKeyOf(after.item, schema);
    if (old === undefined && wanted === undefined) return;
    if (old === undefined || wanted === undefined || !sameKey(old, wanted)) {
      if (old !== undefined) this.#runEntry(deleteEntry, owner, old, key);
      if (wanted !== undefined) this.#runEntry(insertEntry, owner, wanted, key);
    }
    this.#count(
      owner,
      old && { bytes: projectedBytes(before as StoredItem, projected) },
      wanted && { bytes: projectedBytes(after as StoredItem, projected) },
    );
  }

  #hasEntry({ definition: { owner } }: TableIndex, entry: ItemKey, item: ItemKey): boolean {
    const found = this.#database
      .statement(findEntry)
      .get(owner, entry.partition, entry.sort, item.partition, item.sort);
    return found !== undefined;
  }

  #count(owner: number, before: { bytes: number } | undefined, after: { bytes: number } | undefined): void {
    const change: Counts = { items: 0, bytes: (after?.bytes ?? 0) - (before?.bytes ?? 0) };
    if (before === undefined) change.items += 1;
    if (after === undefined) change.items -= 1;
    if (change.items === 0 && change.bytes === 0) return;
    this.#database
      .statement("UPDATE owners SET items = items + ?, bytes = bytes + ? WHERE id = ?")
      .run(change.items, change.bytes, owner);
  }

  /** As it lies in the file. */
  row({ owner }: Table, { partition, sort }: ItemKey): ItemColumns | undefined {
    return this.#database
      .statement("SELECT item, bytes FROM items WHERE owner = ? AND partition = ? AND sort = ?")
      .get(owner, partition, sort) as ItemColumns | undefined;
  }

  #run(sql: string, owner: number, { partition, sort }: ItemKey): void {
    this.#database.statement(sql).run(owner, partition, sort);
  }

  #runEntry(sql: string, owner: number, entry: ItemKey, item: ItemKey): void {
    this.#database.statement(sql).run(owner, entry.partition, entry.sort, item.partition, item.sort);
  }
}

const insertEntry = "INSERT OR REPLACE INTO entries VALUES (?, ?, ?, ?, ?)";
const ofEntry = "WHERE owner = ? AND partition = ? AND sort = ? AND item_partition = ? AND item_sort = ?";
const deleteEntry = `DELETE FROM entries ${ofEntry}`;
const findEntry = `SELECT 1 FROM entries ${ofEntry}`;

export interface ItemColumns {
  readonly item: string;
  readonly bytes: number;
}

export function readItem({ item, bytes }: ItemColumns): StoredItem {
  return { item: JSON.parse(item) as Item, bytes, text: item };
}

/** Seconds since the epoch; null for an item that doesn't expire. Only a number counts as a time. */
function expiryOf({ definition: { timeToLive } }: Table, item: Item): number | null {
  if (timeToLive === undefined) return null;
  const value = attributeOf(item, timeToLive.attribute);
  if (value === undefined || !("N" in value)) return null;
  const seconds = Math.floor(Number(value.N));
  return Number.isSafeInteger(seconds) ? seconds : null;
}

/** The size of what an index has of an item. */
export function projectedBytes(
  { item, bytes }: StoredItem,
  projected: ReadonlySet<string> | undefined,
): number {
  return projected === undefined ? bytes : itemSize(projectItem(item, projected));
}
