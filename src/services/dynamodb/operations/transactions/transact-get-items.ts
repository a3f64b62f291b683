// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactGetItems.html

import type { Json, JsonObject } from "../../../../aws/json.ts";
import { ServiceError } from "../../../../aws/service-error.ts";
import type { Table } from "../../definitions/table.ts";
import { refuseNestedKeys } from "../../expressions/key-schema.ts";
import { compileExpressions, refuseMixedParameters } from "../../expressions/request.ts";
import { validationError } from "../../refusals.ts";
import { expression, legacy, returnConsumedCapacity, tableName } from "../../requests/members.ts";
import { list, readRequest, required, structure, writtenMap } from "../../requests/shape.ts";
import type { ItemKey } from "../../store/item-key.ts";
import { type TableService, tableNamed } from "../../table-service.ts";
import type { AttributeMap } from "../../values/attribute-value.ts";
import { validMap } from "../../values/validate-value.ts";
import { Capacity, readUnits } from "../capacity.ts";
import { requestedKey } from "../items/item-keys.ts";
import { KeySet } from "../items/key-set.ts";
import { readTogether } from "./read-together.ts";
import { cancelled, none, reasonOf } from "./transaction-cancelled.ts";

const mostItems = 100;

const shape = structure({
  TransactItems: required(
    list(
      structure({
        Get: required(
          structure({
            Key: required(writtenMap),
            TableName: required(tableName),
            ProjectionExpression: expression,
            ExpressionAttributeNames: legacy,
          }),
        ),
      }),
      { min: 1, max: mostItems },
    ),
  ),
  ReturnConsumedCapacity: returnConsumedCapacity,
});

export async function transactGetItems(service: TableService, parameters: JsonObject): Promise<JsonObject> {
  const { TransactItems: wanted, ReturnConsumedCapacity: detail } = readRequest(shape, parameters);
  const parts = parameters.TransactItems as readonly { readonly Get: JsonObject }[];
  const gets = wanted.map(({ Get: get }, index) => {
    const part = parts[index]?.Get ?? {};
    const map = validMap(get.Key);
    refuseMixedParameters("Get", part);
    const { projection } = compileExpressions("Get", part);
    const table = tableNamed(service, get.TableName);
    refuseNestedKeys(projection?.paths ?? [], table.keyNames, table.indexKeyNames);
    return { table, projection, ...keyOf(table, map) };
  });
  refuseRepeated(gets);
  const reasons = gets.map(({ refusal }) => (refusal === undefined ? none : reasonOf(refusal)));
  if (reasons.some((reason) => reason !== none)) throw cancelled(reasons);
  const found = await readTogether(
    service,
    gets.flatMap(({ table, key }) => (key === undefined ? [] : [{ table, key }])),
  );
  const capacities = new Map<Table, Capacity>();
  for (const [index, { table }] of gets.entries()) {
    const capacity = capacities.get(table) ?? new Capacity(table);
    capacities.set(table, capacity.add(2 * readUnits(found[index]?.bytes ?? 0, true)));
  }
  const consumed = [...capacities.values()].flatMap((capacity) => capacity.describe(detail, "Read") ?? []);
  return {
    Responses: gets.map(({ projection }, index) => {
      const item = found[index]?.item;
      if (item === undefined) return {};
      return { Item: (projection === undefined ? item : projection.project(item)) as Json };
    }),
    ...(consumed.length === 0 ? {} : { ConsumedCapacity: consumed }),
  };
}

interface ResolvedKey {
  readonly key: ItemKey | undefined;
  readonly refusal: ServiceError | undefined;
}

/** A key that doesn't fit its table cancels the transaction. */
function keyOf(table: Table, map: AttributeMap): ResolvedKey {
  try {
    return { key: requestedKey(table, map), refusal: undefined };
  } catch (problem) {
    if (!(problem instanceof ServiceError)) throw problem;
    return { key: undefined, refusal: problem };
  }
}

function refuseRepeated(gets: readonly { readonly table: Table; readonly key: ItemKey | undefined }[]): void {
  const seen = new KeySet();
  for (const { table, key } of gets) {
    if (key !== undefined && !seen.add(table, key)) {
      throw validationError("Transaction request cannot include multiple operations on one item");
    }
  }
}
