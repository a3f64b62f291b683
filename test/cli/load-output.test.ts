// Where a load test's report goes is made sure of before the test.

import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { run } from "./run.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "load-output-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Ends before a test begins: `--data` names a folder that is no region's. */
const load = (...report: readonly string[]) =>
  run("load", "--rate", "10", "--duration", "1", "--data", "src", "--report", ...report);

describe("millrace load --report", () => {
  test("tells the topmost of the folders that it makes", async () => {
    const { out } = await load(join(folder, "a/b/report.html"));
    expect(out).toBe(`made the folder ${join(folder, "a")} for the report\n`);
    expect(existsSync(join(folder, "a/b"))).toBe(true);
  });

  test("says nothing of a folder that is there", async () => {
    expect((await load(join(folder, "report.html"))).out).toBe("");
  });

  test.each([
    ["/proc/millrace/reports/report.html", /ENOENT: \/proc takes no new folders/],
    ["package.json/report.html", /EEXIST/],
    ["report.txt", /takes a file that ends in \.html, not "report\.txt"/],
  ])("%s is refused", async (file, message) => {
    const { exitCode, err } = await load(file);
    expect(exitCode).toBe(2);
    expect(err).toMatch(/^error: --report/);
    expect(err).toMatch(message);
  });
});
