// What `millrace put` does with lines that cannot be put, and with more of them than go at once.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { pageRoutes } from "../../../src/console/page-routes.ts";
import { type ServedRegion, serveRegion } from "../../server/served-region.ts";
import { run } from "../run.ts";

let served: ServedRegion;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "put-"));
  served = await serveRegion({ pages: pageRoutes });
  await served.region.services.kinesis.createStream({ streamName: "checked", shardCount: 1 });
});

afterAll(async () => {
  rmSync(folder, { recursive: true });
  await served.close();
});

const committed = () => served.region.services.kinesis.find("checked")?.shards[0]?.committedOffset;
const ask = (...args: readonly string[]) => run(...args, "--endpoint-url", served.server.url);

describe("millrace put checks all lines before it puts the first", () => {
  const good = (count: number) => Array.from({ length: count }, (_, at) => `{"id":"${at}"}`).join("\n");
  const large = JSON.stringify({ id: "large", text: "x".repeat(2 ** 20) });
  const records = ["records", "checked", "--key", "$.id"];
  test.each([
    ["a bad line", records, `${good(600)}\n\n{"id":`, /line 602 is no JSON object: \{"id":\n/],
    ["a line without its key", records, `${good(600)}\n{"no":1}`, /line 601 has no \$\.id/],
    [
      "a record that is too large",
      records,
      `${good(600)}\n${large}`,
      /line 601 is 1,048,605 bytes with its key, and a record of checked is at most 1,048,576\n/,
    ],
    ["a bad event", ["events"], `{"source":"a","detail-type":"b"}\nno`, /line 2 is no JSON object: no\n/],
  ])("%s", async (_, what, lines, problem) => {
    const file = join(folder, "checked.jsonl");
    writeFileSync(file, lines);
    const before = committed();
    const { exitCode, err } = await ask("put", ...what, "--file", file);
    expect(exitCode).toBe(2);
    expect(err).toMatch(problem);
    expect(err).toMatch(/hint: nothing was put\n$/);
    expect(committed()).toBe(before);
  });

  test("more than a call may hold goes in several", async () => {
    const file = join(folder, "large.jsonl");
    const line = JSON.stringify({ source: "a", "detail-type": "b", detail: { text: "x".repeat(100_000) } });
    writeFileSync(file, `\uFEFF${Array.from({ length: 5 }, () => line).join("\n")}`);
    expect(await ask("put", "events", "--file", file)).toMatchObject({ out: "5 put, 0 refused\n", err: "" });
  });

  test("what a call stopped at is told, and what was put before", async () => {
    const file = join(folder, "stopped.jsonl");
    const event = (text: string) => JSON.stringify({ source: "a", "detail-type": "b", detail: { text } });
    writeFileSync(
      file,
      [...Array.from({ length: 10 }, () => event("")), event("x".repeat(300_000))].join("\n"),
    );
    const { exitCode, err } = await ask("put", "events", "--file", file);
    expect(exitCode).toBe(1);
    expect(err).toMatch(/line 11: ValidationException: Total size of the entries .* over the limit\.\n/);
    expect(err).toMatch(/hint: of the lines before it 10 were put and 0 refused: go on from line 11\n$/);
  });

  test.each([
    ["nope", /there is no file nope\n/],
    ["src", /src is a folder: expected a file in it\n/],
  ])("--file %s", async (file, problem) => {
    const { exitCode, err } = await ask("put", "records", "checked", "--file", file);
    expect({ exitCode, err }).toEqual({ exitCode: 2, err: expect.stringMatching(problem) });
  });
});
