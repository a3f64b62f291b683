// Point-in-time recovery: told as it is set. There is nothing here to restore from; such calls are refused.
// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateContinuousBackups.html

import type { JsonObject } from "../../../../aws/json.ts";
import { ServiceError } from "../../../../aws/service-error.ts";
import { seconds } from "../../definitions/describe-table.ts";
import type { Table } from "../../definitions/table.ts";
import { validationError } from "../../refusals.ts";
import { tableName } from "../../requests/members.ts";
import { bool, integer, optional, readRequest, required, structure } from "../../requests/shape.ts";
import { plainName, type TableService } from "../../table-service.ts";
import { namedTable } from "./describe-tables.ts";

const defaultDays = 35;

const shape = structure({
  TableName: required(tableName),
  PointInTimeRecoverySpecification: required(
    structure({
      PointInTimeRecoveryEnabled: required(bool()),
      RecoveryPeriodInDays: optional(integer({ min: 1, max: 35 })),
    }),
  ),
});

export async function updateContinuousBackups(
  service: TableService,
  parameters: JsonObject,
): Promise<JsonObject> {
  const { TableName: name, PointInTimeRecoverySpecification: wanted } = readRequest(shape, parameters);
  const { PointInTimeRecoveryEnabled: isEnabled, RecoveryPeriodInDays: days } = wanted;
  const table = backedUpTable(service, name);
  if (!isEnabled && days !== undefined) {
    throw validationError(
      "Invalid Request: Cannot specify RecoveryPeriodInDays when disabling point-in-time recovery.",
    );
  }
  const { pointInTimeRecovery: present, ...others } = table.definition;
  const pointInTimeRecovery = {
    enabledAt: present?.enabledAt ?? service.clock.now(),
    days: days ?? present?.days ?? defaultDays,
  };
  const changed = service.catalog.save(table.owner, () =>
    isEnabled ? { ...others, pointInTimeRecovery } : others,
  );
  await service.database.durable();
  return describe(service, changed);
}

export function describeContinuousBackups(service: TableService, parameters: JsonObject): JsonObject {
  const { TableName: name } = readRequest(namedTable, parameters);
  return describe(service, backedUpTable(service, name));
}

function backedUpTable({ catalog }: TableService, nameOrArn: string): Table {
  const name = plainName(nameOrArn);
  const table = catalog.find(name);
  if (table !== undefined) return table;
  throw new ServiceError("TableNotFoundException", `Table not found: ${name}`);
}

function describe({ clock }: TableService, { definition }: Table): JsonObject {
  const { pointInTimeRecovery: recovery } = definition;
  const status =
    recovery === undefined
      ? { PointInTimeRecoveryStatus: "DISABLED" }
      : {
          PointInTimeRecoveryStatus: "ENABLED",
          RecoveryPeriodInDays: recovery.days,
          EarliestRestorableDateTime: seconds(recovery.enabledAt),
          LatestRestorableDateTime: seconds(clock.now()),
        };
  return {
    ContinuousBackupsDescription: {
      ContinuousBackupsStatus: "ENABLED",
      PointInTimeRecoveryDescription: status,
    },
  };
}
