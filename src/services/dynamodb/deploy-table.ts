// A table as a template wants it: made, or made so if it is there with the same keys.

import type { JsonObject } from "../../aws/json.ts";
import { ServiceError } from "../../aws/service-error.ts";
import { tableArn } from "./definitions/describe-table.ts";
import { checkGlobals, checkIndexesTogether } from "./definitions/key-rules.ts";
import { encryptionOf, noThroughput, tagsWith, throughputOf } from "./definitions/settings-rules.ts";
import type { Table } from "./definitions/table.ts";
import type { IndexDefinition, TableDefinition } from "./definitions/table-definition.ts";
import type { Precision } from "./destinations/destination.ts";
import {
  type CreateTableRequest,
  createTable,
  createTableRequest,
  newIndex,
} from "./operations/tables/create-table.ts";
import { enableDestination } from "./operations/tables/kinesis-destinations.ts";
import { readRequest } from "./requests/shape.ts";
import type { TableService } from "./table-service.ts";

export interface WantedTable {
  /** As CreateTable takes it. */
  readonly request: JsonObject;
  /** The attribute that says when an item expires. */
  readonly timeToLive?: string | undefined;
  /** The Kinesis stream that its changes are put to. */
  readonly destination?: { readonly streamArn: string; readonly precision: Precision } | undefined;
  /** For how many days; undefined for not at all. */
  readonly pointInTimeRecoveryDays?: number | undefined;
}

export interface DeployedTable {
  readonly arn: string;
  readonly streamArn: string | undefined;
}

/** Throws ServiceError: ResourceInUseException if the table is there with other keys. */
export async function deployTable(service: TableService, wanted: WantedTable): Promise<DeployedTable> {
  const name = String(wanted.request.TableName);
  if (service.catalog.find(name) === undefined) await createTable(service, wanted.request);
  const table = service.catalog.find(name);
  if (table === undefined) throw new Error(`The table ${name} was made and is not there`);
  const request = readRequest(createTableRequest, wanted.request);
  refuseOtherKeys(table, request);
  const deployed = service.change(() =>
    service.catalog.save(table.owner, () => adapted(service, table.definition, request, wanted)),
  );
  settleDestination(service, name, wanted.destination);
  service.sweeper.wake();
  await service.database.durable();
  const { stream } = deployed.definition;
  const arn = tableArn(name, service.identity);
  return { arn, streamArn: stream?.isEnabled === true ? `${arn}/stream/${stream.label}` : undefined };
}

/** One that another is wanted in the place of is disabled first. */
function settleDestination(service: TableService, table: string, wanted: WantedTable["destination"]): void {
  const { destinations } = service;
  const present = destinations.enabledOf(table);
  if (present !== undefined && present.description.streamArn === wanted?.streamArn) {
    service.change(() => destinations.change(present, { precision: wanted.precision }));
    return;
  }
  if (present !== undefined) service.change(() => destinations.change(present, { isEnabled: false }));
  if (wanted !== undefined) enableDestination(service, table, wanted.streamArn, wanted.precision);
}

function refuseOtherKeys({ definition }: Table, request: CreateTableRequest): void {
  const types = (attributes: TableDefinition["attributes"]) =>
    Object.fromEntries(attributes.map((each) => [each.AttributeName, each.AttributeType]));
  const keys = (schema: TableDefinition["keySchema"], attributes: TableDefinition["attributes"]) =>
    JSON.stringify(
      schema.map(({ AttributeName, KeyType }) => [AttributeName, KeyType, types(attributes)[AttributeName]]),
    );
  const present = [
    keys(definition.keySchema, definition.attributes),
    ...definition.indexes
      .filter(({ isGlobal }) => !isGlobal)
      .map((index) => `${index.name} ${keys(index.keySchema, definition.attributes)}`)
      .sort(),
  ];
  const wanted = [
    keys(request.KeySchema, request.AttributeDefinitions),
    ...(request.LocalSecondaryIndexes ?? [])
      .map((index) => `${index.IndexName} ${keys(index.KeySchema, request.AttributeDefinitions)}`)
      .sort(),
  ];
  if (JSON.stringify(present) === JSON.stringify(wanted)) return;
  throw new ServiceError(
    "ResourceInUseException",
    `The table ${definition.name} is there with another key or other local indexes, which cannot be changed`,
  );
}

