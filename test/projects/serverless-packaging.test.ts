import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
// A package that is not whole, because something else packages the same folder meanwhile.

import { chmodSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, expect, test } from "@jest/globals";
import { zipSync } from "fflate";
import { localIdentity } from "../../src/aws/arn.ts";
import { filesOf } from "../../src/projects/packaged-files.ts";
import { serverlessProject } from "../../src/projects/serverless-project.ts";
import { type ProjectFolder, projectFolder } from "./support/project-folder.ts";

let folder: ProjectFolder | undefined;
afterEach(() => folder?.remove());

const zip = Buffer.from(zipSync({ "index.js": Buffer.from("exports.handler = async () => 1;") }));

/** Writes half of its package so many times, and then the whole. */
const framework = (halves: number) => `#!${process.execPath}
const fs = require("node:fs");
fs.mkdirSync(".serverless", { recursive: true });
fs.appendFileSync("runs", "x");
if (fs.existsSync("busy")) throw new Error("two at once");
fs.writeFileSync("busy", "");
const zip = Buffer.from("${zip.toString("base64")}", "base64");
const isHalf = fs.readFileSync("runs").length <= ${halves};
fs.writeFileSync(".serverless/brew.zip", isHalf ? zip.subarray(0, zip.length / 2) : zip);
const Code = { S3Bucket: { Ref: "ServerlessDeploymentBucket" }, S3Key: "serverless/coffee/dev/1-2/brew.zip" };
const Resources = { BrewLambdaFunction: { Type: "AWS::Lambda::Function", Properties: { Code } } };
fs.writeFileSync(".serverless/cloudformation-template-update-stack.json", JSON.stringify({ Resources }));
fs.writeFileSync(".serverless/serverless-state.json", JSON.stringify({ service: { service: "coffee", provider: {} } }));
fs.rmSync("busy");
`;

function projectOf(halves: number): ProjectFolder {
  const made = projectFolder({ "serverless.yml": "service: coffee\n" });
  made.write({ "node_modules/.bin/serverless": framework(halves) });
  chmodSync(join(made.path, "node_modules/.bin/serverless"), 0o755);
  return made;
}

/** No framework but the project's own, whatever this machine has. */
const environment = { ...process.env, PATH: dirname(process.execPath) };

const stacksOf = ({ path }: ProjectFolder) =>
  serverlessProject(path, "serverless.yml", { environment, parameters: {} }).stacks();

test("a package that is half written is made anew", async () => {
  folder = projectOf(1);
  const [stack] = await stacksOf(folder);
  expect(readFileSync(join(folder.path, "runs"), "utf8")).toBe("xx");
  const [upload] = stack?.uploads ?? [];
  expect(upload === undefined ? [] : [...filesOf(upload).keys()]).toEqual(["index.js"]);
});

test("the framework is told the stage and the region that the user says", async () => {
  folder = projectOf(0);
  const path = join(folder.path, "node_modules/.bin/serverless");
  folder.write({
    "node_modules/.bin/serverless": `${framework(0)}fs.writeFileSync("told", process.argv.slice(2).join(" "));\n`,
  });
  chmodSync(path, 0o755);
  const options = { environment, parameters: {}, stage: "prod", region: "eu-west-1" };
  await serverlessProject(folder.path, "serverless.yml", options).stacks();
  expect(readFileSync(join(folder.path, "told"), "utf8")).toBe("package --stage prod --region eu-west-1");
});

test("commands that package one folder wait for each other", async () => {
  const project = projectOf(0);
  folder = project;
  await Promise.all([stacksOf(project), stacksOf(project), stacksOf(project)]);
  expect(readFileSync(join(project.path, "runs"), "utf8")).toBe("xxx");
});

test("a package that never is whole is a problem of the project", async () => {
  folder = projectOf(9);
  await expect(stacksOf(folder)).rejects.toMatchObject({
    name: "ProjectProblem",
    message: "serverless.yml was packaged, but not whole: invalid zip data",
    hint: "does something else package this project at the same time?",
  });
});

test.each([
  ["", "osls"],
  ["frameworkVersion: '4'", "osls"],
  ["frameworkVersion: '>=2.30.0'", "osls"],
  ["frameworkVersion: ^3.22", "osls@3"],
  ["frameworkVersion: '>=1.1.0 <2.0.0'", "serverless@1"],
  ["frameworkVersion: 2", "serverless@2"],
])("a service with %j and no framework is told to install %s", async (version, program) => {
  folder = projectFolder({ "serverless.yml": `service: coffee\n${version}\n` });
  await expect(stacksOf(folder)).rejects.toMatchObject({ hint: `npm install --save-dev ${program}` });
});

test("a service whose framework has not been installed yet is told how", async () => {
  folder = projectFolder({
    "serverless.yml": "service: coffee\n",
    "package.json": { devDependencies: { serverless: "3" } },
    "pnpm-lock.yaml": "",
  });
  await expect(stacksOf(folder)).rejects.toMatchObject({ hint: "pnpm install" });
});

