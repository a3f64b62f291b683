import { gzipSync, zstdCompressSync } from "node:zlib";
import { beforeEach, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Json, JsonObject } from "../../../../../src/aws/json.ts";
import { Objects } from "../../../../../src/services/s3/objects.ts";
import { csvItems } from "../../../../../src/services/step-functions/map-runs/datasets/csv-items.ts";
import { parseItems } from "../../../../../src/services/step-functions/map-runs/datasets/parse-items.ts";
import { readItems } from "../../../../../src/services/step-functions/map-runs/datasets/read-items.ts";
import { atOnce } from "../../../../../src/time/time-slice.ts";
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
  return readItems(objects, {
    resource: getObject,
    arguments: { Bucket: "data", Key: key },
    readerConfig,
    maxItems,
  });
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

test.each<[what: string, content: string | undefined, config: JsonObject, cause: string | RegExp]>([
  ["no object", undefined, {}, "The specified key does not exist."],
  ["text", "x", { InputType: "JSON" }, /^The file is not JSON: /],
  ["a line that is not JSON", "1\nx", { InputType: "JSONL" }, /^Line 2 is not JSON: /],
  ["a number", "1", { InputType: "JSON" }, "Attempting to map over non-iterable node."],
  ["a pointer to nothing", "{}", { ItemsPointer: "/a/b" }, "ItemsPointer /a/b leads to nothing in the file."],
  ["headers that come twice", "a,a\n1,2", firstRow, "CSV headers cannot contain duplicates."],
  ["Parquet", "PAR1", { InputType: "PARQUET" }, "Items of the type PARQUET cannot be read here."],
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
    readItems(objects, {
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

test("whatever rows are written with quotes are read as they were", () => {
  const field = fc.string({ unit: fc.constantFrom("a", ",", '"', "\n", "\r", " ", "é") });
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
  fc.assert(
    fc.property(fc.array(fc.tuple(field, field), { minLength: 1 }), (rows) => {
      const text = ["x,y", ...rows.map((row) => row.map(quoted).join(","))].join("\n");
      expect(atOnce(csvItems(text, firstRow))).toEqual(rows.map(([x, y]) => ({ x, y })));
    }),
  );
});

describe("a large file gives way while it is read", () => {
  const ids = Array.from({ length: 100_000 }, (_nothing, id) => id);

  test.each([
    ["CSV", `id\n${ids.join("\n")}`, { InputType: "CSV", CSVHeaderLocation: "FIRST_ROW" }, 100_000],
    ["lines of JSON", ids.map((id) => `{"id":"${id}"}`).join("\n"), { InputType: "JSONL" }, 100_000],
    ["JSON", JSON.stringify(ids.map((id) => ({ id: String(id) }))), { InputType: "JSON" }, 15],
  ])("%s", (_what, text, config, fewest) => {
    const work = parseItems(text, config);
    let yields = 0;
    let next = work.next();
    for (; next.done !== true; next = work.next()) yields += 1;
    expect(yields).toBeGreaterThanOrEqual(fewest);
    expect(next.value.items).toHaveLength(ids.length);
    expect(next.value.items.at(-1)).toEqual({ id: String(ids.length - 1) });
  });
});
