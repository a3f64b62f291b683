// Files of test cases where a definition is expected.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { run } from "./run.ts";

const fixtures = resolve(import.meta.dirname, "../fixtures/definitions");
const order = join(fixtures, "order.asl.json");
const mocks = join(fixtures, "MockConfigFile.json");

let folder: string;
let cases: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "commands-"));
  cases = join(folder, "order.cases.json");
  writeFileSync(cases, JSON.stringify({ definition: "order.asl.json", cases: [] }));
});
afterAll(() => rmSync(folder, { recursive: true }));

test("validate leaves them out beside definitions", async () => {
  const { exitCode, out, err } = await run("validate", order, cases, mocks, "--output", "json");
  expect([exitCode, out]).toEqual([0, ""]);
  expect(err.split("\n")).toEqual([
    `${cases} is left out: it holds test cases, which millrace test runs`,
    `${mocks} is left out: it holds test cases, which millrace test runs`,
    "1 file: 0 errors, 0 warnings",
    "",
  ]);
});

test.each(["validate", "run", "graph"])("%s refuses one alone", async (command) => {
  expect(await run(command, cases)).toEqual({
    ...{ exitCode: 2, out: "" },
    err: `error: ${cases} holds test cases, not a definition\nhint: millrace test ${cases}\n`,
  });
});

test("millrace test names a file that is not there", async () => {
  expect(await run("test", join(folder, "none.cases.json"))).toEqual({
    ...{ exitCode: 2, out: "" },
    err: `error: there is no file ${join(folder, "none.cases.json")}\n`,
  });
});
