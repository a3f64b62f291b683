// `millrace doctor` of programs that are there and say no version of theirs.

import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { run } from "../run.ts";

const { PATH } = process.env;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "doctor-"));
  process.env.PATH = [folder, PATH].join(delimiter);
});

afterEach(() => {
  process.env.PATH = PATH;
  rmSync(folder, { recursive: true });
});

function install(name: string, ...lines: readonly string[]): void {
  const file = join(folder, name);
  writeFileSync(file, ["#!/bin/sh", ...lines].join("\n"));
  chmodSync(file, 0o755);
}

const listsNothing = 'if [ "$1" = --version ]; then exit 145; fi';
const listsTwo = [
  listsNothing,
  'echo "Microsoft.AspNetCore.App 10.0.1 [/usr/shared]"',
  'echo "Microsoft.NETCore.App 8.0.20 [/usr/shared]"',
  'echo "Microsoft.NETCore.App 10.0.1 [/usr/shared]"',
];

test.each<[string, readonly string[], boolean, string]>([
  ["with an SDK", ["echo 10.0.100"], true, "10.0.100"],
  ["with runtimes alone", listsTwo, true, "runtimes 8.0.20, 10.0.1, no SDK"],
  ["with neither", [listsNothing], false, "no runtime: functions in .NET don't run"],
])("dotnet %s", async (_, lines, isGood, told) => {
  install("dotnet", ...lines);
  install("ruby", "exit 3");
  const { out } = await run("doctor", "--output", "json", "--endpoint-url", "http://127.0.0.1:1");
  const found: unknown = JSON.parse(out);
  expect(found).toContainEqual({ what: "dotnet", isGood, told });
  expect(found).toContainEqual({
    what: "ruby",
    isGood: false,
    told: "--version ends with 3: functions in Ruby don't run",
  });
});
