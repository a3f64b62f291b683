// `millrace dev` as a newcomer runs it: from a shell, in a folder of any name, with what it prints kept in a file beside the project.

import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type ProjectFolder, projectFolder } from "../../projects/support/project-folder.ts";
import { until } from "../../support/until.ts";

const template = `
Resources:
  Greet:
    Type: AWS::Lambda::Function
    Properties:
      FunctionName: greet
      Runtime: nodejs24.x
      Handler: index.handler
      Role: arn:aws:iam::000000000000:role/any
      Code: .
  Api:
    Type: AWS::ApiGatewayV2::Api
    Properties: { Name: greetings, ProtocolType: HTTP, Target: !GetAtt Greet.Arn }
  Plain:
    Type: AWS::ApiGatewayV2::Api
    Properties: { Name: plain, ProtocolType: HTTP, Target: !GetAtt Greet.Arn }
  MayAsk:
    Type: AWS::Lambda::Permission
    Properties: { Action: "lambda:InvokeFunction", FunctionName: !Ref Greet, Principal: apigateway.amazonaws.com }
Outputs:
  Url: { Value: !Sub "https://\${Api}.execute-api.\${AWS::Region}.\${AWS::URLSuffix}/?of=it" }
  Other: { Value: "https://abcde12345.execute-api.us-east-1.amazonaws.com/prod" }
`;
const handler = (word: string) => `export const handler = async () => "${word}";`;

let folder: ProjectFolder;
let dev: ChildProcess;
const printed = () => readFileSync(join(folder.path, "dev.txt"), "utf8");
const untilPrinted = (text: RegExp, from = 0) =>
  until(async () => {
    const found = text.exec(printed().slice(from));
    if (found !== null) return found;
    if (dev.exitCode !== null) throw new Error(printed());
    await sleep(20);
    return undefined;
  });

beforeAll(async () => {
  folder = projectFolder({ "template.yaml": template, "index.mjs": handler("hello") });
  const log = openSync(join(folder.path, "dev.txt"), "a");
  dev = spawn(process.execPath, [resolve("bin/millrace.js"), "dev", "--port", "0", "--in-memory"], {
    cwd: folder.path,
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  await untilPrinted(/AWS_SECRET_ACCESS_KEY/);
});
afterAll(async () => {
  if (dev.exitCode === null) dev.kill("SIGKILL");
  folder.remove();
});

test("an output that has an API's address on AWS is told with the one that answers here", async () => {
  const [, id, here = ""] =
    /Output {5}Url = https:\/\/(\w+)\.execute-api\.us-east-1\.amazonaws\.com\/\?of=it\n +here: (.*)\n/.exec(
      printed(),
    ) ?? [];
  expect(here).toMatch(new RegExp(`^http://.*${id}.*/\\?of=it$`));
  expect(await (await fetch(here)).json()).toBe("hello");
  expect(printed()).toMatch(/Other = https:\/\/abcde12345\.execute-api\S+\n(?! +here)/);
});

test("an API that no output names is told with its address", async () => {
  const addresses = [...printed().matchAll(/URL {8}(\w+) = (\S+)\n/g)].map(([, id, address]) => [
    id,
    address,
  ]);
  expect(addresses).toEqual([["Plain", expect.stringMatching(/^http:/)]]);
  expect(await (await fetch(addresses[0]?.[1] ?? "")).json()).toBe("hello");
});

test("a mistake is told with its place, and told to be mended where all is as it was before it", async () => {
  const before = printed().length;
  folder.write({ "index.mjs": "export const handler = (" });
  await untilPrinted(/error: index\.mjs:1:\d+: .*\n.*the region goes on as it was before\n/, before);
  const flow = { StartAt: "Nowhere", States: { A: { Type: "Pass", End: true } } };
  folder.write({ "flow.asl.json": flow });
  await untilPrinted(
    /reloaded flow\.asl\.json in \d+ ms\n[\s\S]*error: index\.mjs:1:\d+: .*\n.*goes on as it was before\n/,
    before,
  );
  folder.write({ "index.mjs": handler("hello") });
  await untilPrinted(/reloaded .*index\.mjs.* in/, before);
});

test("what it prints into a file of its own project is no change of the project, nor is another log", async () => {
  const start = printed().length;
  for (const word of ["bye", "again"]) {
    const before = printed().length;
    folder.write({ "kept.log": word, "index.mjs": handler(word) });
    await untilPrinted(/reloaded .*index\.mjs.* in/, before);
  }
  const ended = new Promise((tell) => dev.once("exit", tell));
  dev.kill("SIGINT");
  expect(await ended).toBe(0);
  expect([
    ...new Set(
      printed()
        .slice(start)
        .match(/reloaded .* in/g),
    ),
  ]).toEqual(["reloaded index.mjs in"]);
});
