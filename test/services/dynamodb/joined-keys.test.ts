// Global indexes whose keys have several attributes of a kind.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.DesignPattern.MultiAttributeKeys.html

import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { JsonObject } from "../../../src/aws/json.ts";
import type { Tables } from "../../../src/services/dynamodb/tables.ts";
import { until } from "../../support/until.ts";
import { openTables, tableOf } from "./support/open-tables.ts";

const hash = (name: string) => ({ AttributeName: name, KeyType: "HASH" });
const range = (name: string) => ({ AttributeName: name, KeyType: "RANGE" });
const index = (...KeySchema: readonly JsonObject[]): JsonObject => ({
  IndexName: "joined",
  KeySchema,
  Projection: { ProjectionType: "ALL" },
});
const joined = index(hash("p"), hash("q"), range("a"), range("b"), range("c"));
const definitions = ["id", "p", "q", "a", "b:N", "c"].map((attribute) => {
  const [AttributeName = "", AttributeType = "S"] = attribute.split(":");
  return { AttributeName, AttributeType };
});
const withIndex = (TableName: string): JsonObject =>
  tableOf(TableName, "id", undefined, {
    AttributeDefinitions: definitions,
    GlobalSecondaryIndexes: [joined],
  });

let tables: Tables;
beforeAll(async () => {
  tables = await openTables();
  await tables.request("CreateTable", withIndex("things"));
});
afterAll(() => tables.close());

interface Thing {
  readonly a: string;
  readonly b: number;
  readonly c: string;
}

const texts = ["a", "a\u0000", "a\u0000b", "a\u0001", "ab", "b", "ä"];
const numbers = [-10, -1.5, -1, 0, 0.25, 2, 10, 100];
const things: readonly Thing[] = texts.flatMap((a) =>
  numbers.flatMap((b) => texts.map((c) => ({ a, b, c }))),
);

const written = (value: string | number): JsonObject =>
  typeof value === "number" ? { N: String(value) } : { S: value };
const itemOf = ({ a, b, c }: Thing, { p = "1", q = "2" } = {}): JsonObject => ({
  id: { S: JSON.stringify([p, q, a, b, c]) },
  ...Object.fromEntries(Object.entries({ p, q, a, b, c }).map(([name, value]) => [name, written(value)])),
});

function compare(one: string | number, other: string | number): number {
  if (typeof one === "number") return one - Number(other);
  return Buffer.compare(Buffer.from(one), Buffer.from(String(other)));
}
const inOrder = (one: Thing, other: Thing) =>
  compare(one.a, other.a) || compare(one.b, other.b) || compare(one.c, other.c);

async function putAll(TableName: string): Promise<void> {
  // Of partitions that have half of theirs in common, or the same letters.
  const strangers = [{ q: "3" }, { p: "12", q: "\u0000" }, { p: "1\u0000", q: "2" }];
  const items = things.flatMap((thing) => [itemOf(thing), ...strangers.map((parts) => itemOf(thing, parts))]);
  for (let at = 0; at < items.length; at += 25) {
    const puts = items.slice(at, at + 25).map((Item) => ({ PutRequest: { Item } }));
    await tables.request("BatchWriteItem", { RequestItems: { [TableName]: puts } });
  }
  await tables.request("PutItem", { TableName, Item: { id: { S: "no c" }, p: { S: "1" }, q: { S: "2" } } });
}

const operators = {
  "=": (order: number) => order === 0,
  "<": (order: number) => order < 0,
  "<=": (order: number) => order <= 0,
  ">": (order: number) => order > 0,
  ">=": (order: number) => order >= 0,
};
const names = ["a", "b", "c"] as const;
const anyOf = (name: "a" | "b" | "c") =>
  fc.constantFrom<string | number>(...(name === "b" ? numbers : texts));

interface Asked {
  readonly expression: string;
  readonly values: readonly (string | number)[];
  readonly holds: (thing: Thing) => boolean;
}

