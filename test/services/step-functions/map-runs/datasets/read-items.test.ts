import { isDeepStrictEqual } from "node:util";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { beforeEach, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Json, JsonObject } from "../../../../../src/aws/json.ts";
import { Failure } from "../../../../../src/engine/failure.ts";
import type { ReadItems, ReadPosition } from "../../../../../src/engine/map-run/map-runner.ts";
import { Objects } from "../../../../../src/services/s3/objects.ts";
import { csvItems } from "../../../../../src/services/step-functions/map-runs/datasets/csv-items.ts";
import type { ItemChunks } from "../../../../../src/services/step-functions/map-runs/datasets/item-chunk.ts";
import { ItemReading } from "../../../../../src/services/step-functions/map-runs/datasets/read-items.ts";
import { VirtualClock } from "../../../../../src/time/virtual-clock.ts";

const getObject = "arn:aws:states:::s3:getObject";
const listObjects = "arn:aws:states:::s3:listObjectsV2";

let objects: Objects;

beforeEach(async () => {
  objects = await Objects.open({ directory: undefined, clock: new VirtualClock(Date.UTC(2026, 10, 23)) });
  await objects.createBucket("data");
});

function put(key: string, content: string | Uint8Array) {
  return objects.putObject({ bucket: "data", key, bytes: Buffer.from(content) });
}

function read(
  readerConfig: JsonObject,
  { key = "file", maxItems }: { key?: string; maxItems?: number } = {},
) {
  return new ItemReading(objects).read({
    resource: getObject,
    arguments: { Bucket: "data", Key: key },
    readerConfig,
    maxItems,
  });
}

async function* inPieces(text: string, length: number): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += length) yield text.slice(at, at + length);
}

async function itemsOf(chunks: ItemChunks): Promise<readonly Json[]> {
  const items: Json[] = [];
  for await (const chunk of chunks) for (const item of chunk.items) items.push(item);
  return items;
}

const firstRow = { InputType: "CSV", CSVHeaderLocation: "FIRST_ROW" };

test.each<[what: string, content: string, config: JsonObject, items: Json]>([
  ["an array", "[1, {}, null]", { InputType: "JSON" }, [1, {}, null]],
  ["JSON unless it is said otherwise", "[1]", {}, [1]],
  [
    "the array a pointer leads to",
    '{"a":{"b/c":[1,2]}}',
    { InputType: "JSON", ItemsPointer: "/a/b~1c" },
    [1, 2],
  ],
  ["lines of JSON", '{"a":1}\n\n[2]\r\n"x"\n', { InputType: "JSONL" }, [{ a: 1 }, [2], "x"]],
  [
    "rows",
    "a,b\n1,2\n3,4\n",
    firstRow,
    [
      { a: "1", b: "2" },
      { a: "3", b: "4" },
    ],
  ],
  ["rows without a byte order mark", "\ufeffa\n1", firstRow, [{ a: "1" }]],
  [
    "short and long rows",
    "a,b\n1\n1,2,3",
    firstRow,
    [
      { a: "1", b: "" },
      { a: "1", b: "2" },
    ],
  ],
  [
    "a blank row",
    "a,b\n\n1,2",
    firstRow,
    [
      { a: "", b: "" },
      { a: "1", b: "2" },
    ],
  ],
  ["quotes", 'a,b\n"1,\n""2""",3', firstRow, [{ a: '1,\n"2"', b: "3" }]],
  [
    "quotes within a field",
    'a,b\n5"" tall,{""k"":""v""}\n5" tall,x"y"z',
    firstRow,
    [
      { a: '5" tall', b: '{"k":"v"}' },
      { a: '5" tall', b: 'x"y"z' },
    ],
  ],
  ["backslashes", 'a,b\n1\\,2,\\"\\\\\\x', firstRow, [{ a: "1,2", b: '"\\x' }]],
  ["rows that end as on Windows", "a,b\r\n1,2\r\n", firstRow, [{ a: "1", b: "2" }]],
  ["keys that are data", "__proto__,a\n1,2", firstRow, [JSON.parse('{"__proto__":"1","a":"2"}')]],
  [
    "given headers and another delimiter",
    "1|2",
    { InputType: "CSV", CSVHeaderLocation: "GIVEN", CSVHeaders: ["x", "y"], CSVDelimiter: "PIPE" },
    [{ x: "1", y: "2" }],
  ],
])("reads %s", async (_what, content, config, items) => {
  await put("file", content);
  expect(await read(config)).toEqual({ items, source: "S3://data/file" });
});

test("the values of an object are items that have keys", async () => {
  await put("file", '{"a":1,"b":2}');
  expect(await read({ InputType: "JSON" })).toMatchObject({ items: [1, 2], keys: ["a", "b"] });
});

test("items beyond MaxItems are left", async () => {
  await put("file", "[1,2,3]");
  expect(await read({ InputType: "JSON" }, { maxItems: 2 })).toMatchObject({ items: [1, 2] });
});

