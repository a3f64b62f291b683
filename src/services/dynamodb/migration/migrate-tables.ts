// Tables that an earlier Millrace kept in LevelDB, by dynalite, are taken over once, at the first start: table by table, each
// page of items on disk before the next is asked for. A table that was not finished is begun again. The old folder is kept
// aside, whole.

import { existsSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { isJsonObject, type Json, type JsonObject, objectOrEmpty } from "../../../aws/json.ts";
import { SqliteFileError } from "../../../storage/sqlite-file.ts";
import type { Table } from "../definitions/table.ts";
import { keyOfItem } from "../operations/items/item-keys.ts";
import { createTable } from "../operations/tables/create-table.ts";
import type { TableService } from "../table-service.ts";
import { readMap } from "../values/read-value.ts";
import { itemSize } from "../values/size.ts";
import { validMap } from "../values/validate-value.ts";
import { Dynalite, hasDynalite } from "./dynalite.ts";

const formerFolder = "items";
const formerTimeToLive = "time-to-live.json";
const keptAside = ".former";

/** Throws SqliteFileError if the former tables are there and can't be read. */
export async function takeOverFormerTables(service: TableService, directory: string): Promise<void> {
  const folder = join(directory, formerFolder);
  if (!existsSync(folder)) return;
  if (!hasDynalite()) {
    throw new SqliteFileError(
      `${folder} holds the tables of an earlier Millrace, and the package "dynalite", which reads them once, is not installed: ` +
        "npm install --no-save dynalite@4.0.0 and start again, or move the folder away to start without them",
    );
  }
  try {
    const dynalite = await Dynalite.open(folder);
    try {
      await takeTables(service, dynalite, timeToLiveIn(directory));
    } finally {
      await dynalite.close();
    }
  } catch (problem) {
    throw new SqliteFileError(
      `${folder} holds the tables of an earlier Millrace and cannot be taken over: ${(problem as Error).message}; ` +
        "nothing of it was changed: try again, or move the folder away to start without them",
      { cause: problem },
    );
  }
  for (const name of [formerTimeToLive, formerFolder]) {
    const path = join(directory, name);
    if (existsSync(path)) renameSync(path, `${path}${keptAside}`);
  }
}

async function takeTables(
  service: TableService,
  dynalite: Dynalite,
  timeToLive: ReadonlyMap<string, string>,
): Promise<void> {
  let start: Json | undefined;
  do {
    const page = await dynalite.call(
      "ListTables",
      start === undefined ? {} : { ExclusiveStartTableName: start },
    );
    for (const name of page.TableNames as readonly string[]) {
      await takeTable(service, dynalite, name, timeToLive.get(name));
    }
    start = page.LastEvaluatedTableName;
  } while (start !== undefined);
}

async function takeTable(
  service: TableService,
  dynalite: Dynalite,
  name: string,
  expiryAttribute: string | undefined,
): Promise<void> {
  const { catalog, clock } = service;
  const begun = catalog.find(name);
  if (begun !== undefined && begun.definition.isBeingTakenOver !== true) return;
  if (begun !== undefined) catalog.remove(begun, () => undefined);
  const { Table: described } = await dynalite.call("DescribeTable", { TableName: name });
  const tags = isJsonObject(described) ? await tagsOf(dynalite, described) : [];
  await createTable(service, creation(described as JsonObject, tags));
  const made = catalog.find(name) as Table;
  const timeToLive =
    expiryAttribute === undefined
      ? {}
      : { timeToLive: { attribute: expiryAttribute, enabledAt: clock.now(), isBackfilling: false } };
  const table = catalog.save(made.owner, () => ({
    ...made.definition,
    ...timeToLive,
    isBeingTakenOver: true,
  }));
  let start: Json | undefined;
  do {
    const page: JsonObject = await dynalite.call("Scan", {
      TableName: name,
      ...(start === undefined ? {} : { ExclusiveStartKey: start }),
    });
    takeItems(service, table, page.Items as readonly Json[]);
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  const { isBeingTakenOver: _, ...definition } = table.definition;
  catalog.save(table.owner, () => definition);
  await service.database.durable();
}

function takeItems(service: TableService, table: Table, items: readonly Json[]): void {
  service.database.write(() => {
    for (const json of items) {
      const item = validMap(readMap(json));
      const after = { item, bytes: itemSize(item) };
      service.items.change(table, { key: keyOfItem(table, item), before: undefined, after });
    }
  });
}

async function tagsOf(dynalite: Dynalite, { TableArn: arn = null }: JsonObject): Promise<readonly Json[]> {
  const { Tags: tags } = await dynalite.call("ListTagsOfResource", { ResourceArn: arn });
  return Array.isArray(tags) ? tags : [];
}

/** What makes a table such as the one that is described. */
function creation(described: JsonObject, tags: readonly Json[]): JsonObject {
  const { BillingModeSummary: billing } = described;
  const isOnDemand = isJsonObject(billing) && billing.BillingMode === "PAY_PER_REQUEST";
  const units = (throughput: Json | undefined) =>
    isOnDemand || !isJsonObject(throughput)
      ? {}
      : {
          ProvisionedThroughput: {
            ReadCapacityUnits: throughput.ReadCapacityUnits ?? null,
            WriteCapacityUnits: throughput.WriteCapacityUnits ?? null,
          },
        };
  const indexes = (member: "GlobalSecondaryIndexes" | "LocalSecondaryIndexes") => {
    const list = described[member];
    if (!Array.isArray(list) || list.length === 0) return {};
    const wanted = list
      .filter(isJsonObject)
      .map(({ IndexName, KeySchema, Projection, ProvisionedThroughput }) => ({
        ...{ IndexName, KeySchema, Projection },
        ...(member === "GlobalSecondaryIndexes" ? units(ProvisionedThroughput) : {}),
      }));
    return { [member]: wanted as readonly Json[] };
  };
  const { TableName, AttributeDefinitions, KeySchema } = described;
  return {
    ...({ TableName, AttributeDefinitions, KeySchema } as JsonObject),
    BillingMode: isOnDemand ? "PAY_PER_REQUEST" : "PROVISIONED",
    ...units(described.ProvisionedThroughput),
    ...indexes("GlobalSecondaryIndexes"),
    ...indexes("LocalSecondaryIndexes"),
    ...(tags.length === 0 ? {} : { Tags: tags }),
  };
}

function timeToLiveIn(directory: string): ReadonlyMap<string, string> {
  const path = join(directory, formerTimeToLive);
  if (!existsSync(path)) return new Map();
  const json: Json = JSON.parse(readFileSync(path, "utf8"));
  return new Map(Object.entries(objectOrEmpty(json)).map(([name, value]) => [name, String(value)]));
}
