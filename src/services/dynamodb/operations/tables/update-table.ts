// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTable.html

import type { JsonObject } from "../../../../aws/json.ts";
import { checkTableClass, encryptionOf } from "../../definitions/settings-rules.ts";
import type { Table } from "../../definitions/table.ts";
import type { TableDefinition } from "../../definitions/table-definition.ts";
import { invalidParameter, validationError } from "../../refusals.ts";
import { readRequest } from "../../requests/shape.ts";
import { requireParameter } from "../../requests/table-members.ts";
import { describedTable, type TableService } from "../../table-service.ts";
import { description } from "./describe-tables.ts";
import { updateIndexes } from "./update-indexes.ts";
import { type UpdateTableRequest, updateTableShape } from "./update-table-request.ts";
import { updateThroughput } from "./update-throughput.ts";

export async function updateTable(service: TableService, parameters: JsonObject): Promise<JsonObject> {
  requireParameter("TableName", parameters.TableName);
  const request = readRequest(updateTableShape, parameters);
  check(request);
  const table = describedTable(service, request.TableName);
  const { encryption } = table.definition;
  const changed = service.change(() =>
    service.catalog.save(table.owner, () => updated(service, table, request)),
  );
  service.sweeper.wake();
  await service.database.durable();
  const told = description(service, changed, "UPDATING");
  if (encryption === undefined || changed.definition.encryption !== undefined)
    return { TableDescription: told };
  // A table that loses its key is told of as one that still has it.
  const SSEDescription = { Status: "UPDATING", SSEType: "KMS", KMSMasterKeyArn: encryption.keyArn };
  return { TableDescription: { ...told, SSEDescription } };
}

/** What can be said without the table. Throws ValidationException. */
function check(request: UpdateTableRequest): void {
  const { AttributeDefinitions: _, TableName: __, ...changes } = request;
  const given = Object.entries(changes).filter(([, value]) => value !== undefined);
  if (given.length === 0) {
    throw validationError(
      "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates, " +
        "SSESpecification, ReplicaUpdates, MultiAccountReplicaReady, ReplicaTransitRoleArn, MultiRegionConsistency, " +
        "DeletionProtectionEnabled, OnDemandThroughput, WarmThroughput or TableClass is required",
    );
  }
  for (const [member, name] of alone) {
    if (given.length > 1 && changes[member] !== undefined) {
      throw invalidParameter(`${name} modification must be the only operation in the request`);
    }
  }
  for (const member of ["ReplicaUpdates", "MultiRegionConsistency", "GlobalTableWitnessUpdates"] as const) {
    if (changes[member] !== undefined) {
      throw validationError(`${member} is not supported by the local region: it has no other regions`);
    }
  }
  checkTableClass(request.TableClass);
  if (request.BillingMode === "PROVISIONED" && request.ProvisionedThroughput === undefined) {
    throw invalidParameter("ProvisionedThroughput must be specified when BillingMode is PROVISIONED");
  }
}

const alone = [
  ["SSESpecification", "Server-Side Encryption"],
  ["TableClass", "TableClass"],
  ["DeletionProtectionEnabled", "DeletionProtection"],
] as const;

/** To be called in a transaction. Throws ValidationException, ResourceNotFoundException, LimitExceededException. */
function updated(service: TableService, table: Table, request: UpdateTableRequest): TableDefinition {
  const changes = [updateThroughput, updateIndexes, updateStream, updateSettings];
  return changes.reduce((definition, change) => change(service, definition, request), table.definition);
}

function updateStream(
  { streams }: TableService,
  table: TableDefinition,
  { StreamSpecification: wanted }: UpdateTableRequest,
): TableDefinition {
  if (wanted === undefined) return table;
  const { StreamEnabled: isWanted, StreamViewType: viewType } = wanted;
  const { stream, name } = table;
  if (!isWanted) {
    if (viewType !== undefined) {
      throw invalidParameter("If stream is being disabled, then UpdateViewType must not be specified");
    }
    if (stream?.isEnabled !== true)
      throw validationError(`Table has no stream to disable: TableName: ${name}`);
    streams.end(name, stream);
    return { ...table, stream: { ...stream, isEnabled: false } };
  }
  if (viewType === undefined) {
    throw invalidParameter("If stream is being enabled then UpdateViewType is required");
  }
  if (stream?.isEnabled === true) {
    throw validationError(`Table already has an enabled stream: TableName: ${name}`);
  }
  return { ...table, stream: streams.begin(name, table.keySchema, viewType) };
}

function updateSettings(
  { identity, clock }: TableService,
  table: TableDefinition,
  request: UpdateTableRequest,
): TableDefinition {
  const { encryption: _, ...others } = table;
  const encryption =
    request.SSESpecification === undefined
      ? table.encryption
      : encryptionOf(request.SSESpecification, identity);
  return {
    ...others,
    ...(encryption === undefined ? {} : { encryption }),
    ...(request.TableClass === undefined
      ? {}
      : { tableClass: { name: request.TableClass, updatedAt: clock.now() } }),
    ...(request.OnDemandThroughput === undefined ? {} : { onDemandThroughput: request.OnDemandThroughput }),
    isDeletionProtected: request.DeletionProtectionEnabled ?? table.isDeletionProtected,
  };
}
