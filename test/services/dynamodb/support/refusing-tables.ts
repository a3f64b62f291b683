// The tables that refused requests are about.

import type { Tables } from "../../../../src/services/dynamodb/tables.ts";
import { openTables, tableOf } from "./open-tables.ts";

/** `hash`, with the item `there`; `bytes`; and `composite` with the index `gsi1`. */
export async function openRefusingTables(): Promise<Tables> {
  const tables = await openTables();
  await tables.request("CreateTable", tableOf("hash", "pk"));
  await tables.request("CreateTable", tableOf("bytes", "pk:B"));
  await tables.request("CreateTable", {
    ...tableOf("composite", "pk", "sk"),
    AttributeDefinitions: ["pk", "sk", "color"].map((AttributeName) => ({
      AttributeName,
      AttributeType: "S",
    })),
    GlobalSecondaryIndexes: [
      {
        IndexName: "gsi1",
        KeySchema: [{ AttributeName: "color", KeyType: "HASH" }],
        Projection: { ProjectionType: "KEYS_ONLY" },
      },
    ],
  });
  await tables.request("PutItem", { TableName: "hash", Item: { pk: { S: "there" }, n: { S: "text" } } });
  return tables;
}
