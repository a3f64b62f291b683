// Policies of tables: their revisions, and what is said where another one was expected.

import { afterEach, beforeEach, expect, test } from "@jest/globals";
import type { JsonObject } from "../../../src/aws/json.ts";
import type { Tables } from "../../../src/services/dynamodb/tables.ts";
import { VirtualClock } from "../../../src/time/virtual-clock.ts";
import { openTables, tableOf } from "./support/open-tables.ts";

const clock = new VirtualClock(1_700_000_000_000);
let tables: Tables;
let ResourceArn: string;
beforeEach(async () => {
  tables = await openTables({ clock });
  const { TableDescription: table } = await tables.request("CreateTable", tableOf("things", "pk"));
  ResourceArn = String((table as JsonObject).TableArn);
});
afterEach(() => tables.close());

const policy = (action: string) => JSON.stringify({ Version: "2012-10-17", Statement: [{ Action: action }] });

async function put(action: string, expected?: string): Promise<string> {
  const { RevisionId: revision } = await tables.request("PutResourcePolicy", {
    ResourceArn,
    Policy: policy(action),
    ...(expected === undefined ? {} : { ExpectedRevisionId: expected }),
  });
  return String(revision);
}

test("the same policy keeps its revision, and another has a later one, at the same time too", async () => {
  const first = await put("dynamodb:GetItem", "NO_POLICY");
  expect(await put("dynamodb:GetItem")).toBe(first);
  const second = await put("dynamodb:PutItem", first);
  expect(Number(second)).toBeGreaterThan(Number(first));
  expect(await tables.request("GetResourcePolicy", { ResourceArn })).toEqual({
    Policy: policy("dynamodb:PutItem"),
    RevisionId: second,
  });
});

test("a change that expects another revision is refused with both", async () => {
  const revision = await put("dynamodb:GetItem");
  const notFound = (detail: string) => ({
    code: "PolicyNotFoundException",
    message: `Resource-based policy not found for the provided ResourceArn: ${detail}`,
  });
  const another = notFound(
    `Requested update for policy with revision id old, but the policy associated to target table things has revision id ${revision}.`,
  );
  await expect(put("dynamodb:PutItem", "old")).rejects.toMatchObject(another);
  await expect(put("dynamodb:PutItem", "NO_POLICY")).rejects.toMatchObject(
    notFound(
      `Requested policy update expecting none to be present for table things, but a policy exists with revision id ${revision}.`,
    ),
  );
  const remove = (ExpectedRevisionId: string) =>
    tables.request("DeleteResourcePolicy", { ResourceArn, ExpectedRevisionId });
  await expect(remove("old")).rejects.toMatchObject(another);
  expect(await remove(revision)).toEqual({ RevisionId: revision });
  await expect(tables.request("GetResourcePolicy", { ResourceArn })).rejects.toMatchObject(
    notFound(ResourceArn),
  );
});

test.each([["PutResourcePolicy"], ["GetResourcePolicy"], ["DeleteResourcePolicy"]])(
  "%s of an unknown table names it",
  async (operation) => {
    const request = { ResourceArn: `${ResourceArn}-else`, Policy: policy("dynamodb:GetItem") };
    await expect(tables.request(operation, request)).rejects.toMatchObject({
      code: "ResourceNotFoundException",
      message: "Requested resource not found: Table: things-else not found",
    });
  },
);
