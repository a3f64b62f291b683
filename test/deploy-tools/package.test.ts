// The package as a user has it: installed from its tarball into an empty folder with what it depends on, and run there.

import { execFile } from "node:child_process";
import {
  cpSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { KinesisClient, ListStreamsCommand, PutRecordCommand } from "@aws-sdk/client-kinesis";
import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import { type Running, runProgramIn } from "../e2e/run-command.ts";

jest.setTimeout(600_000);

const root = resolve(import.meta.dirname, "../..");
const execute = promisify(execFile);
const environment = { ...process.env, PATH: `${dirname(process.execPath)}:${process.env.PATH}` };

let folder: string;
let consumer: string;
let running: Running | undefined;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "installed-"));
  // Packing rewrites package.json for a moment, so it is done on a copy.
  const project = join(folder, "project");
  const files = [
    "src",
    "bin",
    "tools",
    "package.json",
    "tsconfig.json",
    "tsconfig.build.json",
    "README.md",
    "LICENSE",
  ];
  for (const name of files) cpSync(join(root, name), join(project, name), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(project, "node_modules"));
  await execute("npm", ["pack", "--pack-destination", folder], { cwd: project, env: environment });
  consumer = join(folder, "consumer");
  mkdirSync(consumer);
  await execute("npm", ["init", "-y"], { cwd: consumer, env: environment });
  // Node.js itself is an optional dependency, as is what is made for one platform.
  const options = ["--omit=optional", "--no-audit", "--no-fund", "--save-dev"];
  const tarball = join(folder, "millrace-0.1.0.tgz");
  await execute("npm", ["install", ...options, tarball], { cwd: consumer, env: environment });
});
afterAll(async () => {
  running?.child.kill("SIGINT");
  await running?.finished;
  rmSync(folder, { recursive: true, force: true });
});

function bytesOf(path: string): number {
  const entry = lstatSync(path);
  if (!entry.isDirectory()) return entry.size;
  return readdirSync(path).reduce((sum, name) => sum + bytesOf(join(path, name)), 0);
}

test("is at most 60 packages and 60 MB, beside Node.js itself", async () => {
  const { stdout } = await execute("npm", ["ls", "--all", "--parseable"], {
    cwd: consumer,
    env: environment,
  });
  const packages = stdout.split("\n").filter((line) => line.includes("node_modules"));
  // The bundler's program for this platform.
  const platform = bytesOf(join(root, "node_modules", "@esbuild"));
  const megabytes = (bytesOf(join(consumer, "node_modules")) + platform) / 1e6;
  console.log(`${packages.length} packages, ${megabytes.toFixed(1)} MB`);
  expect(packages.length).toBeLessThanOrEqual(60);
  expect(megabytes).toBeLessThanOrEqual(60);
});

test("brings a serverless.yml up with the project's own framework, and shows what a record does", async () => {
  const pipeline = resolve(import.meta.dirname, "projects/pipeline");
  for (const name of ["serverless.yml", "template.yaml", "packaged.js"])
    cpSync(join(pipeline, name), join(consumer, name));
  symlinkSync(join(root, "node_modules/.bin/serverless"), join(consumer, "node_modules/.bin/serverless"));
  writeFileSync(join(consumer, ".gitignore"), ".millrace\n");
  const program = join(consumer, "node_modules/millrace/bin/millrace.js");
  running = runProgramIn(consumer, program, "dev", "--port", "0");
  const printed = await running.untilPrinted(/AWS_SECRET_ACCESS_KEY/);
  const kinesis = new KinesisClient({
    endpoint: /http:\/\/127\.0\.0\.1:\d+/.exec(printed)?.[0] ?? "",
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
  const { StreamNames: [StreamName] = [] } = await kinesis.send(new ListStreamsCommand({}));
  await kinesis.send(new PutRecordCommand({ StreamName, PartitionKey: "a", Data: Buffer.from("{}") }));
  kinesis.destroy();
  await running.untilPrinted(/✔ pipeline-Machine-\S+ .*SUCCEEDED/);
});
