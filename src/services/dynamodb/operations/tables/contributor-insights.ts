// Contributor Insights: told as it is set; there are no insights here.
// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateContributorInsights.html

import type { JsonObject } from "../../../../aws/json.ts";
import { ServiceError } from "../../../../aws/service-error.ts";
import { seconds } from "../../definitions/describe-table.ts";
import type { Table } from "../../definitions/table.ts";
import { indexName, tableName } from "../../requests/members.ts";
import { oneOf, optional, readRequest, required, structure } from "../../requests/shape.ts";
import { describedTable, type TableService } from "../../table-service.ts";

const modes = oneOf("ACCESSED_AND_THROTTLED_KEYS", "THROTTLED_KEYS");

const updating = structure({
  TableName: required(tableName),
  IndexName: optional(indexName),
  ContributorInsightsAction: required(oneOf("ENABLE", "DISABLE")),
  ContributorInsightsMode: optional(modes),
});

export async function updateContributorInsights(
  service: TableService,
  parameters: JsonObject,
): Promise<JsonObject> {
  const request = readRequest(updating, parameters);
  const { IndexName: index, ContributorInsightsAction: action, ContributorInsightsMode: mode } = request;
  const table = insightfulTable(service, request.TableName, index);
  const { contributorInsights: present = {}, ...others } = table.definition;
  const subject = index ?? "";
  const kept = Object.entries(present).filter(([name]) => name !== subject);
  const setting = { updatedAt: service.clock.now(), ...(mode === undefined ? {} : { mode }) };
  const settings = Object.fromEntries(action === "ENABLE" ? [...kept, [subject, setting]] : kept);
  service.catalog.save(table.owner, () => ({ ...others, contributorInsights: settings }));
  await service.database.durable();
  return {
    TableName: table.name,
    ...(index === undefined ? {} : { IndexName: index }),
    ContributorInsightsStatus: action === "ENABLE" ? "ENABLING" : "DISABLING",
    ...(mode === undefined ? {} : { ContributorInsightsMode: mode }),
  };
}

const describing = structure({ TableName: required(tableName), IndexName: optional(indexName) });

export function describeContributorInsights(service: TableService, parameters: JsonObject): JsonObject {
  const { TableName: name, IndexName: index } = readRequest(describing, parameters);
  const table = insightfulTable(service, name, index);
  const setting = table.definition.contributorInsights?.[index ?? ""];
  return {
    TableName: table.name,
    ...(index === undefined ? {} : { IndexName: index }),
    ContributorInsightsStatus: setting === undefined ? "DISABLED" : "ENABLED",
    ...(setting === undefined ? {} : { LastUpdateDateTime: seconds(setting.updatedAt) }),
    ...(setting?.mode === undefined ? {} : { ContributorInsightsMode: setting.mode }),
  };
}

function insightfulTable(service: TableService, name: string, index: string | undefined): Table {
  const table = describedTable(service, name);
  if (index === undefined || table.index(index) !== undefined) return table;
  throw new ServiceError(
    "ResourceNotFoundException",
    `Requested resource not found: Table: ${table.name} or Index: ${index} not found`,
  );
}
