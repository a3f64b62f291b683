// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteTable.html

import type { JsonObject } from "../../../../aws/json.ts";
import { describeDeleted } from "../../definitions/describe-table.ts";
import { validationError } from "../../refusals.ts";
import { readRequest } from "../../requests/shape.ts";
import { requireParameter } from "../../requests/table-members.ts";
import { describedTable, type TableService } from "../../table-service.ts";
import { namedTable } from "./describe-tables.ts";

export async function deleteTable(service: TableService, parameters: JsonObject): Promise<JsonObject> {
  requireParameter("TableName", parameters.TableName);
  const { TableName: name } = readRequest(namedTable, parameters);
  const table = describedTable(service, name);
  const { isDeletionProtected, stream } = table.definition;
  if (isDeletionProtected) {
    throw validationError(
      "Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.",
    );
  }
  const { identity, items } = service;
  const countsOf = (owner: number) => items.counts(owner);
  const answer = { TableDescription: describeDeleted(table.owner, table.definition, { identity, countsOf }) };
  service.change(() =>
    service.catalog.remove(table, () => {
      if (stream?.isEnabled === true) service.streams.end(table.name, stream);
      service.destinations.orphan(table.name);
    }),
  );
  service.sweeper.wake();
  await service.database.durable();
  return answer;
}
