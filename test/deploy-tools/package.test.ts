// The package as a user has it: installed from its tarball into an empty folder with what it depends on, and run there on a project of
// each kind.

import { execFile } from "node:child_process";
import { cpSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { KinesisClient, ListStreamsCommand, PutRecordCommand } from "@aws-sdk/client-kinesis";
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { type Running, runProgramIn } from "../e2e/run-command.ts";
import { has } from "./support/deployment.ts";
import { cdk, npmFolder, type Tool } from "./support/tool-paths.ts";

jest.setTimeout(600_000);

const root = resolve(import.meta.dirname, "../..");
const execute = promisify(execFile);
const environment = { ...process.env, PATH: `${dirname(process.execPath)}:${process.env.PATH}` };

let folder: string;
let tarball: string;
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
  tarball = join(folder, "millrace-0.1.0.tgz");
});
afterEach(async () => {
  running?.child.kill("SIGINT");
  await running?.finished;
  running = undefined;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** An empty folder into which the package was installed. */
async function consumer(name: string): Promise<string> {
  const made = join(folder, name);
  mkdirSync(made);
  await execute("npm", ["init", "-y"], { cwd: made, env: environment });
  // Node.js itself is an optional dependency, as is what is made for one platform.
  const options = ["--omit=optional", "--no-audit", "--no-fund", "--prefer-offline", "--save-dev"];
  await execute("npm", ["install", ...options, tarball], { cwd: made, env: environment });
  return made;
}

function bytesOf(path: string): number {
  const entry = lstatSync(path);
  if (!entry.isDirectory()) return entry.size;
  return readdirSync(path).reduce((sum, name) => sum + bytesOf(join(path, name)), 0);
}

test("is at most 60 packages and 60 MB, beside Node.js itself", async () => {
  const installed = await consumer("sizes");
  const { stdout } = await execute("npm", ["ls", "--all", "--parseable"], {
    cwd: installed,
    env: environment,
  });
  const packages = stdout.split("\n").filter((line) => line.includes("node_modules"));
  // The bundler's program for this platform.
  const platform = bytesOf(join(root, "node_modules", "@esbuild"));
  const megabytes = (bytesOf(join(installed, "node_modules")) + platform) / 1e6;
  console.log(`${packages.length} packages, ${megabytes.toFixed(1)} MB`);
  expect(packages.length).toBeLessThanOrEqual(60);
  expect(megabytes).toBeLessThanOrEqual(60);
});

interface Written {
  readonly project: string;
  /** What of it is copied; all that there is if undefined. */
  readonly files?: readonly string[];
  /** What the project's own packages would bring, by their names in `node_modules`. */
  readonly packages?: Readonly<Record<string, string>>;
  readonly needs?: Tool;
}

const ofCdk = (name: string) => join(npmFolder, "node_modules", name);
const kinds: Readonly<Record<string, Written>> = {
  "serverless.yml": {
    project: "pipeline",
    files: ["serverless.yml", "template.yaml", "packaged.js"],
    packages: { ".bin/serverless": join(root, "node_modules/.bin/serverless") },
  },
  "SAM template": { project: "installed-sam" },
  "CDK app in TypeScript": {
    project: "installed-cdk",
    packages: {
      ".bin/cdk": cdk.arguments[0] ?? "",
      "aws-cdk-lib": ofCdk("aws-cdk-lib"),
      constructs: ofCdk("constructs"),
    },
    needs: cdk,
  },
  "CloudFormation template": { project: "pipeline", files: ["template.yaml"] },
};

describe.each(Object.entries(kinds))("%s", (kind, { project, files, packages = {}, needs }) => {
  const isRun = needs === undefined || has(needs);

  (isRun ? test : test.skip)("is brought up, and shows what a record does", async () => {
    const installed = await consumer(kind.replaceAll(/\W/g, "-"));
    const written = resolve(import.meta.dirname, "projects", project);
    for (const name of files ?? readdirSync(written))
      cpSync(join(written, name), join(installed, name), { recursive: true });
    for (const [name, target] of Object.entries(packages))
      symlinkSync(target, join(installed, "node_modules", name));
    const startedAt = performance.now();
    // What `npx millrace` runs.
    running = runProgramIn(installed, join(installed, "node_modules/.bin/millrace"), "dev", "--port", "0");
    const printed = await running.untilPrinted(/AWS_SECRET_ACCESS_KEY/);
    await putRecord(/http:\/\/127\.0\.0\.1:\d+/.exec(printed)?.[0] ?? "");
    await running.untilPrinted(/✔ \S*Machine\S* .*SUCCEEDED/);
    const seconds = (performance.now() - startedAt) / 1000;
    console.log(`${kind}: ${seconds.toFixed(1)} s from packaging to the first execution`);
  });
});

async function putRecord(endpoint: string): Promise<void> {
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const kinesis = new KinesisClient({ endpoint, region: "us-east-1", credentials });
  const { StreamNames: [StreamName] = [] } = await kinesis.send(new ListStreamsCommand({}));
  await kinesis.send(new PutRecordCommand({ StreamName, PartitionKey: "a", Data: Buffer.from("{}") }));
  kinesis.destroy();
}
