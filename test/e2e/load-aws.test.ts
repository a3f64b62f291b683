// `millrace load --target aws`, rehearsed: a region of this machine stands in for AWS, with the service deployed into it.

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { projectRoot, type Running, runCommand, runProgramWith } from "./run-command.ts";

const folder = mkdtempSync(join(tmpdir(), "millrace-load-aws-"));
let region: Running;
let url: string;
beforeAll(async () => {
  region = runCommand("dev", "--in-memory", "--port", "0");
  const printed = await region.untilPrinted(/AWS_ENDPOINT_URL=http:\S+/);
  url = /AWS_ENDPOINT_URL=(http:\S+)/.exec(printed)?.[1] ?? "";
}, 180_000);
afterAll(async () => {
  region?.child.kill("SIGINT");
  await region?.finished;
  rmSync(folder, { recursive: true, force: true });
});

const settings = () => ({
  AWS_ENDPOINT_URL: url,
  AWS_REGION: "us-east-1",
  AWS_ACCESS_KEY_ID: "local",
  AWS_SECRET_ACCESS_KEY: "local",
});

/** Finds no settings of AWS but those of `env`. */
function loadOnAws(env: NodeJS.ProcessEnv, ...args: readonly string[]) {
  const alone = { PATH: process.env.PATH, HOME: folder, AWS_EC2_METADATA_DISABLED: "true" };
  const report = ["--report", join(folder, "load.html")];
  const program = join(projectRoot, "bin", "millrace.js");
  const words = ["load", "--target", "aws", ...report, ...args];
  return runProgramWith({ ...env, ...alone }, projectRoot, program, ...words).finished;
}

test("records go through the stack, and the figures are those of CloudWatch", async () => {
  const { exitCode, stdout, stderr } = await loadOnAws(settings(), "--rate", "200", "--duration", "2");
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  expect(stdout).toMatch(/the stack millrace-dev in us-east-1 at http:\/\/127\.0\.0\.1/);
  expect(stdout).toMatch(/200 records a second for 2 s cost about \$0\.\d+ at AWS/);
  for (const row of [/acknowledged +400\n/, /received +400\n/, /lost +0\n/, /executions failed +0\n/])
    expect(stdout).toMatch(row);
  for (const figure of ["age of a batch p99", "execution time p50", "execution time p99", "validate p99"])
    expect(stdout).toMatch(new RegExp(`${figure} +[\\d.]+ ms\n`));
  expect(stdout).toContain("✔ The books balance");
  expect(readFileSync(join(folder, "load.html"), "utf8")).toMatch(
    /^<!doctype html>[\s\S]*Load test of millrace-dev[\s\S]*✔ The books balance/,
  );
  const { result } = JSON.parse(readFileSync(join(folder, "load.json"), "utf8"));
  const sum = (name: string) =>
    Object.values<number>(result.readings[name]).reduce((whole, value) => whole + value, 0);
  expect(result).toMatchObject({ sent: 400, acknowledged: 400, givenUp: 0, deadLetters: 0, complete: true });
  expect([sum("incoming"), sum("received"), sum("rejected")]).toEqual([400, 400, 0]);
  expect(sum("succeeded")).toBe(sum("started"));
  expect(sum("started")).toBeGreaterThan(0);
}, 180_000);

/** The actions that the document asks for: of this machine, and what it needs besides for functions inside. */
function askedFor(): readonly [here: readonly string[], inside: readonly string[]] {
  const page = readFileSync(join(projectRoot, "docs/load-testing.md"), "utf8");
  const [, here = ""] = /The user needs\n([\s\S]*?)\. Of KMS/.exec(page) ?? [];
  const [, inside = ""] = /The user needs, besides the above,([\s\S]*?)\. All names/.exec(page) ?? [];
  return [actionsIn(here), actionsIn(inside)];
}