/** To be called in a transaction. */
function adapted(
  service: TableService,
  table: TableDefinition,
  request: CreateTableRequest,
  wanted: WantedTable,
): TableDefinition {
  const { BillingMode: mode = "PROVISIONED", TableClass: tableClass, OnDemandThroughput: onDemand } = request;
  const now = service.clock.now();
  const {
    encryption: _,
    onDemandThroughput: __,
    timeToLive: ___,
    pointInTimeRecovery: ____,
    ...others
  } = table;
  const encryption =
    request.SSESpecification === undefined
      ? undefined
      : encryptionOf(request.SSESpecification, service.identity);
  const { pointInTimeRecoveryDays: days } = wanted;
  return {
    ...others,
    attributes: request.AttributeDefinitions,
    billingMode: mode,
    ...(mode === "PAY_PER_REQUEST" ? { payPerRequestSince: table.payPerRequestSince ?? now } : {}),
    throughput: sameUnits(table.throughput, throughputOf(request.ProvisionedThroughput)),
    ...(onDemand === undefined ? {} : { onDemandThroughput: onDemand }),
    indexes: adaptedIndexes(service, table, request),
    ...adaptedStream(service, table, request),
    ...adaptedExpiry(table, wanted.timeToLive, now),
    tags: tagsWith({}, request.Tags ?? []),
    ...(encryption === undefined ? {} : { encryption }),
    ...(tableClass === undefined ? {} : { tableClass: { ...table.tableClass, name: tableClass } }),
    isDeletionProtected: request.DeletionProtectionEnabled ?? false,
    ...(days === undefined
      ? {}
      : { pointInTimeRecovery: { enabledAt: table.pointInTimeRecovery?.enabledAt ?? now, days } }),
  };
}

/** What is told of it besides the units stays if they do. */
function sameUnits(present: TableDefinition["throughput"], wanted: TableDefinition["throughput"]) {
  return present.read === wanted.read && present.write === wanted.write ? present : wanted;
}

function adaptedIndexes(
  service: TableService,
  table: TableDefinition,
  request: CreateTableRequest,
): readonly IndexDefinition[] {
  const wanted = request.GlobalSecondaryIndexes ?? [];
  const { BillingMode: mode = "PROVISIONED" } = request;
  if (wanted.length > 0) {
    checkGlobals(
      wanted,
      mode,
      request.AttributeDefinitions.map(({ AttributeName: name }) => name),
    );
    checkIndexesTogether(wanted);
  }
  const kept: IndexDefinition[] = table.indexes.filter(({ isGlobal }) => !isGlobal);
  for (const index of table.indexes.filter(({ isGlobal }) => isGlobal)) {
    const same = wanted.find((each) => each.IndexName === index.name && isSame(index, each, table, request));
    if (same === undefined) service.catalog.doom(index.owner);
    else {
      const units = mode === "PAY_PER_REQUEST" ? noThroughput : throughputOf(same.ProvisionedThroughput);
      kept.push({ ...index, throughput: sameUnits(index.throughput, units) });
    }
  }
  const made = wanted.filter(({ IndexName: name }) => kept.every((index) => index.name !== name));
  return [...kept, ...made.map((each) => ({ ...newIndex(service, each, true), isBackfilling: true }))];
}

function isSame(
  index: IndexDefinition,
  wanted: NonNullable<CreateTableRequest["GlobalSecondaryIndexes"]>[number],
  table: TableDefinition,
  request: CreateTableRequest,
): boolean {
  const typeIn = (attributes: TableDefinition["attributes"], name: string) =>
    attributes.find((each) => each.AttributeName === name)?.AttributeType;
  const { ProjectionType: type, NonKeyAttributes: names = [] } = index.projection;
  const sameProjection =
    type === wanted.Projection.ProjectionType &&
    JSON.stringify([...names].sort()) ===
      JSON.stringify([...(wanted.Projection.NonKeyAttributes ?? [])].sort());
  const sameKey =
    index.keySchema.length === wanted.KeySchema.length &&
    index.keySchema.every(({ AttributeName: name, KeyType: kind }, place) => {
      const other = wanted.KeySchema[place];
      if (other?.AttributeName !== name || other.KeyType !== kind) return false;
      return typeIn(table.attributes, name) === typeIn(request.AttributeDefinitions, name);
    });
  return sameProjection && sameKey;
}

function adaptedStream(
  { streams }: TableService,
  { stream, name, keySchema }: TableDefinition,
  { StreamSpecification: wanted }: CreateTableRequest,
): Pick<TableDefinition, "stream"> {
  const viewType = wanted?.StreamEnabled === true ? wanted.StreamViewType : undefined;
  if (stream?.isEnabled === true) {
    if (stream.viewType === viewType) return { stream };
    streams.end(name, stream);
  }
  if (viewType !== undefined) return { stream: streams.begin(name, keySchema, viewType) };
  return stream === undefined ? {} : { stream: { ...stream, isEnabled: false } };
}

function adaptedExpiry(
  { timeToLive: present }: TableDefinition,
  attribute: string | undefined,
  now: number,
): Pick<TableDefinition, "timeToLive"> {
  if (attribute === undefined) return {};
  if (present?.attribute === attribute) return { timeToLive: present };
  return { timeToLive: { attribute, enabledAt: now, isBackfilling: true } };
}