test("a framework of another version than the service's says which to install", async () => {
  const refusing = `#!${process.execPath}
console.error('Error:\\nThe osls version (4.3.1) does not satisfy the "frameworkVersion" (3) in serverless.yml');
process.exit(1);
`;
  folder = projectFolder({
    "serverless.yml": "service: coffee\nframeworkVersion: '3'\n",
    "node_modules/.bin/serverless": refusing,
  });
  chmodSync(join(folder.path, "node_modules/.bin/serverless"), 0o755);
  await expect(stacksOf(folder)).rejects.toMatchObject({
    message: expect.stringContaining("does not satisfy"),
    hint: "npm install --save-dev osls@3",
  });
});

test("a framework that reports an error and does not end, as what a plugin has begun may keep it from, is ended", async () => {
  const kept = `#!${process.execPath}
console.error("Environment: linux, node 24.0.0, framework 3.40.0\\n\\nError:\\nBuild failed with 1 error:\\nsrc/a.ts:1:2");
setInterval(() => {}, 1000);
`;
  folder = projectFolder({ "serverless.yml": "service: coffee\n", "node_modules/.bin/serverless": kept });
  chmodSync(join(folder.path, "node_modules/.bin/serverless"), 0o755);
  await expect(stacksOf(folder)).rejects.toThrow(/could not be packaged:[\s\S]*src\/a\.ts:1:2/);
});

test("of what a framework reports its stacks are left out, and the places in the user's file are not", async () => {
  const refusing = `#!${process.execPath}
console.error("Error:\\nConfiguration error:\\n     at 'functions.take': unsupported\\n     at 'provider': unrecognized property 'x'");
console.error("    at load (/framework/lib/a.js:1:2)\\n    at async node:internal/main:3:4");
process.exit(1);
`;
  folder = projectFolder({ "serverless.yml": "service: coffee\n", "node_modules/.bin/serverless": refusing });
  chmodSync(join(folder.path, "node_modules/.bin/serverless"), 0o755);
  await expect(stacksOf(folder)).rejects.toMatchObject({
    message: `serverless.yml could not be packaged:
Error:
Configuration error:
     at 'functions.take': unsupported
     at 'provider': unrecognized property 'x'`,
  });
});

const urlAsked = `#!${process.execPath}
const { AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID } = process.env;
console.error(JSON.stringify({ AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID }));
process.exit(1);
`;

test.each([
  [{}, { AWS_ENDPOINT_URL: "http://127.0.0.1:4566", AWS_ACCESS_KEY_ID: "local" }],
  [{ AWS_ACCESS_KEY_ID: "mine" }, { AWS_ENDPOINT_URL: "http://127.0.0.1:4566", AWS_ACCESS_KEY_ID: "mine" }],
  [{ AWS_ENDPOINT_URL: "http://mine" }, { AWS_ENDPOINT_URL: "http://mine" }],
  [{ AWS_PROFILE: "mine" }, {}],
])("variables that ask AWS ask the region, unless the user says whom: %j", async (own, asked) => {
  folder = projectFolder({ "serverless.yml": "service: coffee\n", "node_modules/.bin/serverless": urlAsked });
  chmodSync(join(folder.path, "node_modules/.bin/serverless"), 0o755);
  const project = serverlessProject(folder.path, "serverless.yml", { environment: own, parameters: {} });
  const destination = { url: "http://127.0.0.1:4566", identity: localIdentity };
  await expect(project.stacks(destination)).rejects.toThrow(JSON.stringify(asked));
});

const sdkAsking = `#!${process.execPath}
require("https").get("https://sts.amazonaws.com/who?is=it", (answer) => {
  answer.on("data", (text) => console.error("answered " + text)).on("end", () => process.exit(1));
}).on("error", (problem) => console.error(problem.message));
`;

test.each([
  ["", {}],
  [", in a Node.js that knows no types", { NODE_OPTIONS: "--no-strip-types" }],
])("what an SDK that knows no AWS_ENDPOINT_URL asks goes to the region as well%s", async (_, own) => {
  const region = createServer((request, response) => response.end(`${request.headers.host} ${request.url}`));
  await new Promise<void>((resolve) => region.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(region.address() as AddressInfo).port}`;
  folder = projectFolder({
    "serverless.yml": "service: coffee\n",
    "node_modules/.bin/serverless": sdkAsking,
  });
  chmodSync(join(folder.path, "node_modules/.bin/serverless"), 0o755);
  const project = serverlessProject(folder.path, "serverless.yml", { environment: own, parameters: {} });
  const stacks = project.stacks({ url, identity: localIdentity });
  await expect(stacks).rejects.toThrow(/answered .*http:\/\/sts\.amazonaws\.com\/who\?is=it/);
  region.close();
});

test("of a package that is gone no file is renewed by itself", () => {
  expect(filesOf({ bucket: "b", key: "k", path: join("nowhere", "brew.zip") })).toEqual(new Map());
});