/** Equalities on the first, and a range of the next. */
const asked: fc.Arbitrary<Asked> = fc.integer({ min: 0, max: 2 }).chain((equal) => {
  const name = names[equal] as "a" | "b" | "c";
  const equalities = fc.tuple(...names.slice(0, equal).map(anyOf));
  const usable = [...Object.keys(operators), "BETWEEN", ...(name === "b" ? [] : ["begins_with"])];
  return fc
    .record({ equalities, operator: fc.constantFrom(...usable), values: fc.tuple(anyOf(name), anyOf(name)) })
    .map(({ equalities, operator, values }) => {
      const [low, high] = [...values].sort(compare) as [string | number, string | number];
      const before = names.slice(0, equal).map((each, at) => `${each} = :v${at}`);
      const [v, w] = [`:v${equal}`, `:v${equal + 1}`];
      const fits = (thing: Thing) =>
        names.slice(0, equal).every((each, at) => thing[each] === equalities[at]);
      if (operator === "BETWEEN") {
        return {
          expression: [...before, `${name} BETWEEN ${v} AND ${w}`].join(" AND "),
          values: [...equalities, low, high],
          holds: (thing) => fits(thing) && compare(thing[name], low) >= 0 && compare(thing[name], high) <= 0,
        };
      }
      if (operator === "begins_with") {
        return {
          expression: [...before, `begins_with(${name}, ${v})`].join(" AND "),
          values: [...equalities, low],
          holds: (thing) => fits(thing) && String(thing[name]).startsWith(String(low)),
        };
      }
      const matches = operators[operator as keyof typeof operators];
      return {
        expression: [...before, `${name} ${operator} ${v}`].join(" AND "),
        values: [...equalities, low],
        holds: (thing) => fits(thing) && matches(compare(thing[name], low)),
      };
    });
});

const query = (expression: string, values: readonly (string | number)[], more: JsonObject = {}) => ({
  TableName: "things",
  IndexName: "joined",
  KeyConditionExpression: expression,
  ExpressionAttributeValues: Object.fromEntries([
    [":p", { S: "1" }],
    ...(expression.includes(":q") ? [[":q", { S: "2" }]] : []),
    ...values.map((value, at) => [`:v${at}`, written(value)]),
  ]) as JsonObject,
  ...more,
});

async function idsOf(request: JsonObject): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let start: JsonObject = {}; ; ) {
    const answer = await tables.request("Query", { ...request, ...start });
    for (const item of answer.Items as readonly { readonly id: { readonly S: string } }[])
      ids.push(item.id.S);
    const { LastEvaluatedKey: last } = answer;
    if (last === undefined) return ids;
    expect(Object.keys(last as JsonObject).sort()).toEqual(["a", "b", "c", "id", "p", "q"]);
    start = { ExclusiveStartKey: last };
  }
}

test("whatever is asked of such a key, in both directions and by pages, is what a list in order gives", async () => {
  await putAll("things");
  const wholePartition = await idsOf(query("p = :p AND q = :q", []));
  const idOf = (thing: Thing) => JSON.stringify(["1", "2", thing.a, thing.b, thing.c]);
  expect(wholePartition).toEqual([...things].sort(inOrder).map(idOf));
  await fc.assert(
    fc.asyncProperty(asked, fc.boolean(), fc.integer({ min: 7, max: 400 }), async (one, isForward, Limit) => {
      const wanted = things.filter(one.holds).sort(inOrder).map(idOf);
      if (!isForward) wanted.reverse();
      const request = query(`p = :p AND q = :q AND ${one.expression}`, one.values, {
        ScanIndexForward: isForward,
        Limit,
      });
      expect(await idsOf(request)).toEqual(wanted);
    }),
    { numRuns: 200 },
  );
});