test.each([
  ["rows.csv.gz", gzipSync],
  ["rows.csv.zstd", zstdCompressSync],
])("unpacks %s", async (key, pack) => {
  await put(key, pack("a\n1"));
  expect(await read(firstRow, { key })).toMatchObject({ items: [{ a: "1" }] });
});

const nested = (levels: number) => "[".repeat(levels) + "]".repeat(levels);
const tooDeep = (what: string) => new RegExp(`^${what} is not JSON: Document nesting depth \\(1001\\)`);

test.each<[what: string, content: string | undefined, config: JsonObject, cause: string | RegExp]>([
  ["no object", undefined, {}, "The specified key does not exist."],
  ["text", "x", { InputType: "JSON" }, /^The file is not JSON: /],
  ["a line that is not JSON", "1\nx", { InputType: "JSONL" }, /^Line 2 is not JSON: /],
  ["a document that is too deep", nested(1001), { InputType: "JSON" }, tooDeep("The file")],
  ["one that is large and too deep", `[${nested(1000)},${"1,".repeat(2e5)}1]`, {}, tooDeep("The file")],
  ["a line that is too deep", `1\n${nested(5000)}`, { InputType: "JSONL" }, tooDeep("Line 2")],
  ["a manifest that is too deep", nested(5000), { ManifestType: "S3_INVENTORY" }, /^The file is no manifest/],
  ["a number", "1", { InputType: "JSON" }, "Attempting to map over non-iterable node."],
  ["a pointer to nothing", "{}", { ItemsPointer: "/a/b" }, "ItemsPointer /a/b leads to nothing in the file."],
  [
    "headers that are too long",
    `${Array.from({ length: 4000 }, (_, n) => `h${n}`).join(",")}\n1`,
    firstRow,
    "CSV headers may have 10240 bytes, and these have 22889.",
  ],
  ["a quote that is never closed", `a\n"${"x".repeat(9_000_000)}`, firstRow, /^An item may have 8 MB/],
  ["headers that come twice", "a,a\n1,2", firstRow, "CSV headers cannot contain duplicates."],
  [
    "what is no Parquet",
    "PAR1",
    { InputType: "PARQUET" },
    "The object file in bucket data cannot be read as Parquet: parquet file is too short",
  ],
  ["another type", "x", { InputType: "AVRO" }, "Items of the type AVRO cannot be read here."],
  ["no manifest", "[]", { ManifestType: "S3_INVENTORY" }, "The file is no manifest of an S3 inventory."],
  ["an address", "s3:/x", { ManifestType: "ATHENA_DATA" }, /^Line 1 of the manifest is no address/],
])("fails for %s", async (_what, content, config, cause) => {
  if (content !== undefined) await put("file", content);
  expect(await read(config)).toEqual({
    error: "States.ItemReaderFailed",
    cause: typeof cause === "string" ? cause : expect.stringMatching(cause),
  });
});

test("the objects of a bucket are items, and so is what they hold", async () => {
  await put("in/", "");
  await put("in/a.json", "[1,2]");
  await put("in/b.json", "[3]");
  await put("out", "[4]");
  const list = (readerConfig: JsonObject) =>
    new ItemReading(objects).read({
      resource: listObjects,
      arguments: { Bucket: "data", Prefix: "in/" },
      readerConfig,
      maxItems: undefined,
    });
  const facts = { LastModified: Date.UTC(2026, 10, 23) / 1000, StorageClass: "STANDARD" };
  expect(await list({})).toEqual({
    items: [
      { ...facts, Etag: expect.stringMatching(/^"[0-9a-f]{32}"$/), Key: "in/", Size: 0 },
      { ...facts, Etag: expect.any(String), Key: "in/a.json", Size: 5 },
      { ...facts, Etag: expect.any(String), Key: "in/b.json", Size: 3 },
    ],
    source: "S3://data",
  });
  expect(await list({ InputType: "JSON", Transformation: "LOAD_AND_FLATTEN" })).toMatchObject({
    items: [1, 2, 3],
  });
});

test("the files that an inventory's manifest names are read", async () => {
  const files = [{ key: "inventory/1.csv.gz", size: 1, MD5checksum: "" }];
  const manifest = {
    destinationBucket: "arn:aws:s3:::data",
    fileFormat: "CSV",
    fileSchema: "Bucket, Key",
    files,
  };
  await put("file", JSON.stringify(manifest));
  await put("inventory/1.csv.gz", gzipSync('"data","a"\n"data","b"\n'));
  const items = [
    { Bucket: "data", Key: "a" },
    { Bucket: "data", Key: "b" },
  ];
  expect(await read({ ManifestType: "S3_INVENTORY", InputType: "MANIFEST" })).toMatchObject({ items });
});

