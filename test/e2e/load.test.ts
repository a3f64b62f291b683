// `millrace load` in its short form: the table it prints, and books that balance.

import { expect, test } from "@jest/globals";
import { runCommand } from "./run-command.ts";

test("a load test ends with the rates, the latency and the books", async () => {
  const { exitCode, stdout, complaints } = await runCommand(
    "load",
    ...["--rate", "2000", "--duration", "2", "--in-memory"],
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
}, 180_000);

test.each([
  [["--rate", "fast"], /--rate/],
  [["--duration", "-1"], /--duration/],
  [["--speed", "9"], /--speed/],
])("refuses %j, naming the option", async (args, named) => {
  const { exitCode, stderr } = await runCommand("load", ...args).finished;
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(named);
});