/** `a:B` and `C` stands for `a:B` and `a:C`. */
function actionsIn(text: string): readonly string[] {
  let service = "";
  return Array.from(text.matchAll(/`([^`]+)`/g), ([, name = ""]) => {
    service = /^(\w+):/.exec(name)?.[1] ?? service;
    return name.includes(":") ? name : `${service}:${name}`;
  });
}

/** Keys of a role that has these actions, on everything. */
async function keysOfUser(RoleName: string, Action: readonly string[]): Promise<NodeJS.ProcessEnv> {
  const documentOf = (statement: object) =>
    JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...statement }] });
  const account = {
    endpoint: url,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  };
  const [iam, sts] = [new IAMClient(account), new STSClient(account)];
  const trust = { Principal: { AWS: "000000000000" }, Action: "sts:AssumeRole" };
  const made = await iam.send(
    new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: documentOf(trust) }),
  );
  const PolicyDocument = documentOf({ Action, Resource: "*" });
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: "needs", PolicyDocument }));
  const { Credentials: keys } = await sts.send(
    new AssumeRoleCommand({ RoleArn: made.Role?.Arn, RoleSessionName: "me" }),
  );
  for (const client of [iam, sts]) client.destroy();
  return {
    AWS_ACCESS_KEY_ID: keys?.AccessKeyId,
    AWS_SECRET_ACCESS_KEY: keys?.SecretAccessKey,
    AWS_SESSION_TOKEN: keys?.SessionToken,
  };
}

test("whoever has the permissions that the document asks for may do it", async () => {
  const [here] = askedFor();
  expect(here).toHaveLength(8);
  const env = { ...settings(), ...(await keysOfUser("load-tests", here)) };
  const { exitCode, stdout, stderr } = await loadOnAws(env, "--rate", "50", "--duration", "1");
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  expect(stdout).toContain("✔ The books balance");
}, 180_000);

test("functions inside send as well, in a stack that is gone afterwards", async () => {
  const args = ["--rate", "200", "--duration", "3", "--from", "inside"];
  const { exitCode, stdout, stderr } = await loadOnAws(settings(), ...args);
  expect(stdout).toContain("✔ The books balance");
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  expect(stdout).toContain("a function sends them from inside, for $0.0000 more");
  for (const row of [/acknowledged +600\n/, /lost +0\n/, /executions failed +0\n/])
    expect(stdout).toMatch(row);
  const { result } = JSON.parse(readFileSync(join(folder, "load.json"), "utf8"));
  expect(result).toMatchObject({ from: "inside", sent: 600, acknowledged: 600, givenUp: 0 });
  const sent = result.seconds.map(({ acknowledged }: { readonly acknowledged: number }) => acknowledged);
  expect(sent.reduce((sum: number, count: number) => sum + count, 0)).toBe(600);
  const stacks = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: "Action=DescribeStacks&Version=2010-05-15&StackName=millrace-dev-load",
  });
  expect(await stacks.text()).toContain("millrace-dev-load does not exist");
}, 180_000);

test("whoever has all the permissions that the document asks for may have functions send, and needs them", async () => {
  const [here, inside] = askedFor();
  const env = { ...settings(), ...(await keysOfUser("load-tests-inside", [...here, ...inside])) };
  const args = ["--rate", "50", "--duration", "1", "--from", "inside"];
  const { exitCode, stdout, stderr } = await loadOnAws(env, ...args);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  expect(stdout).toContain("✔ The books balance");
  const program = join(projectRoot, "bin", "millrace.js");
  const words = ["policies", "--role", "load-tests-inside", "--output", "json", "--endpoint-url", url];
  const [use] = JSON.parse((await runProgramWith({}, projectRoot, program, ...words).finished).stdout);
  const unused = use.unused.map(({ action }: { readonly action: string }) => action).toSorted();
  // What AWS's handlers read, and the region's do not; what a test from here sends by; and how one is broken off.
  expect(unused).toEqual([
    ...["iam:GetRole", "iam:GetRolePolicy", "kinesis:PutRecords", "lambda:GetFunction"],
    ...["logs:DescribeLogGroups", "states:DescribeStateMachine", "states:StopExecution"],
  ]);
}, 180_000);

test("sends nothing to an endpoint that may cost money, and tells the cost, until --yes is given", async () => {
  const asked: string[] = [];
  const relay = createServer((from, to) => {
    asked.push(String(from.headers["x-amz-target"] ?? from.url));
    const { host, ...headers } = from.headers;
    from.pipe(
      request(url + from.url, { method: from.method ?? "GET", headers }, (answer) => {
        to.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(to);
      }),
    );
  }).listen(0, "127.0.0.1");
  try {
    await new Promise((resolve) => relay.once("listening", resolve));
    const { port } = relay.address() as AddressInfo;
    // By this name it is no host that is known to be this machine.
    const env = { ...settings(), AWS_ENDPOINT_URL: `http://0.0.0.0:${port}` };
    const { exitCode, stdout, stderr } = await loadOnAws(env, "--rate", "100000", "--duration", "3600");
    expect(stderr).toMatch(/shards take [\d,]+ records a second; the rest is refused/);
    expect(stderr).toMatch(/this test costs money at AWS, as told above\nhint: give --yes/);
    expect(stdout).toMatch(/100,000 records a second for 3600 s cost about \$\d+\.\d\d at AWS/);
    expect(exitCode).toBe(2);
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.filter((each) => /Put/.test(each))).toEqual([]);
  } finally {
    relay.close();
    relay.closeAllConnections();
  }
});

test.each<[string, (env: NodeJS.ProcessEnv) => NodeJS.ProcessEnv, readonly string[], number, RegExp]>([
  ["a stack that is not there", (env) => env, ["--stage", "nope"], 2, /there is no stack "millrace-nope"/],
  [
    "no credentials",
    ({ AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, ...env }) => env,
    [],
    2,
    /there are no AWS credentials: .*\nhint: set AWS_PROFILE/,
  ],
  [
    "no region",
    ({ AWS_REGION, AWS_DEFAULT_REGION, ...env }) => env,
    [],
    2,
    /no AWS region is set\nhint: set AWS_REGION/,
  ],
  [
    "nobody at the endpoint",
    (env) => ({ ...env, AWS_ENDPOINT_URL: "http://127.0.0.1:1" }),
    [],
    3,
    /http:\/\/127\.0\.0\.1:1\/ does not answer/,
  ],
  [
    "an endpoint that is no URL",
    (env) => ({ ...env, AWS_ENDPOINT_URL: "aws" }),
    [],
    2,
    /AWS_ENDPOINT_URL takes a URL, not "aws"/,
  ],
  ["an option of the other target", (env) => env, ["--in-memory"], 2, /--in-memory is for a region of this/],
  [
    "a place that there is not",
    (env) => env,
    ["--from", "moon"],
    2,
    /--from takes here or inside, not "moon"/,
  ],
  ["a target that there is not", (env) => env, ["--target", "moon"], 2, /--target takes local or aws/],
])("refuses %s", async (_, envOf, args, code, text) => {
  const { exitCode, stderr } = await loadOnAws(envOf(settings()), ...args);
  expect(stderr).toMatch(text);
  expect(exitCode).toBe(code);
});