test("the files that a manifest of Athena names are read", async () => {
  await put("file", "s3://data/1.gz\ns3://data/2\n");
  await put("1.gz", gzipSync('{"a":1}\n'));
  await put("2", '{"a":2}\n');
  expect(await read({ ManifestType: "ATHENA_DATA", InputType: "JSONL" })).toMatchObject({
    items: [{ a: 1 }, { a: 2 }],
  });
});

test("short rows under many headers come some at a time", async () => {
  const headers = Array.from({ length: 1_800 }, (_nothing, n) => `h${n}`);
  await put("file", `${headers.join()}\n${"\n".repeat(5_000)}`);
  const page = (await read(firstRow)) as ReadItems;
  expect(page.items.length).toBeLessThan(500);
  expect(page).toMatchObject({ next: { items: page.items.length } });
});

test.each([
  ["a document", { InputType: "JSON" }],
  ["a manifest", { ManifestType: "ATHENA_DATA" }],
])("%s that unpacks to more than can be held is not read", async (_what, readerConfig) => {
  await put("file.gz", gzipSync(Buffer.alloc(200_000_000, "[")));
  const call = { resource: getObject, arguments: { Bucket: "data", Key: "file.gz" }, readerConfig };
  expect(await new ItemReading(objects).read({ ...call, maxItems: undefined })).toMatchObject({
    error: "States.ItemReaderFailed",
    cause: expect.stringMatching(/^The file is read as a whole, and has more than the 134217728 characters/),
  });
});

test("whatever rows are written with quotes are read as they were, wherever a piece ends", async () => {
  const field = fc.string({ unit: fc.constantFrom("a", ",", '"', "\n", "\r", " ", "é") });
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(field, field), { minLength: 1 }),
      fc.integer({ min: 1, max: 9 }),
      async (rows, length) => {
        const text = ["x,y", ...rows.map((row) => row.map(quoted).join(","))].join("\n");
        const items = await itemsOf(csvItems(inPieces(text, length), firstRow));
        expect(items).toEqual(rows.map(([x, y]) => ({ x, y })));
      },
    ),
  );
});

describe("a large file gives way while it is read, and comes in pages", () => {
  const ids = Array.from({ length: 100_000 }, (_nothing, id) => id);

  test.each([
    ["CSV", `id\n${ids.join("\n")}`, { InputType: "CSV", CSVHeaderLocation: "FIRST_ROW" }, 5],
    ["lines of JSON", ids.map((id) => `{"id":"${id}"}`).join("\n"), { InputType: "JSONL" }, 5],
    ["packed lines", ids.map((id) => `{"id":"${id}"}`).join("\n"), { InputType: "JSONL" }, 5],
    ["JSON", JSON.stringify(ids.map((id) => ({ id: String(id) }))), { InputType: "JSON" }, 1],
  ])("%s", async (what, text, readerConfig, fewest) => {
    const isPacked = what.startsWith("packed");
    const Key = isPacked ? "file.gz" : "file";
    await put(Key, isPacked ? gzipSync(text) : text);
    const reader = {
      resource: getObject,
      arguments: { Bucket: "data", Key },
      readerConfig,
      maxItems: undefined,
    };
    let turns = 0;
    let isOver = false;
    const bystander = () => {
      turns += 1;
      if (!isOver) setImmediate(bystander);
    };
    setImmediate(bystander);
    // Every other page is read by somebody who knows nothing of the ones before, as after a crash.
    let reading = new ItemReading(objects);
    const items: Json[] = [];
    let pages = 0;
    for (let after: ReadPosition | undefined; ; ) {
      if (pages % 2 === 1) reading = new ItemReading(objects);
      const page = await reading.read(after === undefined ? reader : { ...reader, after });
      if (page instanceof Failure) throw new Error(page.cause);
      for (const item of page.items) items.push(item);
      pages += 1;
      after = page.next;
      if (after === undefined) break;
      expect(after.items).toBe(items.length);
    }
    isOver = true;
    expect(pages).toBeGreaterThanOrEqual(fewest);
    expect(turns).toBeGreaterThan(1);
    const rows = ids.map((id) => ({ id: String(id) }));
    expect(isDeepStrictEqual(items, rows)).toBe(true);
  });

  test("what is changed meanwhile is not gone on with", async () => {
    const lines = (count: number) => ids.slice(0, count).join("\n");
    await put("file", lines(50_000));
    const reader = {
      ...{ resource: getObject, arguments: { Bucket: "data", Key: "file" } },
      ...{ readerConfig: { InputType: "JSONL" }, maxItems: undefined },
    };
    const page = (await new ItemReading(objects).read(reader)) as ReadItems;
    await put("file", lines(60_000));
    const { next: after } = page;
    if (after === undefined) throw new Error("there is one page only");
    expect(await new ItemReading(objects).read({ ...reader, after })).toEqual({
      error: "States.ItemReaderFailed",
      cause: "S3://data/file was changed while it was read.",
    });
  });
});
