// Lookup tables by the SDK, and what queries add from them.

import * as sdk from "@aws-sdk/client-cloudwatch-logs";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { until } from "../../support/until.ts";
import { type OpenedLogs, openLogs, start } from "./open-logs.ts";

let opened: OpenedLogs;
beforeEach(async () => {
  opened = await openLogs();
  await opened.createGroup("g");
});
afterEach(() => opened.close());

const users = 'id,name,team\n1,Ann,"red, or blue"\n2,Bo,"green\nand more"\n2,Second,x\n';
const create = (lookupTableName = "users", more: Partial<sdk.CreateLookupTableCommandInput> = {}) =>
  opened.client.send(new sdk.CreateLookupTableCommand({ lookupTableName, tableBody: users, ...more }));
const arnOf = (name: string) => `arn:aws:logs:us-east-1:000000000000:lookup-table:${name}`;

test("a table is made, told, changed and deleted, and there after a restart", async () => {
  const { client, clock } = opened;
  const made = await create("users", { description: "d", tags: { a: "b" } });
  expect(made).toMatchObject({ lookupTableArn: arnOf("users"), createdAt: start });
  await create("other");
  const first = await client.send(new sdk.DescribeLookupTablesCommand({ maxResults: 1 }));
  expect(first.lookupTables).toMatchObject([
    {
      ...{ lookupTableName: "users", description: "d", tableFields: ["id", "name", "team"], recordsCount: 3 },
      ...{ sizeBytes: Buffer.byteLength(users), lastUpdatedTime: start },
    },
  ]);
  const { nextToken } = first;
  const next = await client.send(new sdk.DescribeLookupTablesCommand({ nextToken }));
  expect(next.lookupTables?.map((each) => each.lookupTableName)).toEqual(["other"]);
  expect(opened.reopened().lookupTables.find("users")?.rows).toHaveLength(3);
  clock.advanceBy(5);
  const table = { lookupTableArn: arnOf("users") };
  await client.send(new sdk.UpdateLookupTableCommand({ ...table, tableBody: "id\n7\n" }));
  expect(await client.send(new sdk.GetLookupTableCommand(table))).toMatchObject({
    ...{ tableBody: "id\n7\n", description: "d", lastUpdatedTime: start + 5 },
  });
  await client.send(new sdk.DeleteLookupTableCommand(table));
  await expect(client.send(new sdk.GetLookupTableCommand(table))).rejects.toMatchObject({
    name: "ResourceNotFoundException",
  });
});

test("lookup adds the fields of the first row that matches", async () => {
  await create();
  await opened.put("g", '{"user":1,"name":"?"}', '{"user":2}', '{"user":3}');
  expect(
    await opened.query(
      "g",
      "fields user | lookup users id as user OUTPUT name, team | display user, name, team",
    ),
  ).toEqual(
    expect.arrayContaining([
      { user: "1", name: "Ann", team: "red, or blue" },
      { user: "2", name: "Bo", team: "green\nand more" },
      { user: "3" },
    ]),
  );
});

test("a table is made of what a query found", async () => {
  await opened.put("g", '{"a":"x,y","b":1}');
  const { queryId } = await opened.client.send(
    new sdk.StartQueryCommand({
      ...{
        logGroupName: "g",
        queryString: "fields a, b",
        startTime: start / 1000 - 10,
        endTime: start / 1000 + 10,
      },
    }),
  );
  await until(async () => {
    const { status } = await opened.client.send(new sdk.GetQueryResultsCommand({ queryId }));
    return status === "Complete";
  });
  await create("found", { tableBody: undefined, queryId });
  const { tableBody } = await opened.client.send(
    new sdk.GetLookupTableCommand({ lookupTableArn: arnOf("found") }),
  );
  expect(tableBody).toBe('a,b\n"x,y",1\n');
  const groups = await opened.client.send(new sdk.ListLogGroupsForQueryCommand({ queryId }));
  expect(groups.logGroupIdentifiers).toEqual(["g"]);
});

describe("is refused:", () => {
  test.each<[what: string, act: () => Promise<unknown>, name: string, message: string]>([
    ["a table that is there", () => create().then(() => create()), "ResourceAlreadyExistsException", "users"],
    ["a name", () => create("no-name"), "InvalidParameterException", "lookupTableName"],
    [
      "a row that is too short",
      () => create("t", { tableBody: "a,b\n1\n" }),
      "InvalidParameterException",
      "row 1 has 1 values, and there are 2 fields",
    ],
    [
      "two fields of one name",
      () => create("t", { tableBody: "a,a\n1,2\n" }),
      "InvalidParameterException",
      "each field must have a name of its own",
    ],
    [
      "both a body and a query",
      () => create("t", { queryId: "q" }),
      "InvalidParameterException",
      "Exactly one of tableBody and queryId must be specified.",
    ],
    [
      "a table that is not there, in a query",
      () => opened.query("g", "lookup nobody id OUTPUT name"),
      "MalformedQueryException",
      "there is no lookup table nobody",
    ],
    [
      "a field that is not there, in a query",
      () => create().then(() => opened.query("g", "lookup users id OUTPUT age")),
      "MalformedQueryException",
      "the lookup table users has no field age",
    ],
  ])("%s", async (_, act, name, message) => {
    await expect(act()).rejects.toMatchObject({ name, message: expect.stringContaining(message) });
  });
});
