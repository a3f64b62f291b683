// What takes long to find out about an item is found out in pieces; it holds for the item as it is in the end.

import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { JsonObject } from "../../../src/aws/json.ts";
import { compileExpressions } from "../../../src/services/dynamodb/expressions/request.ts";
import type { Tables } from "../../../src/services/dynamodb/tables.ts";
import type { Item } from "../../../src/services/dynamodb/values/attribute-value.ts";
import { atOnce } from "../../../src/time/time-slice.ts";
import { counted } from "../../support/counted-pieces.ts";
import { openTables, tableOf } from "./support/open-tables.ts";

let tables: Tables;
beforeAll(async () => {
  tables = await openTables();
  await tables.request("CreateTable", tableOf("wide", "id"));
  for (const id of ["1", "2", "3"]) await put(id);
});
afterAll(() => tables.close());

const elements = 100_000;
const list = (last: number, length = elements) => ({
  L: Array.from({ length }, (_, n) => ({ N: String(n === length - 1 ? last : n % 10) })),
});
const put = (id: string, length?: number) =>
  tables.request("PutItem", { TableName: "wide", Item: { id: { S: id }, l: list(77, length) } });

/** A hundred and fifty values that are looked for, of which the list has `last`, if any. */
function looking(last: number): JsonObject {
  const names = Array.from({ length: 150 }, (_, at) => `:v${at}`);
  return {
    condition: names.map((name) => `contains(l, ${name})`).join(" OR "),
    values: Object.fromEntries(names.map((name, at) => [name, { N: String(at === 149 ? last : 1000 + at) }])),
  };
}

const updating = (id: string, last: number, more: JsonObject = {}): JsonObject => {
  const { condition, values } = looking(last);
  return {
    TableName: "wide",
    Key: { id: { S: id } },
    UpdateExpression: "SET n = :v0",
    ConditionExpression: condition as string,
    ExpressionAttributeValues: values as JsonObject,
    ...more,
  };
};

test("a condition says the same in pieces, and takes one for each comparison", () => {
  const item: Item = { l: { L: [{ N: "1" }, { S: "a" }] }, s: { S: "text" }, n: { N: "5" } };
  const values = { ":one": { N: "1" }, ":t": { S: "text" }, ":nine": { N: "9" }, ":a": { S: "a" } };
  const cases: readonly (readonly [string, boolean, number])[] = [
    ["contains(l, :one)", true, 1],
    ["NOT contains(l, :one)", false, 1],
    ["contains(l, :nine) OR s = :t", true, 2],
    ["contains(l, :nine) AND s = :t", false, 1],
    ["s = :t AND (n = :nine OR contains(l, :a))", true, 3],
    ["n IN (:one, :nine, :t)", false, 3],
    ["n BETWEEN :one AND :nine", true, 1],
  ];
  for (const [expression, holds, comparisons] of cases) {
    const used = Object.entries(values).filter(([name]) => new RegExp(`${name}\\b`).test(expression));
    const { condition } = compileExpressions("PutItem", {
      ConditionExpression: expression,
      ExpressionAttributeValues: Object.fromEntries(used),
    });
    if (condition === undefined) throw new Error("no condition");
    expect(condition.matches(item)).toBe(holds);
    expect(atOnce(condition.inPieces(item))).toBe(holds);
    expect(counted(condition.inPieces(item)).pieces).toBe(comparisons + 1);
  }
});

