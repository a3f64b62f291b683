// `millrace exec`: what a tool is told of the region, whom it then asks, and how it ends.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { pageRoutes } from "../../src/console/page-routes.ts";
import { regionEnvironment } from "../../src/projects/tool-environment.ts";
import { regionAskedFor } from "../../src/projects/tool-region.ts";
import { type ServedRegion, serveRegion } from "../server/served-region.ts";
import { run } from "./run.ts";

let served: ServedRegion;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "exec-"));
  served = await serveRegion({ pages: pageRoutes });
  served.region.start();
});
afterAll(async () => {
  await served.close();
  rmSync(folder, { recursive: true });
});

const exec = (...command: readonly string[]) =>
  run("exec", "--endpoint-url", served.server.url, "--", ...command);

function script(text: string): string {
  const file = join(folder, "tool.cjs");
  writeFileSync(file, text);
  return file;
}

test("the tool is told the region, its name and made-up keys", async () => {
  const out = join(folder, "told.json");
  const tool = script(`
const { AWS_ENDPOINT_URL, AWS_REGION, AWS_DEFAULT_REGION, AWS_ACCESS_KEY_ID } = process.env;
const told = { AWS_ENDPOINT_URL, AWS_REGION, AWS_DEFAULT_REGION, AWS_ACCESS_KEY_ID, args: process.argv.slice(2) };
require("node:fs").writeFileSync(${JSON.stringify(out)}, JSON.stringify(told));
`);
  expect(await exec(process.execPath, tool, "--help", "-x")).toMatchObject({ exitCode: 0, err: "" });
  expect(JSON.parse(readFileSync(out, "utf8"))).toEqual({
    ...{ AWS_ENDPOINT_URL: served.server.url, AWS_REGION: "us-east-1", AWS_DEFAULT_REGION: "us-east-1" },
    ...{ AWS_ACCESS_KEY_ID: "local", args: ["--help", "-x"] },
  });
});

test("without an address it is the region that AWS_ENDPOINT_URL names", async () => {
  const former = process.env.AWS_ENDPOINT_URL;
  process.env.AWS_ENDPOINT_URL = served.server.url;
  try {
    const tool = script("process.exit(process.env.AWS_REGION === 'us-east-1' ? 7 : 1);");
    expect(await run("exec", "--", process.execPath, tool)).toMatchObject({ exitCode: 7, err: "" });
  } finally {
    if (former === undefined) delete process.env.AWS_ENDPOINT_URL;
    else process.env.AWS_ENDPOINT_URL = former;
  }
});

describe("a tool for another region than the one that is up", () => {
  const service = (name: string, text: string) => {
    const of = join(folder, name);
    mkdirSync(of, { recursive: true });
    writeFileSync(join(of, "serverless.yml"), text);
    return of;
  };
  const inIreland = { provider: { region: "eu-west-1", name: "aws" } };
  const files = {
    elsewhere: JSON.stringify(inIreland),
    byStage:
      "provider: { region: '${self:custom.${sls:stage}}' }\ncustom: { dev: us-east-1, prod: eu-west-1 }",
    silent: "service: a",
  };
  const cases: readonly [string, keyof typeof files, readonly string[], string | undefined][] = [
    ["by its file", "elsewhere", ["serverless", "deploy"], "eu-west-1"],
    ["by its file, run by npx", "elsewhere", ["npx", "osls", "deploy"], "eu-west-1"],
    ["by its file for the stage", "byStage", ["sls", "deploy", "--stage=prod"], "eu-west-1"],
    ["for another stage", "byStage", ["sls", "deploy", "-s", "dev"], "us-east-1"],
    ["by its words before its file", "elsewhere", ["serverless", "deploy", "-r", "us-east-1"], "us-east-1"],
    ["by the framework's own default", "silent", ["serverless", "deploy"], "us-east-1"],
    ["by a file that is not there", "elsewhere", ["serverless", "deploy", "-c", "no.yml"], undefined],
    ["by any tool's words", "elsewhere", ["aws", "--region", "eu-west-1", "sqs", "list-queues"], "eu-west-1"],
    ["by nothing", "elsewhere", ["aws", "sqs", "list-queues", "-r", "eu-west-1"], undefined],
  ];
  test.each(cases)("is known %s", (_, name, words, region) => {
    expect(regionAskedFor(service(name, files[name]), words, {})).toBe(region);
  });

  test("is warned of in a line, and runs", async () => {
    const tool = script("process.exit(process.env.AWS_REGION === 'us-east-1' ? 0 : 1);");
    const line = `warning: ${process.execPath} is for eu-west-1, and the region at ${served.server.url} is us-east-1: ARNs that it writes out lead nowhere there; start one with --region eu-west-1\n`;
    expect(await exec(process.execPath, tool, "--region", "eu-west-1")).toMatchObject({
      exitCode: 0,
      err: line,
    });
    expect(await exec(process.execPath, tool, "--region", "us-east-1")).toMatchObject({
      exitCode: 0,
      err: "",
    });
  });
});

