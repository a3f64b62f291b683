// What a call costs, as ReturnConsumedCapacity tells it. Nothing is held back here for costing too much.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html

import type { JsonObject } from "../../../aws/json.ts";
import type { Table, TableIndex } from "../definitions/table.ts";
import { entryKeyOf, sameKey } from "../store/item-key.ts";
import { type ItemChange, projectedBytes, type StoredItem } from "../store/items.ts";
import { projectItem } from "../store/project-item.ts";
import type { Item } from "../values/attribute-value.ts";
import { equalValues } from "../values/compare.ts";

export type CapacityDetail = "INDEXES" | "TOTAL" | "NONE" | undefined;

/** Units of a table and of its indexes, by call or for several. */
export class Capacity {
  readonly #table: Table;
  readonly #indexes = new Map<TableIndex, number>();
  #units = 0;

  constructor(table: Table) {
    this.#table = table;
  }

  add(units: number, index?: TableIndex): this {
    if (index === undefined) this.#units += units;
    else this.#indexes.set(index, (this.#indexes.get(index) ?? 0) + units);
    return this;
  }

  /** Of a write, `factor` times: a transaction writes twice. */
  addWrite(change: ItemChange, factor = 1): this {
    const { before, after } = change;
    this.add(factor * writeUnits(Math.max(before?.bytes ?? 0, after?.bytes ?? 0)));
    for (const index of this.#table.indexes) {
      const units = indexWriteUnits(index, before, after);
      if (units > 0) this.add(factor * units, index);
    }
    return this;
  }

  /** As an answer tells it; a transaction tells whether they were units of reading or of writing, too. */
  describe(detail: CapacityDetail, kind?: "Read" | "Write"): JsonObject | undefined {
    if (detail !== "TOTAL" && detail !== "INDEXES") return undefined;
    const units = (amount: number) => ({
      CapacityUnits: amount,
      ...(kind === undefined ? {} : { [`${kind}CapacityUnits`]: amount }),
    });
    const total = [...this.#indexes.values()].reduce((sum, amount) => sum + amount, this.#units);
    const summary = { TableName: this.#table.name, ...units(total) };
    if (detail === "TOTAL") return summary;
    const indexes = (isGlobal: boolean) =>
      [...this.#indexes].flatMap(([{ definition }, amount]) =>
        definition.isGlobal === isGlobal ? [[definition.name, units(amount)] as const] : [],
      );
    const [globals, locals] = [indexes(true), indexes(false)];
    return {
      ...summary,
      Table: units(this.#units),
      ...(globals.length === 0 ? {} : { GlobalSecondaryIndexes: Object.fromEntries(globals) }),
      ...(locals.length === 0 ? {} : { LocalSecondaryIndexes: Object.fromEntries(locals) }),
    };
  }
}

/** Whatever was read costs at least as much as 4 KB. */
export function readUnits(bytes: number, isConsistent: boolean | undefined): number {
  return Math.max(1, Math.ceil(bytes / 4096)) * (isConsistent === true ? 1 : 0.5);
}

function writeUnits(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / 1024));
}

/** An entry that gets another key is removed and written; one that has nothing of the change costs nothing. */
function indexWriteUnits(index: TableIndex, before?: StoredItem, after?: StoredItem): number {
  const { key, projected } = index;
  const old = before && entryKeyOf(before.item, key);
  const wanted = after && entryKeyOf(after.item, key);
  const removal = before && old ? writeUnits(projectedBytes(before, projected)) : 0;
  const insertion = after && wanted ? writeUnits(projectedBytes(after, projected)) : 0;
  if (old === undefined || wanted === undefined || !sameKey(old, wanted)) return removal + insertion;
  const part = (stored: StoredItem | undefined): Item =>
    projected === undefined ? (stored?.item ?? {}) : projectItem(stored?.item ?? {}, projected);
  return equalValues({ M: part(before) }, { M: part(after) }) ? 0 : Math.max(removal, insertion);
}