describe("a condition that takes long", () => {
  test("holds", async () => {
    await expect(tables.request("UpdateItem", updating("1", 77))).resolves.toEqual({});
  });

  test("does not hold", async () => {
    await expect(tables.request("UpdateItem", updating("1", 999))).rejects.toMatchObject({
      code: "ConditionalCheckFailedException",
    });
  });

  test("is looked at again if the item has changed meanwhile", async () => {
    const asked = tables.request("UpdateItem", updating("2", 77));
    await tables.request("PutItem", { TableName: "wide", Item: { id: { S: "2" }, l: list(0) } });
    await expect(asked).rejects.toMatchObject({ code: "ConditionalCheckFailedException" });
  });

  test.each<readonly [string, (request: JsonObject) => readonly [string, JsonObject], JsonObject]>([
    ["", (request) => ["UpdateItem", request], { code: "InternalServerError", status: 500 }],
    [
      ", which cancels a transaction",
      (Update) => ["TransactWriteItems", { TransactItems: [{ Update }] }],
      {
        code: "TransactionCanceledException",
        members: {
          CancellationReasons: [
            { Code: "TransactionConflict", Message: "Transaction is ongoing for the item" },
          ],
        },
      },
    ],
  ])(
    "is given up after it was looked at ten times and others changed the item%s",
    async (_, ask, refusal) => {
      await put("4", 40_000);
      let isAsking = true;
      const asked = tables.request(...ask(updating("4", 77))).finally(() => {
        isAsking = false;
      });
      const refused = expect(asked).rejects.toMatchObject(refusal);
      for (let turn = 0; isAsking; turn++) {
        await tables.request("UpdateItem", {
          ...{ TableName: "wide", Key: { id: { S: "4" } }, UpdateExpression: "SET turn = :t" },
          ExpressionAttributeValues: { ":t": { N: String(turn) } },
        });
        // In memory nothing of this waits for anything: who looks would not have a turn.
        await new Promise((next) => setImmediate(next));
      }
      await refused;
    },
  );

  test("is refused if the table is gone meanwhile", async () => {
    await tables.request("CreateTable", tableOf("gone", "id"));
    await tables.request("PutItem", { TableName: "gone", Item: { id: { S: "1" }, l: list(77) } });
    const asked = tables.request("UpdateItem", updating("1", 77, { TableName: "gone" }));
    const refused = expect(asked).rejects.toMatchObject({ code: "ResourceNotFoundException" });
    await tables.request("DeleteTable", { TableName: "gone" });
    await refused;
  });

  test("cancels a transaction", async () => {
    const check = (id: string, last: number) => {
      const { UpdateExpression: _, ...more } = updating(id, last);
      return { ConditionCheck: more };
    };
    const request = { TransactItems: [check("1", 77), check("3", 999)] };
    await expect(tables.request("TransactWriteItems", request)).rejects.toMatchObject({
      code: "TransactionCanceledException",
      members: { CancellationReasons: [{ Code: "None" }, { Code: "ConditionalCheckFailed" }] },
    });
    const held = { TransactItems: [check("1", 77), check("3", 77)] };
    await expect(tables.request("TransactWriteItems", held)).resolves.toEqual({});
  });

  test("filters a scan", async () => {
    const { condition, values } = looking(77);
    const request = {
      TableName: "wide",
      FilterExpression: condition as string,
      ExpressionAttributeValues: values as JsonObject,
    };
    expect(await tables.request("Scan", request)).toMatchObject({ Count: 3, ScannedCount: 4 });
    const first = await tables.request("Scan", { ...request, Limit: 1 });
    expect(first).toMatchObject({ ScannedCount: 1, LastEvaluatedKey: expect.anything() });
  });
});

describe("an update that would make an item far too large is refused before it is made", () => {
  const names = Array.from({ length: 120 }, (_, at) => `a${at}`);
  const set = { SS: Array.from({ length: 60_000 }, (_, at) => at.toString(36)) };
  test.each<readonly [string, string, JsonObject]>([
    ["by lists", `SET ${names.map((name) => `${name}=list_append(l,l)`).join(",")}`, {}],
    ["by sets", `ADD ${names.map((name) => `${name} :s`).join(",")}`, { ":s": set }],
  ])("%s", async (_, UpdateExpression, values) => {
    const request = {
      TableName: "wide",
      Key: { id: { S: "1" } },
      UpdateExpression,
      ...(Object.keys(values).length === 0 ? {} : { ExpressionAttributeValues: values }),
    };
    await expect(tables.request("UpdateItem", request)).rejects.toMatchObject({
      message: "Item size to update has exceeded the maximum allowed size",
    });
  });
});

test("texts that are nearly alike are compared at once", async () => {
  const Item = { id: { S: "text" }, s: { S: "a".repeat(300_000) } };
  await tables.request("PutItem", { TableName: "wide", Item });
  const request = {
    TableName: "wide",
    Item,
    ConditionExpression: "contains(s, :part)",
    ExpressionAttributeValues: { ":part": { S: `${"a".repeat(75_000)}b${"a".repeat(75_000)}` } },
  };
  await expect(tables.request("PutItem", request)).rejects.toMatchObject({
    code: "ConditionalCheckFailedException",
  });
});

test("a transaction that reads gives each item in its place", async () => {
  await tables.request("CreateTable", tableOf("small", "id"));
  await tables.request("PutItem", { TableName: "small", Item: { id: { S: "a" }, v: { N: "1" } } });
  const statements = ["b", "a"].map((id) => ({ Statement: `SELECT v FROM "small" WHERE id = '${id}'` }));
  expect(await tables.request("ExecuteTransaction", { TransactStatements: statements })).toMatchObject({
    Responses: [{}, { Item: { v: { N: "1" } } }],
  });
});
