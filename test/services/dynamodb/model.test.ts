// Whatever is done to a table, and however often it is killed and opened again, it is what a map of items in memory is; its
// indexes hold what they should, its counts are right, and its stream tells how it came about.

import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Json, JsonObject } from "../../../src/aws/json.ts";
import type { Tables } from "../../../src/services/dynamodb/tables.ts";
import { openTables, tableOf } from "./support/open-tables.ts";

const table = tableOf("things", "id", "at:N", {
  AttributeDefinitions: [
    { AttributeName: "id", AttributeType: "S" },
    { AttributeName: "at", AttributeType: "N" },
    { AttributeName: "owner", AttributeType: "S" },
    { AttributeName: "rank", AttributeType: "N" },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: "by-owner",
      KeySchema: [
        { AttributeName: "owner", KeyType: "HASH" },
        { AttributeName: "rank", KeyType: "RANGE" },
      ],
      Projection: { ProjectionType: "INCLUDE", NonKeyAttributes: ["note"] },
    },
  ],
  LocalSecondaryIndexes: [
    {
      IndexName: "by-rank",
      KeySchema: [
        { AttributeName: "id", KeyType: "HASH" },
        { AttributeName: "rank", KeyType: "RANGE" },
      ],
      Projection: { ProjectionType: "KEYS_ONLY" },
    },
  ],
  StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
});

interface Thing {
  readonly id: string;
  readonly at: number;
  readonly owner: string | undefined;
  readonly rank: number | undefined;
  readonly note: string;
}

type Step =
  | { readonly do: "put"; readonly thing: Thing; readonly isNew: boolean }
  | { readonly do: "rank"; readonly id: string; readonly at: number; readonly by: number }
  | { readonly do: "disown"; readonly id: string; readonly at: number }
  | { readonly do: "delete"; readonly id: string; readonly at: number }
  | { readonly do: "swap"; readonly put: Thing; readonly id: string; readonly at: number }
  | { readonly do: "reopen" };

const id = fc.constantFrom("a", "b", "ä\u0000", "𝄞");
const at = fc.integer({ min: -3, max: 3 });
const thing = fc.record({
  id,
  at,
  owner: fc.option(fc.constantFrom("ann", "bob"), { nil: undefined }),
  rank: fc.option(fc.integer({ min: -100, max: 100 }), { nil: undefined }),
  note: fc.string({ maxLength: 20 }),
});
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant("put" as const), thing, isNew: fc.boolean() }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant("rank" as const), id, at, by: fc.integer({ min: -5, max: 5 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("disown" as const), id, at }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("delete" as const), id, at }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("swap" as const), put: thing, id, at }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("reopen" as const) }) },
);

const keyOf = ({ id, at }: { readonly id: string; readonly at: number }) => ({
  id: { S: id },
  at: { N: String(at) },
});
const placeOf = ({ id, at }: { readonly id: string; readonly at: number }) => `${id} ${at}`;

function itemOf(thing: Thing): JsonObject {
  return {
    ...keyOf(thing),
    note: { S: thing.note },
    ...(thing.owner === undefined ? {} : { owner: { S: thing.owner } }),
    ...(thing.rank === undefined ? {} : { rank: { N: String(thing.rank) } }),
  };
}

type Model = Map<string, JsonObject>;

