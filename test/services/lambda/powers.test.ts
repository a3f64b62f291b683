// What a handler's process may do beside its work: nothing as root, nothing to what confines it, and nothing that another function meets.

import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { confinement } from "../../../src/services/lambda/sandbox/confinement.ts";
import { everything, type HostFixture, startHost } from "./host-fixture.ts";

let fixture: HostFixture;
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "powers-"));
  fixture = startHost();
});
afterAll(async () => {
  await fixture.host.close();
  rmSync(folder, { recursive: true, force: true });
});

async function run(functionName: string, file: string, text: string): Promise<unknown> {
  const codeRoot = join(folder, functionName);
  mkdirSync(codeRoot);
  writeFileSync(join(codeRoot, file), text);
  const runtime = file.endsWith(".py") ? "python3.12" : "nodejs24.x";
  const set = { functionName, codeRoot, handler: "index.handler", timeoutSeconds: 20, runtime };
  fixture.host.create(everything(set));
  return JSON.parse((await fixture.host.invoke({ functionName })).payload);
}

const { drop, user, unshare, gaps } = confinement();
const isDropped = drop.length > 0;

(isDropped ? test : test.skip)("it has no power but to read, and gains none", async () => {
  const text = `import { readFileSync } from "node:fs";
export const handler = async () => readFileSync("/proc/self/status", "utf8");`;
  const status = String(await run("powerless", "index.mjs", text));
  const told = (name: string) => new RegExp(`^${name}:\\s+(\\S+)`, "m").exec(status)?.[1];
  // CAP_DAC_READ_SEARCH is the third of them.
  const expected = user === undefined ? "0000000000000000" : "0000000000000004";
  expect(["CapPrm", "CapEff", "CapBnd", "CapAmb"].map(told)).toEqual(Array(4).fill(expected));
  expect(told("NoNewPrivs")).toBe("1");
  expect(told("Uid")).toBe(String(user ?? 0));
});

(isDropped && unshare.length > 0 ? test : test.skip)("it undoes nothing of its confinement", async () => {
  const text = `import subprocess
def handler(event, context):
  tried = [["umount", "/proc"], ["umount", "/dev/shm"], ["mount", "-o", "remount,bind,rw", "/"]]
  return [subprocess.run(each, capture_output=True).returncode != 0 for each in tried]
`;
  expect(await run("undoing", "index.py", text)).toEqual([true, true, true]);
});

(isDropped && unshare.length > 0 ? test : test.skip)(
  "it writes to nothing outside of its own folders",
  async () => {
    const places = [join(process.cwd(), "written.txt"), "/etc/written.txt", "/proc/sys/kernel/core_pattern"];
    const text = `import { writeFileSync } from "node:fs";
const write = (place) => { try { writeFileSync(place, "x"); return "written"; } catch ({ code }) { return code; } };
export const handler = async () => [...${JSON.stringify(places)}.map(write), write(process.env.TMPDIR + "/own.txt"), write("/dev/shm/own.txt")];`;
    const [project, system, kernel, ...own] = (await run("writing", "index.mjs", text)) as readonly string[];
    for (const each of [project, system, kernel]) expect(each).toMatch(/^(?:EACCES|EROFS)$/);
    expect(own).toEqual(["written", "written"]);
    expect(gaps.join()).not.toContain("write");
  },
);

test("what is not confined is told, each as the end of a sentence", () => {
  expect(gaps).toContain("fill the disk");
  expect(gaps.every((each) => /^[a-z]/.test(each))).toBe(true);
});

test("nothing that one function's Python compiled is run by another", async () => {
  const text = `import os, sys, colorsys
def handler(event, context):
  return [sys.dont_write_bytecode, sys.pycache_prefix, os.path.exists(os.path.join(os.environ["LAMBDA_TASK_ROOT"], "__pycache__"))]
`;
  expect(await run("compiling", "index.py", text)).toEqual([true, null, false]);
  expect(readdirSync(join(folder, "compiling"))).toEqual(["index.py"]);
});
