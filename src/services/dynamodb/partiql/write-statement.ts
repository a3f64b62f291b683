// INSERT, UPDATE and DELETE as writes of one item.

import { ServiceError } from "../../../aws/service-error.ts";
import { compileCondition } from "../expressions/compile-condition.ts";
import { compileUpdate } from "../expressions/compile-update.ts";
import type { Update } from "../expressions/compiled.ts";
import { projectPaths } from "../expressions/projection.ts";
import { keyOfItem, requestedKey } from "../operations/items/item-keys.ts";
import { checkUpdate, updated } from "../operations/items/update-item.ts";
import type { ItemWrite } from "../operations/items/write-item.ts";
import type { ItemChange } from "../store/items.ts";
import { type TableService, tableNamed } from "../table-service.ts";
import type { Item } from "../values/attribute-value.ts";
import { type KeyedWhere, keyedWhere, refuseKeyless } from "./key-where.ts";
import { incompleteKey } from "./parse-statement.ts";
import type { DeleteStatement, InsertStatement, Returning, UpdateStatement } from "./statement.ts";

export type WriteStatement = InsertStatement | UpdateStatement | DeleteStatement;

export interface StatementWrite extends ItemWrite {
  /** What RETURNING shows of the change; undefined for nothing. */
  readonly returned: (change: ItemChange) => Item | undefined;
}

/** Throws ResourceNotFoundException, ValidationException. */
export function writeOf(service: TableService, statement: WriteStatement): StatementWrite {
  if (statement.type === "insert") return insertOf(service, statement);
  return statement.type === "update" ? updateOf(service, statement) : deleteOf(service, statement);
}

function insertOf(service: TableService, { table: name, item }: InsertStatement): StatementWrite {
  const table = tableNamed(service, name);
  refuseKeyless(item, table.key);
  const next = (current: Item | undefined): Item => {
    if (current === undefined) return item;
    throw new ServiceError("DuplicateItemException", "Duplicate primary key exists in table");
  };
  return { table, key: keyOfItem(table, item), condition: undefined, next, returned: () => undefined };
}

/** Only an item that is there is updated: its key equals what the clause says. */
function updateOf(service: TableService, statement: UpdateStatement): StatementWrite {
  const table = tableNamed(service, statement.table);
  const { key } = keyedOf(statement, table.key);
  const update = compileUpdate(statement.actions);
  checkUpdate(table, update);
  return {
    table,
    key: requestedKey(table, key),
    condition: compileCondition(statement.where),
    isUpdate: true,
    next: (current) => updated(key, current, update),
    returned: (change) => returnedOf(change, statement.returning, update),
  };
}

/** To delete what isn't there is no failure, unless there are conditions besides the key. */
function deleteOf(service: TableService, statement: DeleteStatement): StatementWrite {
  const table = tableNamed(service, statement.table);
  const { key, rest } = keyedOf(statement, table.key);
  return {
    table,
    key: requestedKey(table, key),
    condition: rest === undefined ? undefined : compileCondition(statement.where),
    next: () => undefined,
    returned: (change) => returnedOf(change, statement.returning, undefined),
  };
}

function keyedOf(
  { where }: UpdateStatement | DeleteStatement,
  key: Parameters<typeof keyedWhere>[1],
): KeyedWhere {
  const keyed = keyedWhere(where, key);
  if (keyed === undefined) throw incompleteKey();
  return keyed;
}

function returnedOf(
  { before, after }: ItemChange,
  returning: Returning | undefined,
  update: Update | undefined,
): Item | undefined {
  if (returning === undefined) return undefined;
  const image = returning.image === "OLD" ? before?.item : after?.item;
  if (image === undefined || returning.attributes === "ALL") return image;
  const modified = projectPaths(update?.paths ?? [], image);
  return Object.keys(modified).length === 0 ? undefined : modified;
}