/** Does it to both, and says so if they are of two minds about whether it can be done. */
async function take(tables: Tables, model: Model, step: Exclude<Step, { do: "reopen" }>): Promise<void> {
  const TableName = "things";
  if (step.do === "put") {
    const isRefused = step.isNew && model.has(placeOf(step.thing));
    const condition = step.isNew ? { ConditionExpression: "attribute_not_exists(id)" } : {};
    const done = tables.request("PutItem", { TableName, Item: itemOf(step.thing), ...condition });
    if (isRefused) await expect(done).rejects.toMatchObject({ code: "ConditionalCheckFailedException" });
    else {
      await done;
      model.set(placeOf(step.thing), itemOf(step.thing));
    }
    return;
  }
  const Key = keyOf(step);
  const present = model.get(placeOf(step));
  if (step.do === "rank") {
    await tables.request("UpdateItem", {
      TableName,
      Key,
      UpdateExpression: "ADD #rank :by",
      ExpressionAttributeNames: { "#rank": "rank" },
      ExpressionAttributeValues: { ":by": { N: String(step.by) } },
    });
    const { N: rank = "0" } = (present?.rank ?? {}) as { readonly N?: string };
    model.set(placeOf(step), { ...(present ?? Key), rank: { N: String(Number(rank) + step.by) } });
  } else if (step.do === "disown") {
    await tables.request("UpdateItem", {
      TableName,
      Key,
      UpdateExpression: "REMOVE #owner",
      ExpressionAttributeNames: { "#owner": "owner" },
    });
    const { owner: _, ...others }: JsonObject = present ?? Key;
    model.set(placeOf(step), others);
  } else if (step.do === "delete") {
    await tables.request("DeleteItem", { TableName, Key });
    model.delete(placeOf(step));
  } else {
    const items = [{ Put: { TableName, Item: itemOf(step.put) } }, { Delete: { TableName, Key } }];
    const done = tables.request("TransactWriteItems", { TransactItems: items });
    if (placeOf(step) === placeOf(step.put)) {
      await expect(done).rejects.toMatchObject({ code: "ValidationException" });
      return;
    }
    await done;
    model.delete(placeOf(step));
    model.set(placeOf(step.put), itemOf(step.put));
  }
}

const sorted = (items: readonly Json[]) => items.map((item) => JSON.stringify(ordered(item))).sort();
const ordered = (item: Json) => Object.entries(item as JsonObject).sort(([a], [b]) => (a < b ? -1 : 1));

async function all(
  tables: Tables,
  operation: "Scan" | "Query",
  parameters: JsonObject,
): Promise<readonly JsonObject[]> {
  const items: JsonObject[] = [];
  let start: Json | undefined;
  do {
    const page = await tables.request(operation, {
      TableName: "things",
      Limit: 3,
      ...parameters,
      ...(start === undefined ? {} : { ExclusiveStartKey: start }),
    });
    items.push(...(page.Items as readonly JsonObject[]));
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  return items;
}

async function compare(tables: Tables, model: Model): Promise<void> {
  const items = [...model.values()];
  expect(sorted(await all(tables, "Scan", {}))).toEqual(sorted(items));
  const segments = await Promise.all(
    [0, 1, 2].map((Segment) => all(tables, "Scan", { Segment, TotalSegments: 3 })),
  );
  expect(sorted(segments.flat())).toEqual(sorted(items));
  const rankOf = (item: JsonObject) => Number((item.rank as { readonly N: string }).N);
  for (const owner of ["ann", "bob"]) {
    const owned = items.filter((item) => (item.owner as JsonObject)?.S === owner && item.rank !== undefined);
    for (const ScanIndexForward of [true, false]) {
      const found = await all(tables, "Query", {
        IndexName: "by-owner",
        KeyConditionExpression: "#owner = :owner",
        ExpressionAttributeNames: { "#owner": "owner" },
        ExpressionAttributeValues: { ":owner": { S: owner } },
        ScanIndexForward,
      });
      expect(sorted(found)).toEqual(sorted(owned));
      const ranks = found.map(rankOf);
      expect(ranks).toEqual(ranks.toSorted((a, b) => (ScanIndexForward ? a - b : b - a)));
    }
  }
  for (const name of ["a", "b", "ä\u0000", "𝄞"]) {
    const own = items.filter((item) => (item.id as JsonObject).S === name);
    const found = await all(tables, "Query", {
      KeyConditionExpression: "id = :id AND #at BETWEEN :from AND :to",
      ExpressionAttributeNames: { "#at": "at" },
      ExpressionAttributeValues: { ":id": { S: name }, ":from": { N: "-2" }, ":to": { N: "2" } },
    });
    const atOf = (item: JsonObject) => Number((item.at as { readonly N: string }).N);
    const between = own.filter((item) => Math.abs(atOf(item)) <= 2).toSorted((a, b) => atOf(a) - atOf(b));
    expect(found.map((item) => JSON.stringify(ordered(item)))).toEqual(
      between.map((item) => JSON.stringify(ordered(item))),
    );
    const ranked = await all(tables, "Query", {
      IndexName: "by-rank",
      KeyConditionExpression: "id = :id",
      ExpressionAttributeValues: { ":id": { S: name } },
    });
    expect(ranked).toHaveLength(own.filter((item) => item.rank !== undefined).length);
  }
  const { Table: described } = (await tables.request("DescribeTable", { TableName: "things" })) as {
    readonly Table: JsonObject;
  };
  expect(described).toMatchObject({
    ItemCount: items.length,
    GlobalSecondaryIndexes: [
      { ItemCount: items.filter(({ owner, rank }) => owner !== undefined && rank !== undefined).length },
    ],
    LocalSecondaryIndexes: [{ ItemCount: items.filter(({ rank }) => rank !== undefined).length }],
  });
  expect(sorted(await replayed(tables, String(described.LatestStreamArn)))).toEqual(sorted(items));
}

/** What the stream's records, from the first to the last, make of an empty table. */
async function replayed(tables: Tables, StreamArn: string): Promise<readonly JsonObject[]> {
  const { StreamDescription: stream } = await tables.requestStreams("DescribeStream", { StreamArn });
  const { ShardId } = ((stream as JsonObject).Shards as readonly JsonObject[])[0] as JsonObject;
  let { ShardIterator } = await tables.requestStreams("GetShardIterator", {
    StreamArn,
    ShardId: ShardId as Json,
    ShardIteratorType: "TRIM_HORIZON",
  });
  const items = new Map<string, JsonObject>();
  for (;;) {
    const page = await tables.requestStreams("GetRecords", {
      ShardIterator: ShardIterator as Json,
      Limit: 7,
    });
    const records = page.Records as readonly { readonly eventName: string; readonly dynamodb: JsonObject }[];
    for (const { eventName, dynamodb } of records) {
      const key = JSON.stringify(dynamodb.Keys);
      expect(items.get(key)).toEqual(dynamodb.OldImage);
      if (eventName === "REMOVE") items.delete(key);
      else items.set(key, dynamodb.NewImage as JsonObject);
    }
    if (records.length === 0) return [...items.values()];
    ShardIterator = page.NextShardIterator as string;
  }
}

test("a table is what a map of items is", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 60 }), async (steps) => {
      const directory = mkdtempSync(join(tmpdir(), "model-"));
      let tables = await openTables({ directory });
      try {
        await tables.request("CreateTable", table);
        const model: Model = new Map();
        for (const each of steps) {
          if (each.do === "reopen") {
            await tables.close();
            tables = await openTables({ directory });
          } else await take(tables, model, each);
        }
        await compare(tables, model);
      } finally {
        await tables.close();
        rmSync(directory, { recursive: true });
      }
    }),
    { numRuns: 15 },
  );
}, 180_000);

