// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTimeToLive.html
// AWS differs: items go within days of their time, here within seconds.

import type { JsonObject } from "../../../../aws/json.ts";
import { validationError } from "../../refusals.ts";
import { tableName } from "../../requests/members.ts";
import { bool, readRequest, required, structure, text } from "../../requests/shape.ts";
import { describedTable, type TableService } from "../../table-service.ts";
import { namedTable } from "./describe-tables.ts";

const shape = structure({
  TableName: required(tableName),
  TimeToLiveSpecification: required(
    structure({ Enabled: required(bool()), AttributeName: required(text({ min: 1, max: 255 })) }),
  ),
});

export async function updateTimeToLive(service: TableService, parameters: JsonObject): Promise<JsonObject> {
  const request = readRequest(shape, parameters);
  const { Enabled: isWanted, AttributeName: attribute } = request.TimeToLiveSpecification;
  const table = describedTable(service, request.TableName);
  const { timeToLive: present, ...others } = table.definition;
  if (isWanted && present !== undefined) {
    throw validationError(
      present.attribute === attribute
        ? "TimeToLive is already enabled"
        : `TimeToLive is active on a different AttributeName: current AttributeName is ${present.attribute}`,
    );
  }
  if (!isWanted && present === undefined) throw validationError("TimeToLive is already disabled");
  if (!isWanted && present?.attribute !== attribute) {
    throw validationError(
      `TimeToLive is active on a different AttributeName: current AttributeName is ${present?.attribute}`,
    );
  }
  const timeToLive = { attribute, enabledAt: service.clock.now(), isBackfilling: true };
  service.catalog.save(table.owner, () => (isWanted ? { ...others, timeToLive } : others));
  service.sweeper.wake();
  await service.database.durable();
  return { TimeToLiveSpecification: { Enabled: isWanted, AttributeName: attribute } };
}

export function describeTimeToLive(service: TableService, parameters: JsonObject): JsonObject {
  const { TableName: name } = readRequest(namedTable, parameters);
  const { timeToLive } = describedTable(service, name).definition;
  return {
    TimeToLiveDescription:
      timeToLive === undefined
        ? { TimeToLiveStatus: "DISABLED" }
        : { TimeToLiveStatus: "ENABLED", AttributeName: timeToLive.attribute },
  };
}
