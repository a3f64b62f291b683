// `millrace dev` in projects of all kinds, each as its user has it: brought up, an execution seen, a file saved, and its effect seen.

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
import { dirname, join, resolve } from "node:path";
import { LambdaClient, ListFunctionsCommand } from "@aws-sdk/client-lambda";
import { ListStateMachinesCommand, SFNClient, StartSyncExecutionCommand } from "@aws-sdk/client-sfn";
import { afterEach, describe, expect, test } from "@jest/globals";
import { type Running, runCommandIn } from "../e2e/run-command.ts";
import { has } from "./support/deployment.ts";
import { cdk, npmFolder } from "./support/tool-paths.ts";

let folder: string;
let running: Running | undefined;
afterEach(async () => {
  running?.child.kill("SIGINT");
  await running?.finished;
  running = undefined;
  rmSync(folder, { recursive: true, force: true });
});

/** A copy of a project, with the programs that its own packages would bring. */
function copyOf(project: string, programs: Readonly<Record<string, string>> = {}): void {
  folder = mkdtempSync(join(tmpdir(), `dev-${project}-`));
  cpSync(resolve(import.meta.dirname, "projects", project), folder, { recursive: true });
  for (const [name, program] of Object.entries(programs)) {
    const link = join(folder, "node_modules", ".bin", name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(program, link);
  }
}

async function dev(): Promise<{ readonly sfn: SFNClient; readonly lambda: LambdaClient }> {
  running = runCommandIn(folder, "dev", "--in-memory", "--port", "0");
  const printed = await running.untilPrinted(/AWS_SECRET_ACCESS_KEY/);
  const endpoint = /http:\/\/127\.0\.0\.1:\d+/.exec(printed)?.[0] ?? "";
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const client = { endpoint, region: "us-east-1", credentials, disableHostPrefix: true };
  return { sfn: new SFNClient(client), lambda: new LambdaClient(client) };
}

/** What the project's only machine answers. */
async function execute(sfn: SFNClient): Promise<unknown> {
  const { stateMachines = [] } = await sfn.send(new ListStateMachinesCommand({}));
  const [{ stateMachineArn } = {}] = stateMachines;
  const input = JSON.stringify({ name: "rain" });
  const { output, cause } = await sfn.send(new StartSyncExecutionCommand({ stateMachineArn, input }));
  return output === undefined ? cause : JSON.parse(output);
}

function edit(file: string, from: string, to: string): void {
  const path = join(folder, file);
  const text = readFileSync(path, "utf8");
  expect(text).toContain(from);
  writeFileSync(path, text.replaceAll(from, to));
}

/** Asks again until the answer is another. */
async function changed(sfn: SFNClient, former: unknown): Promise<unknown> {
  for (;;) {
    const answer = await execute(sfn);
    if (JSON.stringify(answer) !== JSON.stringify(former)) return answer;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const serverlessProgram = resolve(import.meta.dirname, "../../node_modules/.bin/serverless");

describe("millrace dev", () => {
  test("of a SAM template", async () => {
    copyOf("sam");
    const { sfn } = await dev();
    const first = await execute(sfn);
    expect(first).toEqual({ text: "hello rain" });
    edit("src/greet.js", "text:", "said:");
    expect(await changed(sfn, first)).toEqual({ said: "hello rain" });
    edit("statemachines/flow.asl.json", '"End": true', '"ResultSelector": { "answer.$": "$" }, "End": true');
    expect(await changed(sfn, { said: "hello rain" })).toEqual({ answer: { said: "hello rain" } });
    await running?.untilPrinted(/✔ .*Flow.*SUCCEEDED/);
  });

  test("of a serverless.yml, packaged by the project's own framework", async () => {
    copyOf("serverless", { serverless: serverlessProgram });
    const { sfn } = await dev();
    const first = await execute(sfn);
    edit("serverless.yml", '"End":true', '"End":true,"ResultSelector":{"measured.$":"$"}');
    expect(await changed(sfn, first)).toEqual({ measured: first });
  });

  test("of a template with code in it, whose mistakes are told with their line", async () => {
    copyOf("plain");
    const { lambda } = await dev();
    const { Functions: functions = [] } = await lambda.send(new ListFunctionsCommand({}));
    expect(functions).toHaveLength(2);
    edit("template.yaml", "Type: AWS::SQS::Queue", "Type: AWS::SQS::Quue");
    await running?.untilComplained(/template\.yaml:7 .*AWS::SQS::Quue.*AWS::SQS::Queue/);
    const { Functions: still = [] } = await lambda.send(new ListFunctionsCommand({}));
    expect(still).toHaveLength(2);
  });

  (has(cdk) ? test : test.skip)("of a CDK app", async () => {
    copyOf("cdk", { cdk: cdk.arguments[0] ?? "" });
    for (const name of ["aws-cdk-lib", "constructs"]) {
      const link = join(folder, "node_modules", name);
      if (!existsSync(link)) symlinkSync(join(npmFolder, "node_modules", name), link);
    }
    const { sfn } = await dev();
    const first = await execute(sfn);
    expect(first).toEqual({ text: "hello rain" });
    edit("functions/index.js", "hello", "bye");
    expect(await changed(sfn, first)).toEqual({ text: "bye rain" });
  });
});