test("what it asks AWS by https, as SDK 2 does, the region answers", async () => {
  const out = join(folder, "answer.xml");
  const tool = script(`
const request = require("node:https").request({
  hostname: "sts.us-east-1.amazonaws.com", method: "POST", path: "/",
  headers: { "content-type": "application/x-www-form-urlencoded" },
}, (answer) => answer.pipe(require("node:fs").createWriteStream(${JSON.stringify(out)})));
request.end("Action=GetCallerIdentity&Version=2011-06-15");
`);
  expect(await exec(process.execPath, tool)).toMatchObject({ exitCode: 0 });
  expect(readFileSync(out, "utf8")).toContain("<Account>000000000000</Account>");
});

test("its exit code is the command's", async () => {
  expect(await exec(process.execPath, script("process.exit(7)"))).toMatchObject({ exitCode: 7 });
});

test("of a command that a signal ended it is what a shell makes of that", async () => {
  const kill = script('process.kill(process.pid, "SIGKILL"); setInterval(() => {}, 1000);');
  expect(await exec(process.execPath, kill)).toMatchObject({ exitCode: 137 });
});

test.each([
  ["nothing to run", ["exec"], /millrace exec needs -- COMMAND…/],
  ["no region", ["exec", "--endpoint-url", "http://127.0.0.1:9", "--", "true"], /no region answers/],
])("%s is told", async (_, args, problem) => {
  const { exitCode, err } = await run(...args);
  expect(exitCode).toBeGreaterThan(1);
  expect(err).toMatch(problem);
});

test("a program that is not there is told", async () => {
  const { exitCode, err } = await exec("no-such-tool");
  expect([exitCode, err]).toEqual([2, expect.stringMatching(/^error: no-such-tool cannot be run: .*ENOENT/)]);
});

test("what would lead a tool elsewhere is taken from it", () => {
  const { NODE_OPTIONS, ...told } = regionEnvironment(
    { url: "http://127.0.0.1:1", region: "eu-west-1" },
    {
      ...{ AWS_PROFILE: "work", AWS_SESSION_TOKEN: "t", AWS_ENDPOINT_URL_S3: "http://127.0.0.1:2" },
      ...{ AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "true", HOME: "/home/me", NODE_OPTIONS: "--no-warnings" },
    },
  );
  expect(told).toEqual({
    ...{ AWS_ENDPOINT_URL: "http://127.0.0.1:1", AWS_REGION: "eu-west-1", AWS_DEFAULT_REGION: "eu-west-1" },
    ...{ AWS_ACCESS_KEY_ID: "local", AWS_SECRET_ACCESS_KEY: "local" },
    ...{ AWS_DISABLE_HOST_PREFIX_INJECTION: "true", HOME: "/home/me" },
  });
  expect(NODE_OPTIONS).toMatch(/^--no-warnings --require=/);
});
