// What docs/differences.md says of the region is so, asked over the wire of one that is up: of the rows that no other test holds. Each
// claim names its row and words of it, so that neither changes without the other.

import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type ServedRegion, serveRegion } from "../server/served-region.ts";
import { claims } from "./differences-claims.ts";
import { wireOf } from "./over-the-wire.ts";

let served: ServedRegion;
const wire = wireOf(() => served.server.url);

beforeAll(async () => {
  served = await serveRegion();
  served.region.start();
  for (const name of ["one", "other"])
    served.region.services.kinesis.createStream({ streamName: name, shardCount: 1 });
  await wire.asked("DynamoDB_20120810.CreateTable", {
    ...{ TableName: "tab", BillingMode: "PROVISIONED" },
    AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
    KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 },
  });
  await wire.at("/readings", { method: "PUT" });
});
afterAll(() => served.close());

const page = readFileSync("docs/differences.md", "utf8").split("\n");

test.each(claims)("$row: $says", async ({ row, says, asks, finds }) => {
  const rows = page.filter((line) => line.startsWith(`| ${row}`));
  expect(rows).toContainEqual(expect.stringContaining(says));
  expect(await asks(wire)).toEqual(finds);
});
