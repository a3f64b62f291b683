// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html

import { randomUUID } from "node:crypto";
import type { JsonObject } from "../../../../aws/json.ts";
import { ServiceError } from "../../../../aws/service-error.ts";
import { describeTable } from "../../definitions/describe-table.ts";
import {
  checkDefinitions,
  checkGlobals,
  checkIndexesTogether,
  checkKeySchema,
  checkLocals,
  type WantedIndex,
} from "../../definitions/key-rules.ts";
import {
  checkBilling,
  checkTableClass,
  encryptionOf,
  noThroughput,
  streamOfNewTable,
  tagsWith,
  throughputOf,
} from "../../definitions/settings-rules.ts";
import type { Table } from "../../definitions/table.ts";
import type {
  IndexDefinition,
  Projection,
  TableDefinition,
  Throughput,
} from "../../definitions/table-definition.ts";
import { tableName } from "../../requests/members.ts";
import {
  anything,
  bool,
  list,
  optional,
  readRequest,
  required,
  structure,
  text,
  type ValueOf,
} from "../../requests/shape.ts";
import {
  attributeDefinitions,
  billingMode,
  encryptionSpecification,
  globalIndex,
  keySchema,
  localIndex,
  onDemandThroughput,
  requireParameter,
  streamSpecification,
  tags,
  throughput,
} from "../../requests/table-members.ts";
import { plainName, type TableService } from "../../table-service.ts";
import { policyOf } from "./resource-policies.ts";

export const createTableRequest = structure({
  AttributeDefinitions: required(attributeDefinitions),
  TableName: required(tableName),
  KeySchema: required(keySchema),
  LocalSecondaryIndexes: optional(list(localIndex)),
  GlobalSecondaryIndexes: optional(list(globalIndex)),
  BillingMode: optional(billingMode),
  ProvisionedThroughput: optional(throughput),
  StreamSpecification: optional(streamSpecification),
  SSESpecification: optional(encryptionSpecification),
  Tags: optional(tags),
  TableClass: optional(text()),
  DeletionProtectionEnabled: optional(bool()),
  WarmThroughput: optional(anything),
  ResourcePolicy: optional(text()),
  OnDemandThroughput: optional(onDemandThroughput),
});

export type CreateTableRequest = ValueOf<typeof createTableRequest>;

export async function createTable(service: TableService, parameters: JsonObject): Promise<JsonObject> {
  requireParameter("TableName", parameters.TableName);
  const request = readRequest(createTableRequest, parameters);
  check(request);
  const name = plainName(request.TableName);
  if (service.catalog.find(name) !== undefined) {
    throw new ServiceError("ResourceInUseException", `Table already exists: ${name}`);
  }
  const table = makeTable(service, name, request);
  service.sweeper.wake();
  await service.database.durable();
  const { identity, items } = service;
  const countsOf = (owner: number) => items.counts(owner);
  return {
    TableDescription: describeTable(table.owner, table.definition, {
      identity,
      countsOf,
      status: "CREATING",
    }),
  };
}

/** Throws ValidationException. */
function check(request: CreateTableRequest): void {
  const { KeySchema: schema, ProvisionedThroughput: units, BillingMode: mode = "PROVISIONED" } = request;
  const { LocalSecondaryIndexes: locals, GlobalSecondaryIndexes: globals } = request;
  checkBilling(mode, units);
  throughputOf(units);
  const defined = request.AttributeDefinitions.map(({ AttributeName: name }) => name);
  checkKeySchema(schema, defined);
  if (locals !== undefined) checkLocals(locals, schema, defined);
  if (globals !== undefined) checkGlobals(globals, mode, defined);
  const indexes: readonly WantedIndex[] = [...(locals ?? []), ...(globals ?? [])];
  checkIndexesTogether(indexes);
  checkDefinitions(defined, schema, locals === undefined && globals === undefined ? undefined : indexes);
  checkTableClass(request.TableClass);
}

function makeTable(service: TableService, name: string, request: CreateTableRequest): Table {
  const { clock, catalog, streams, identity } = service;
  const { BillingMode: mode = "PROVISIONED", KeySchema: schema, TableClass: tableClass } = request;
  const viewType = streamOfNewTable(request.StreamSpecification);
  const encryption = encryptionOf(request.SSESpecification, identity);
  const tagged = tagsWith({}, request.Tags ?? []);
  const now = clock.now();
  const policy = request.ResourcePolicy === undefined ? undefined : policyOf(request.ResourcePolicy, now);
  return service.change(() =>
    catalog.save(undefined, (): TableDefinition => {
      const indexes = [
        ...(request.LocalSecondaryIndexes ?? []).map((wanted) => newIndex(service, wanted, false)),
        ...(request.GlobalSecondaryIndexes ?? []).map((wanted) => newIndex(service, wanted, true)),
      ];
      return {
        id: randomUUID(),
        name,
        createdAt: now,
        attributes: request.AttributeDefinitions,
        keySchema: schema,
        billingMode: mode,
        ...(mode === "PAY_PER_REQUEST" ? { payPerRequestSince: now } : {}),
        throughput: throughputOf(request.ProvisionedThroughput),
        ...(request.OnDemandThroughput === undefined
          ? {}
          : { onDemandThroughput: request.OnDemandThroughput }),
        indexes,
        ...(viewType === undefined ? {} : { stream: streams.begin(name, schema, viewType) }),
        tags: tagged,
        ...(encryption === undefined ? {} : { encryption }),
        ...(tableClass === undefined ? {} : { tableClass: { name: tableClass } }),
        isDeletionProtected: request.DeletionProtectionEnabled ?? false,
        ...(policy === undefined ? {} : { resourcePolicy: policy }),
      };
    }),
  );
}

type NewIndex = WantedIndex & {
  readonly ProvisionedThroughput?: Parameters<typeof throughputOf>[0];
  readonly OnDemandThroughput?: ValueOf<typeof globalIndex>["OnDemandThroughput"];
};

/** To be called in the transaction that gives it to its table. */
export function newIndex({ catalog }: TableService, wanted: NewIndex, isGlobal: boolean): IndexDefinition {
  const { ProjectionType: type = "ALL", NonKeyAttributes: names } = wanted.Projection;
  const projection: Projection = {
    ProjectionType: type,
    ...(names === undefined ? {} : { NonKeyAttributes: names }),
  };
  const units: Throughput = isGlobal ? throughputOf(wanted.ProvisionedThroughput) : noThroughput;
  return {
    owner: catalog.newOwner(),
    name: wanted.IndexName,
    isGlobal,
    keySchema: wanted.KeySchema,
    projection,
    throughput: units,
    ...(wanted.OnDemandThroughput === undefined ? {} : { onDemandThroughput: wanted.OnDemandThroughput }),
    isBackfilling: false,
  };
}
