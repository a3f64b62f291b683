// The package as `npm pack` makes it, in a project that knows nothing of this one: imported, called, and type-checked.

import { execFile, spawn } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
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

test("needs few packages, and Node of its own only where the machine's is older", () => {
  const manifest = JSON.parse(readFileSync(join(installed, "package.json"), "utf8"));
  expect(Object.keys(manifest.dependencies)).toEqual([
    "aedes",
    "cbor-x",
    "chokidar",
    "esbuild",
    "fast-xml-parser",
    "fflate",
    "hyparquet",
    "jsonata",
    "re2js",
    "velocityjs",
    "ws",
    "yaml",
    "yauzl",
  ]);
  expect(Object.keys(manifest.optionalDependencies)).toEqual(["node"]);
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
  // The library is loaded by its user's Node.js, which may be 20: it is run by the machine's own as well.
  for (const node of [process.execPath, machinesNode()]) {
    const { stdout } = await execute(node, ["main.mjs"], { cwd: consumer });
    expect(JSON.parse(stdout)).toEqual({ output: { receipt: "r" }, path: ["Price", "Charge"] });
  }
});

/** Not the one that came with `npm ci`. */
function machinesNode(): string {
  const folders = (process.env.PATH ?? "").split(delimiter).filter((each) => !each.includes("node_modules"));
  return folders.map((each) => join(each, "node")).find((each) => existsSync(each)) ?? process.execPath;
}

test("brings the commands, but for those of the weather service", async () => {
  const command = join(installed, "bin/millrace.js");
  const validated = await execute(process.execPath, [command, "validate", "order.asl.json"], {
    cwd: consumer,
  });
  expect(validated.stderr).toMatch(/1 file: 0 errors/);
  const { stdout: help } = await execute(process.execPath, [command, "--help"], { cwd: consumer });
  expect(help).toMatch(/dev[\s\S]*start[\s\S]*run/);
  await expect(execute(process.execPath, [command, "replay"], { cwd: consumer })).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/there is no command "replay"/),
  });
});

test("brings a template up in a region, and takes it down at Ctrl-C", async () => {
  const project = join(folder, "project-of-a-user");
  mkdirSync(project);
  writeFileSync(
    join(project, "template.yaml"),
    "Resources:\n  Orders:\n    Type: AWS::SQS::Queue\nOutputs:\n  Url:\n    Value: !Ref Orders\n",
  );
  const child = spawn(process.execPath, [join(installed, "bin/millrace.js"), "dev", "--port", "0"], {
    cwd: project,
  });
  let printed = "";
  await new Promise<void>((resolve, reject) => {
    child.stderr.on("data", (text) => {
      printed += text;
    });
    child.stdout.on("data", (text) => {
      printed += text;
      if (/Output {5}Url = http.*project-of-a-user-Orders-/.test(printed)) resolve();
    });
    child.on("exit", () => reject(new Error(printed)));
  });
  child.removeAllListeners("exit");
  child.kill("SIGINT");
  await new Promise((resolve) => child.on("exit", resolve));
  expect(printed).toMatch(/stopping/);
  expect(existsSync(join(project, ".millrace"))).toBe(true);
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
