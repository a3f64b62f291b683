// Global indexes that UpdateTable makes and removes.

import { ServiceError } from "../../../../aws/service-error.ts";
import { checkGlobal } from "../../definitions/key-rules.ts";
import type { AttributeDefinition, TableDefinition } from "../../definitions/table-definition.ts";
import { invalidParameter, validationError } from "../../refusals.ts";
import type { TableService } from "../../table-service.ts";
import { newIndex } from "./create-table.ts";
import type { UpdateTableRequest } from "./update-table-request.ts";

type IndexUpdate = NonNullable<UpdateTableRequest["GlobalSecondaryIndexUpdates"]>[number];

const mostGlobals = 20;

/** To be called in a transaction. Throws ValidationException, ResourceNotFoundException, LimitExceededException. */
export function updateIndexes(
  service: TableService,
  table: TableDefinition,
  request: UpdateTableRequest,
): TableDefinition {
  const { GlobalSecondaryIndexUpdates: updates, AttributeDefinitions: attributes } = request;
  if (updates === undefined) return table;
  check(table, updates);
  const removed = updates.flatMap(({ Delete: wanted }) => (wanted === undefined ? [] : [wanted.IndexName]));
  for (const name of removed) service.catalog.doom(indexNamed(table, name, "delete").owner);
  const kept = table.indexes.filter(({ name }) => !removed.includes(name));
  const defined = merge(table.attributes, attributes ?? []);
  const made = updates.flatMap(({ Create: wanted }) => {
    if (wanted === undefined) return [];
    if (table.indexes.some(({ name }) => name === wanted.IndexName)) {
      throw validationError("Attempting to create an index which already exists");
    }
    checkGlobal(
      wanted,
      table.billingMode,
      defined.map(({ AttributeName: name }) => name),
    );
    return [{ ...newIndex(service, wanted, true), isBackfilling: true }];
  });
  const indexes = [...kept, ...made];
  if (indexes.filter(({ isGlobal }) => isGlobal).length > mostGlobals) {
    throw limitExceeded(`GlobalSecondaryIndex count exceeds the per-table limit of ${mostGlobals}`);
  }
  const used = new Set(
    [table, ...indexes].flatMap(({ keySchema }) => keySchema.map(({ AttributeName }) => AttributeName)),
  );
  return { ...table, indexes, attributes: defined.filter(({ AttributeName: name }) => used.has(name)) };
}

function check(table: TableDefinition, updates: readonly IndexUpdate[]): void {
  if (updates.length === 0) throw invalidParameter("List of GlobalSecondaryIndexUpdates is empty");
  const seen = new Set<string>();
  for (const { Update: update, Create: create, Delete: remove } of updates) {
    const actions = [update, create, remove].filter((action) => action !== undefined);
    const name = actions[0]?.IndexName;
    if (name === undefined) {
      throw invalidParameter(
        "One of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, " +
          "GlobalSecondaryIndexUpdate.Delete must not be null",
      );
    }
    if (actions.length > 1) {
      throw invalidParameter(
        "Only one global secondary index action is allowed per GlobalSecondaryIndexUpdate object",
      );
    }
    if (seen.has(name)) {
      throw invalidParameter(
        `Only one global secondary index update per index is allowed simultaneously. Index: ${name}`,
      );
    }
    seen.add(name);
    if (update !== undefined) indexNamed(table, name, "update");
  }
  const online = updates.filter(({ Update: update }) => update === undefined);
  if (
    online.length > 1 ||
    (online.length === 1 && table.indexes.some(({ isBackfilling }) => isBackfilling))
  ) {
    throw limitExceeded(
      "Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table",
    );
  }
}

function indexNamed(table: TableDefinition, name: string, action: "delete" | "update") {
  const index = table.indexes.find((each) => each.name === name);
  if (index === undefined) {
    throw new ServiceError("ResourceNotFoundException", "Requested resource not found");
  }
  if (!index.isGlobal) {
    throw validationError(`Cannot ${action} an index that is not a GlobalSecondaryIndex: ${name}`);
  }
  return index;
}

function merge(
  present: readonly AttributeDefinition[],
  wanted: readonly AttributeDefinition[],
): readonly AttributeDefinition[] {
  const known = new Map(present.map((each) => [each.AttributeName, each]));
  for (const each of wanted) {
    const { AttributeType: type } = known.get(each.AttributeName) ?? each;
    if (type !== each.AttributeType) {
      throw invalidParameter(
        `Cannot redefine attribute ${each.AttributeName} from type ${type} to type ${each.AttributeType}`,
      );
    }
    known.set(each.AttributeName, each);
  }
  return [...known.values()];
}

function limitExceeded(message: string): ServiceError {
  return new ServiceError("LimitExceededException", message);
}
