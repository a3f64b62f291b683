// The package as `npm pack` makes it, in a project that knows nothing of this one: imported, called, and type-checked.

import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "@jest/globals";

const root = resolve(import.meta.dirname, "../..");
const execute = promisify(execFile);

let folder: string;
let consumer: string;
let installed: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "package-"));
  // Packing rewrites package.json for a moment, so it is done on a copy.
  const project = join(folder, "project");
  for (const name of [
    "src",
    "bin",
    "tools",
    "package.json",
    "tsconfig.json",
    "tsconfig.build.json",
    "README.md",
    "LICENSE",
  ]) {
    cpSync(join(root, name), join(project, name), { recursive: true });
  }
  symlinkSync(join(root, "node_modules"), join(project, "node_modules"));
  const before = readFileSync(join(project, "package.json"), "utf8");
  await execute("npm", ["pack", "--pack-destination", folder], { cwd: project });
  expect(readFileSync(join(project, "package.json"), "utf8")).toBe(before);

  consumer = join(folder, "consumer");
  installed = join(consumer, "node_modules/millrace");
  mkdirSync(installed, { recursive: true });
  await execute("tar", ["-xzf", join(folder, "millrace-0.1.0.tgz"), "-C", installed, "--strip-components=1"]);
  const { dependencies } = JSON.parse(readFileSync(join(installed, "package.json"), "utf8"));
  for (const name of Object.keys(dependencies)) {
    symlinkSync(join(root, "node_modules", name), join(consumer, "node_modules", name));
  }
  writeFileSync(join(consumer, "package.json"), '{"type":"module"}');
  cpSync(join(root, "test/fixtures/definitions"), consumer, { recursive: true });
}, 180_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("needs no more than JSONata, its regular expressions and YAML, and no Node of its own", () => {
  const manifest = JSON.parse(readFileSync(join(installed, "package.json"), "utf8"));
  expect(manifest.dependencies).toEqual({
    jsonata: expect.any(String),
    re2js: expect.any(String),
    yaml: expect.any(String),
  });
  expect(manifest).not.toHaveProperty("optionalDependencies");
  expect(manifest).not.toHaveProperty("scripts");
});

test("is imported as JavaScript", async () => {
  writeFileSync(
    join(consumer, "main.mjs"),
    `import { StateMachine } from "millrace";
     const tasks = { Price: { Return: { Payload: { cents: 1 } } }, Charge: () => ({ Payload: { receipt: "r" } }) };
     const { output, path } = await StateMachine.fromFile("order.asl.json").run({}, { tasks });
     console.log(JSON.stringify({ output, path }));`,
  );
  const { stdout } = await execute(process.execPath, ["main.mjs"], { cwd: consumer });
  expect(JSON.parse(stdout)).toEqual({ output: { receipt: "r" }, path: ["Price", "Charge"] });
});

test("brings the commands over definitions, and says where the others are", async () => {
  const command = join(installed, "bin/millrace.js");
  const validated = await execute(process.execPath, [command, "validate", "order.asl.json"], {
    cwd: consumer,
  });
  expect(validated.stderr).toMatch(/1 file: 0 errors/);
  const started = execute(process.execPath, [command, "start"], { cwd: consumer });
  await expect(started).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/hint: this command belongs to the project/),
  });
});

test("has type declarations", async () => {
  writeFileSync(
    join(consumer, "typed.ts"),
    `import { type RunResult, StateMachine, type TaskStubs } from "millrace";
     const tasks: TaskStubs = { Price: (input, task) => ({ retries: task.retryCount, input }) };
     const run: RunResult = await new StateMachine({ StartAt: "A", States: {} }).run({}, { tasks });
     export const status: "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED" = run.status;
     // @ts-expect-error a path is a list of names
     export const path: number = run.path;`,
  );
  const options = [
    "--noEmit",
    "--strict",
    "--target",
    "es2024",
    "--module",
    "nodenext",
    "--types",
    "",
    "typed.ts",
  ];
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  await expect(execute(process.execPath, [tsc, ...options], { cwd: consumer })).resolves.toMatchObject({
    stdout: "",
  });
}, 180_000);
