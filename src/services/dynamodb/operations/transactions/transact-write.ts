// One write of a transaction: what it is to do, or why that can't be. What is wrong by the table's keys cancels the transaction;
// what is wrong in itself refuses the request.

import type { JsonObject } from "../../../../aws/json.ts";
import { ServiceError } from "../../../../aws/service-error.ts";
import type { Table } from "../../definitions/table.ts";
import type { CompiledExpressions } from "../../expressions/compiled.ts";
import { compileExpressions, refuseMixedParameters } from "../../expressions/request.ts";
import { validationError } from "../../refusals.ts";
import type { ItemKey } from "../../store/item-key.ts";
import type { StoredItem } from "../../store/items.ts";
import { type TableService, tableNamed } from "../../table-service.ts";
import type { AttributeMap, Item } from "../../values/attribute-value.ts";
import type { WrittenMap } from "../../values/read-value.ts";
import { validMap } from "../../values/validate-value.ts";
import { keyOfItem, requestedKey } from "../items/item-keys.ts";
import { checkUpdate, updated } from "../items/update-item.ts";
import { type ItemWrite, readyToStore } from "../items/write-item.ts";

const kinds = ["ConditionCheck", "Put", "Delete", "Update"] as const;
export type TransactKind = (typeof kinds)[number];

interface WriteAction {
  readonly TableName: string;
  readonly Key?: WrittenMap;
  readonly Item?: WrittenMap;
  readonly ReturnValuesOnConditionCheckFailure: string | undefined;
}

export type WrittenAction = { readonly [Kind in TransactKind]: WriteAction | undefined };

export interface TransactWrite extends ItemWrite {
  readonly kind: TransactKind;
  /** Whether the item that is there is to be told if the condition doesn't hold. */
  readonly isShown: boolean;
  /** Why it can't be done. */
  readonly refusal: ServiceError | undefined;
}

/** What is asked for, without its table: that one may be gone after others have had their turn. */
export interface AskedWrite {
  readonly kind: TransactKind;
  readonly action: WriteAction;
  readonly map: AttributeMap;
  /** Of a Put. */
  readonly ready: StoredItem | undefined;
  readonly expressions: CompiledExpressions;
}

/** Throws ValidationException. */
export function readWrite(written: WrittenAction, parameters: JsonObject): AskedWrite {
  const given = kinds.filter((each) => written[each] !== undefined);
  const [kind] = given;
  if (kind === undefined) {
    throw validationError(
      "Invalid Request: TransactWriteRequest should contain Delete or Put or Update request",
    );
  }
  if (given.length > 1) {
    throw validationError("TransactItems can only contain one of Check, Put, Update or Delete");
  }
  const action = written[kind] as WriteAction;
  const part = parameters[kind] as JsonObject;
  const map = validMap(action.Item ?? action.Key ?? {});
  refuseMixedParameters(kind, part);
  const expressions = compileExpressions(kind, part);
  return { kind, action, map, ready: kind === "Put" ? readyToStore(map) : undefined, expressions };
}

/** Throws ResourceNotFoundException. */
export function resolveWrite(
  service: TableService,
  { kind, action, map, ready, expressions }: AskedWrite,
): TransactWrite {
  const table = tableNamed(service, action.TableName);
  const isShown = action.ReturnValuesOnConditionCheckFailure === "ALL_OLD";
  return { ...write(table, kind, map, expressions), kind, isShown, ready };
}

function write(
  table: Table,
  kind: TransactKind,
  map: AttributeMap,
  { condition, update }: CompiledExpressions,
): ItemWrite & { readonly refusal: ServiceError | undefined } {
  const next = (current: Item | undefined): Item | undefined => {
    if (kind === "Put") return map;
    if (kind === "Update") return updated(map, current, update);
    return kind === "Delete" ? undefined : current;
  };
  try {
    const key = kind === "Put" ? keyOfItem(table, map) : requestedKey(table, map);
    checkUpdate(table, update);
    return { table, key, condition, isUpdate: kind === "Update", next, refusal: undefined };
  } catch (problem) {
    if (!(problem instanceof ServiceError)) throw problem;
    return { table, key: noKey, condition, next, refusal: problem };
  }
}

/** Of a write that can't be done: nothing is looked up by it. */
const noKey: ItemKey = { partition: new Uint8Array(0), sort: new Uint8Array(0) };
