// TableDescription: a table as DescribeTable and its kin answer with it.
// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TableDescription.html

import { formatArn, type RegionIdentity } from "../../../aws/arn.ts";
import { asJson, type JsonObject } from "../../../aws/json.ts";
import type {
  BillingMode,
  IndexDefinition,
  OnDemandThroughput,
  TableDefinition,
  Throughput,
} from "./table-definition.ts";

export interface Counts {
  readonly items: number;
  readonly bytes: number;
}

export type TableStatus = "CREATING" | "UPDATING" | "DELETING" | "ACTIVE";

export interface DescriptionOptions {
  readonly identity: RegionIdentity;
  readonly countsOf: (owner: number) => Counts;
  /** A call that changes a table answers as if that were to take a while. @default what it is */
  readonly status?: TableStatus;
}

export function describeTable(
  owner: number,
  table: TableDefinition,
  options: DescriptionOptions,
): JsonObject {
  const { identity, countsOf, status = statusOf(table) } = options;
  const counts = countsOf(owner);
  const arn = tableArn(table.name, identity);
  const globals = table.indexes.filter(({ isGlobal }) => isGlobal);
  const locals = table.indexes.filter(({ isGlobal }) => !isGlobal);
  const { stream, encryption, tableClass } = table;
  return {
    AttributeDefinitions: asJson(table.attributes),
    TableName: table.name,
    KeySchema: asJson(table.keySchema),
    TableStatus: status,
    CreationDateTime: seconds(table.createdAt),
    ProvisionedThroughput: describeThroughput(table.throughput),
    TableSizeBytes: counts.bytes,
    ItemCount: counts.items,
    TableArn: arn,
    TableId: table.id,
    ...billing(table, status),
    ...(locals.length === 0
      ? {}
      : { LocalSecondaryIndexes: locals.map((index) => describeIndex(index, arn, countsOf)) }),
    ...(globals.length === 0
      ? {}
      : {
          GlobalSecondaryIndexes: globals.map((index) => ({
            ...describeIndex(index, arn, countsOf),
            ...describeGlobal(index, table.billingMode, status),
          })),
        }),
    ...(stream?.isEnabled === true
      ? { StreamSpecification: { StreamEnabled: true, StreamViewType: stream.viewType } }
      : {}),
    ...(stream === undefined
      ? {}
      : { LatestStreamLabel: stream.label, LatestStreamArn: `${arn}/stream/${stream.label}` }),
    ...(encryption === undefined
      ? {}
      : { SSEDescription: { Status: "ENABLED", SSEType: "KMS", KMSMasterKeyArn: encryption.keyArn } }),
    ...(tableClass === undefined
      ? {}
      : {
          TableClassSummary: {
            TableClass: tableClass.name,
            ...(tableClass.updatedAt === undefined
              ? {}
              : { LastUpdateDateTime: seconds(tableClass.updatedAt) }),
          },
        }),
    DeletionProtectionEnabled: table.isDeletionProtected,
    ...describeOnDemand(table.onDemandThroughput),
    ...warmth(table.billingMode, table.throughput, status),
  };
}

/** Of a table that is being deleted AWS tells less. */
export function describeDeleted(
  owner: number,
  table: TableDefinition,
  options: DescriptionOptions,
): JsonObject {
  const description = describeTable(owner, table, { ...options, status: "DELETING" });
  return Object.fromEntries(Object.entries(description).filter(([member]) => !untold.has(member)));
}

const untold = new Set([
  "AttributeDefinitions",
  "KeySchema",
  "CreationDateTime",
  "GlobalSecondaryIndexes",
  "LocalSecondaryIndexes",
]);

export function tableArn(name: string, identity: RegionIdentity): string {
  return formatArn(identity, "dynamodb", `table/${name}`);
}

/** A table goes on working while an index is being made. */
function statusOf({ indexes }: TableDefinition): TableStatus {
  return indexes.some(({ isBackfilling }) => isBackfilling) ? "UPDATING" : "ACTIVE";
}

function billing({ billingMode, payPerRequestSince }: TableDefinition, status: TableStatus): JsonObject {
  if (payPerRequestSince === undefined) return {};
  return {
    BillingModeSummary: {
      BillingMode: billingMode,
      // Of a table that is being made this isn't said yet.
      ...(status === "CREATING" ? {} : { LastUpdateToPayPerRequestDateTime: seconds(payPerRequestSince) }),
    },
  };
}

function describeThroughput(throughput: Throughput): JsonObject {
  const { read, write, decreasesToday, lastIncrease, lastDecrease } = throughput;
  return {
    ...(lastIncrease === undefined ? {} : { LastIncreaseDateTime: seconds(lastIncrease) }),
    ...(lastDecrease === undefined ? {} : { LastDecreaseDateTime: seconds(lastDecrease) }),
    NumberOfDecreasesToday: decreasesToday,
    ReadCapacityUnits: read,
    WriteCapacityUnits: write,
  };
}

function describeIndex(
  { name, keySchema, projection, owner }: IndexDefinition,
  tableArn: string,
  countsOf: (owner: number) => Counts,
): JsonObject {
  const { items, bytes } = countsOf(owner);
  return {
    IndexName: name,
    KeySchema: asJson(keySchema),
    Projection: asJson(projection),
    IndexSizeBytes: bytes,
    ItemCount: items,
    IndexArn: `${tableArn}/index/${name}`,
  };
}

function describeGlobal(
  { throughput, isBackfilling, onDemandThroughput }: IndexDefinition,
  mode: BillingMode,
  status: TableStatus,
): JsonObject {
  return {
    IndexStatus: isBackfilling || status === "CREATING" ? "CREATING" : "ACTIVE",
    ...(isBackfilling ? { Backfilling: true } : {}),
    ProvisionedThroughput: describeThroughput(throughput),
    ...describeOnDemand(onDemandThroughput),
    ...warmth(mode, throughput, status),
  };
}

function describeOnDemand(limits: OnDemandThroughput | undefined): JsonObject {
  if (limits === undefined) return {};
  const { MaxReadRequestUnits: reads, MaxWriteRequestUnits: writes } = limits;
  return {
    OnDemandThroughput: {
      ...(reads === undefined ? {} : { MaxReadRequestUnits: reads }),
      ...(writes === undefined ? {} : { MaxWriteRequestUnits: writes }),
    },
  };
}

/** What a table can take at once; of one that is billed by the request, what AWS gives a new one. */
function warmth(mode: BillingMode, { read, write }: Throughput, status: TableStatus): JsonObject {
  if (status === "CREATING" || status === "DELETING") return {};
  const [reads, writes] = mode === "PROVISIONED" ? [read, write] : [12_000, 4_000];
  return { WarmThroughput: { ReadUnitsPerSecond: reads, WriteUnitsPerSecond: writes, Status: "ACTIVE" } };
}

export function seconds(timeMs: number): number {
  return timeMs / 1000;
}