interface Acknowledged {
  readonly counter: string;
  readonly value: number;
}

/** Counts up until it is killed, and says each number once it is acknowledged. */
async function killedWhileCounting(
  directory: string,
  afterAnswers: number,
): Promise<readonly Acknowledged[]> {
  const child: ChildProcess = fork(new URL("support/endless-counter.ts", import.meta.url), [directory], {
    execArgv: ["--disable-warning=ExperimentalWarning"],
  });
  const acknowledged: Acknowledged[] = [];
  child.on("message", (answer: Acknowledged) => {
    acknowledged.push(answer);
    if (acknowledged.length === afterAnswers) child.kill("SIGKILL");
  });
  await once(child, "exit");
  return acknowledged;
}

test("what was acknowledged is there after a kill, and a transaction whole or not at all", async () => {
  const directory = mkdtempSync(join(tmpdir(), "killed-"));
  try {
    const last = new Map<string, number>();
    for (const answers of [40, 300, 1]) {
      for (const { counter, value } of await killedWhileCounting(directory, answers)) {
        last.set(counter, Math.max(value, last.get(counter) ?? 0));
      }
      const tables = await openTables({ directory });
      for (const [counter, value] of last) {
        const get = (name: string) =>
          tables.request("GetItem", { TableName: "counters", Key: { id: { S: name } } });
        const [one, other] = await Promise.all([get(`${counter} one`), get(`${counter} other`)]);
        const valueIn = ({ Item: item }: JsonObject) => Number(((item as JsonObject).value as JsonObject).N);
        expect(valueIn(one)).toBeGreaterThanOrEqual(value);
        expect(valueIn(other)).toBe(valueIn(one));
      }
      await tables.close();
    }
  } finally {
    rmSync(directory, { recursive: true });
  }
}, 180_000);