test("conditions of the older kind ask of such a key as well, and not of more than it has", async () => {
  const condition = (ComparisonOperator: string, ...values: readonly JsonObject[]) => ({
    ComparisonOperator,
    AttributeValueList: values,
  });
  const KeyConditions: JsonObject = {
    p: condition("EQ", { S: "1" }),
    q: condition("EQ", { S: "2" }),
    a: condition("EQ", written("a")),
    b: condition("GT", written(1)),
  };
  const asked = { TableName: "things", IndexName: "joined", KeyConditions };
  const same = query("p = :p AND q = :q AND a = :v0 AND b > :v1", ["a", 1]);
  expect(await idsOf(asked)).toEqual(await idsOf(same));
  const more = { ...asked, KeyConditions: { ...KeyConditions, z: condition("EQ", { S: "z" }) } };
  await expect(tables.request("Query", more)).rejects.toMatchObject({ code: "ValidationException" });
});

test("an index that is added later has what is there", async () => {
  await tables.request("CreateTable", tableOf("late", "id"));
  await tables.request("PutItem", { TableName: "late", Item: itemOf({ a: "a", b: 1, c: "c" }) });
  await tables.request("UpdateTable", {
    TableName: "late",
    AttributeDefinitions: definitions,
    GlobalSecondaryIndexUpdates: [{ Create: joined }],
  });
  const described = async () =>
    (await tables.request("DescribeTable", { TableName: "late" })).Table as JsonObject;
  await until(async () => JSON.stringify(await described()).includes('"IndexStatus":"ACTIVE"'));
  expect((await described()).GlobalSecondaryIndexes).toMatchObject([{ KeySchema: joined.KeySchema }]);
  const request = query("p = :p AND q = :q AND a = :v0", ["a"], { TableName: "late" });
  expect(await tables.request("Query", request)).toMatchObject({ Count: 1 });
});

describe("refused are", () => {
  const refusals: readonly (readonly [string, readonly (string | number)[], string])[] = [
    ["p = :p", [], "Query condition missed key schema element: q"],
    ["p = :p AND a = :v0", ["a"], "Query condition missed key schema element: q"],
    ["p = :p AND q > :q", [], "Query key condition not supported"],
    [
      "p = :p AND q = :q AND a = :v0 AND c = :v1",
      ["a", "c"],
      "RANGE key attributes b must have equality conditions specified in the query because a condition is present on key attribute c",
    ],
    [
      "p = :p AND q = :q AND a > :v0 AND b = :v1",
      ["a", 1],
      "RANGE key attributes a must have equality conditions specified in the query because a condition is present on key attribute b",
    ],
  ];
  test.each(refusals)("%s", async (expression, values, message) => {
    await expect(tables.request("Query", query(expression, values))).rejects.toMatchObject({
      code: "ValidationException",
      message,
    });
  });

  const wrong: readonly (readonly [string, readonly JsonObject[]])[] = [
    ["attributes out of their order", [hash("p"), range("a"), hash("q")]],
    ["a fifth attribute of a kind", ["p", "q", "a", "b", "c"].map(hash)],
    ["an attribute twice", [hash("p"), hash("p")]],
    ["a key that begins with what orders", [range("p"), hash("q")]],
  ];
  test.each(wrong)("%s", async (_, schema) => {
    const used = new Set(["id", ...schema.map(({ AttributeName: name }) => name)]);
    const request = {
      ...withIndex("wrong"),
      AttributeDefinitions: definitions.filter(({ AttributeName: name }) => used.has(name)),
      GlobalSecondaryIndexes: [index(...schema)],
    };
    await expect(tables.request("CreateTable", request)).rejects.toMatchObject({
      code: "ValidationException",
    });
  });

  test("statements that read such an index", async () => {
    const Statement = `SELECT * FROM "things"."joined" WHERE p = '1' AND q = '2'`;
    const message =
      "PartiQL statements cannot be executed on tables with multi-attribute HASH keys or multi-attribute RANGE keys.";
    await expect(tables.request("ExecuteStatement", { Statement })).rejects.toMatchObject({ message });
    expect(await tables.request("BatchExecuteStatement", { Statements: [{ Statement }] })).toMatchObject({
      Responses: [{ Error: { Message: message } }],
    });
  });
});
