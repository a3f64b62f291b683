// `millrace load` in its short form: the table it prints, books that balance, and the report that it writes.

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import type { LoadResult } from "../../src/load/load-test.ts";
import { runCommand } from "./run-command.ts";

const folder = mkdtempSync(join(tmpdir(), "millrace-load-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("a load test ends with the rates, the latency and the books", async () => {
  const { exitCode, stdout, complaints } = await runCommand(
    "load",
    ...["--rate", "2000", "--duration", "2", "--in-memory", "--report", join(folder, "reports/load.html")],
  ).finished;
  expect({ exitCode, complaints }).toEqual({ exitCode: 0, complaints: "" });
  expect(stdout).toMatch(/rate asked +2,000 records\/s/);
  for (const percentile of ["p50", "p99", "p99.9"]) {
    expect(stdout).toMatch(new RegExp(`latency ${percentile.replace(".", "\\.")} +[\\d.,]+ ms`));
  }
  expect(stdout).toMatch(/sent +4,000\n/);
  expect(stdout).toMatch(/processed +4,000\n/);
  expect(stdout).toMatch(/lost +0\n/);
  expect(stdout).toContain("✔ The books balance");
  const [page, data] = ["reports/load.html", "reports/load.json"].map((name) => join(folder, name));
  expect(stdout).toContain(`report: ${page}, ${data}\n`);
  expect(readFileSync(page ?? "", "utf8")).toMatch(/^<!doctype html>[\s\S]*✔ The books balance/);
  const { result } = JSON.parse(readFileSync(data ?? "", "utf8")) as { readonly result: LoadResult };
  expect(result).toMatchObject({ asked: 2000, sent: 4000, processed: 4000 });
  expect(result.phases.map(({ phase }) => phase)).toEqual(["warming up", "sending", "catching up"]);
  expect(result.samples.some(({ phase, sentPerSecond }) => phase === "sending" && sentPerSecond > 0)).toBe(
    true,
  );
}, 180_000);

test.each([
  [["--rate", "fast"], /--rate/],
  [["--duration", "-1"], /--duration/],
  [["--speed", "9"], /--speed/],
  [["--report", "load.txt"], /--report takes a file that ends in \.html, not "load\.txt"/],
  [
    ["--report", "package.json/load.html"],
    /--report: the folder of package\.json\/load\.html cannot be made/,
  ],
])("refuses %j, naming the option", async (args, named) => {
  const { exitCode, stderr } = await runCommand("load", ...args).finished;
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(named);
});
