// What docs/differences.md says of the region is so. Each of its rows is held by a test, which test/cases/differences.json names by its
// file and its words; or a region that is up is asked over the wire. Each such claim names its row and words of it, so that neither
// changes without the other.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { services } from "../../src/region/services.ts";
import { type ServedRegion, serveRegion } from "../server/served-region.ts";
import { claims } from "./differences-claims.ts";
import { furtherClaims } from "./further-differences-claims.ts";
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
const allClaims = [...claims, ...furtherClaims];

test.each(allClaims)("$row: $says", async ({ row, says, asks, finds }) => {
  const rows = page.filter((line) => line.startsWith(`| ${row}`));
  expect(rows).toContainEqual(expect.stringContaining(says));
  expect(await asks(wire)).toEqual(finds);
});

/** By section and the beginning of a row: a file below test/, and words of it. */
const held = JSON.parse(readFileSync("test/cases/differences.json", "utf8")) as Readonly<
  Record<string, Readonly<Record<string, readonly [file: string, words: string]>>>
>;

interface Row {
  readonly section: string;
  readonly line: string;
}

const rows = page.reduce<{ readonly section: string; readonly found: readonly Row[] }>(
  ({ section, found }, line) => {
    if (line.startsWith("## ")) return { section: line.slice(3), found };
    const isRow = line.startsWith("| ") && !/^\| (?:---|what \||\|)/.test(line);
    return { section, found: isRow ? [...found, { section, line: line.slice(2) }] : found };
  },
  { section: "", found: [] },
).found;

describe("each row", () => {
  test.each(rows)("$section: $line", ({ section, line }) => {
    const tests = Object.entries(held[section] ?? {}).filter(([row]) => line.startsWith(row));
    const asked = allClaims.filter(({ row, says }) => line.startsWith(row) && line.includes(says));
    if (tests.length + asked.length === 0)
      throw new Error("no test holds this row: name one in test/cases/differences.json, or ask the region");
    for (const [, [file, words]] of tests) expect(readFileSync(join("test", file), "utf8")).toContain(words);
  });

  test("that is said to be held is there, once", () => {
    const found = Object.entries(held).flatMap(([section, tests]) =>
      Object.keys(tests).map((row) => [
        row,
        rows.filter((each) => each.section === section && each.line.startsWith(row)).length,
      ]),
    );
    expect(found.filter(([, times]) => times !== 1)).toEqual([]);
  });
});

test("permissions are asked of the services that the row names", () => {
  const [, here = ""] = /^\| which services \| all \| (.*?); the others/m.exec(page.join("\n")) ?? [];
  const named = here.split(/, and |, /);
  const asked = services.list.filter(({ permissions }) => permissions !== undefined);
  expect(named).toHaveLength(asked.length);
});
