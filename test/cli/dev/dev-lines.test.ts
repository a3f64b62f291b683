// What `millrace dev` says of what happens, as it happens, for people and for programs: each kind of it, by a project that does all of them.

import { once } from "node:events";
import { afterAll, afterEach, expect, test } from "@jest/globals";
import { type Running, runCommandIn } from "../../e2e/run-command.ts";
import { projectFolder } from "../../projects/support/project-folder.ts";

const role = "arn:aws:iam::000000000000:role/any";
const arnOf = (service: string, resource: string) => `arn:aws:${service}:us-east-1:000000000000:${resource}`;
const handler =
  'export const handler = async () => { console.log("on the scale"); throw new Error("it is odd"); };';
const weigh = {
  Type: "Task",
  Resource: arnOf("lambda", "function:weigh"),
  Retry: [{ ErrorEquals: ["States.ALL"], IntervalSeconds: 1, MaxAttempts: 1 }],
  End: true,
};
const template = {
  Resources: {
    Weigh: {
      Type: "AWS::Lambda::Function",
      Properties: {
        ...{ FunctionName: "weigh", Runtime: "nodejs24.x", Handler: "index.handler", Role: role },
        Code: ".",
      },
    },
    Full: {
      Type: "AWS::Lambda::Function",
      Properties: {
        ...{ FunctionName: "full", Runtime: "nodejs24.x", Handler: "index.handler", Role: role },
        ...{ Code: ".", ReservedConcurrentExecutions: 0 },
      },
    },
    Flow: {
      Type: "AWS::StepFunctions::StateMachine",
      Properties: {
        ...{ StateMachineName: "flow", RoleArn: role },
        DefinitionString: JSON.stringify({ StartAt: "Weigh", States: { Weigh: weigh } }),
      },
    },
    Sold: { Type: "AWS::SQS::Queue", Properties: { QueueName: "sold" } },
    Letters: { Type: "AWS::SQS::Queue", Properties: { QueueName: "letters" } },
    Rule: {
      Type: "AWS::Events::Rule",
      Properties: {
        ...{ Name: "sales", EventPattern: { source: ["shop"] } },
        Targets: [
          { Id: "sold", Arn: arnOf("sqs", "sold") },
          { Id: "gone", Arn: arnOf("sqs", "gone"), DeadLetterConfig: { Arn: arnOf("sqs", "letters") } },
        ],
      },
    },
  },
};

const folder = projectFolder({ "template.json": template, "index.mjs": handler });
let dev: Running | undefined;
afterEach(() => void dev?.child.kill("SIGKILL"));
afterAll(() => folder.remove());

/** Of the text that is printed once it is up. */
type Begun = readonly [running: Running, url: string];

async function begin(pattern: RegExp, ...options: readonly string[]): Promise<Begun> {
  dev = runCommandIn(folder.path, "dev", "--port", "0", "--in-memory", "--iam", "off", ...options);
  const [, url = ""] = pattern.exec(await dev.untilPrinted(pattern)) ?? [];
  return [dev, url];
}

async function call(url: string, service: string, operation: string, members: object): Promise<void> {
  const body = JSON.stringify([{ service, operation, members }]);
  await fetch(`${url}/_millrace/api/calls`, { method: "POST", body });
}

/** What each kind of line tells of. */
async function happen(url: string): Promise<void> {
  await call(url, "sfn", "StartExecution", {
    stateMachineArn: arnOf("states", "stateMachine:flow"),
    name: "one",
  });
  await call(url, "eventbridge", "PutEvents", {
    Entries: [{ Source: "shop", DetailType: "Sold", Detail: "{}" }],
  });
  const scope = "local/20200101/us-east-1/lambda/aws4_request";
  const authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`;
  await fetch(`${url}/2015-03-31/functions/full/invocations`, { method: "POST", headers: { authorization } });
}

async function interrupted({ child, finished }: Running): Promise<number | null> {
  const exited = once(child, "exit");
  child.kill("SIGINT");
  await exited;
  return (await finished).exitCode;
}

test("for people: a line each, with the time, a mark, and where to look further", async () => {
  const [running, url] = await begin(/API +(http:\/\/127\.0\.0\.1:\d+)/, "--stack-name", "scale");
  await running.untilPrinted(/AWS_SECRET_ACCESS_KEY/);
  await happen(url);
  const printed = await running.untilPrinted(/FAILED {2}one/);
  for (const line of [
    /^[\d:.]{12} ▶ flow {2}started {2}one$/m,
    /^[\d:.]{12} │ weigh {2}.*on the scale$/m,
    /^[\d:.]{12} ↯ flow {2}Weigh, attempt 1 failed {2}one {2}Error: .*it is odd/m,
    /^[\d:.]{12} ↻ flow {2}retries Weigh, attempt 2 {2}one$/m,
    /^[\d:.]{12} ✖ flow {2}\d+ ms {2}FAILED {2}one {2}in Weigh {2}Error: .*it is odd.* {2}http:\S+_millrace\/#\/executions\/arn\S+$/m,
    /^[\d:.]{12} → rule sales {2}delivered to queue sold$/m,
    /^[\d:.]{12} ✉ rule sales {2}dead-lettered to queue letters$/m,
    /^[\d:.]{12} ⏸ Lambda {2}throttled Invoke: Rate Exceeded\.$/m,
  ])
    expect(printed).toMatch(line);
  folder.write({ "index.mjs": handler.replace("odd", "even") });
  await running.untilComplained(/^reloaded index\.mjs in \d+ ms$/m);
  await call(url, "cloudformation", "DeleteStack", { StackName: "scale" });
  await running.untilComplained(/^warning: the stack scale was deleted by a client.*saved brings it back/m);
  expect(await interrupted(running)).toBe(0);
});

test("for programs: an object a line, the first with where the region is", async () => {
  const [running, url] = await begin(/"url":"(http:\/\/127\.0\.0\.1:\d+)"/, "--output", "jsonl");
  await happen(url);
  await running.untilPrinted(/"kind":"execution"/);
  folder.write({ "index.mjs": handler.replace("odd", "curious") });
  const printed = await running.untilPrinted(/"kind":"reload".*\n/);
  const lines = printed
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(lines[0]).toMatchObject({ kind: "ready", url, console: `${url}/_millrace/` });
  const executionArn = arnOf("states", "execution:flow:one");
  for (const line of [
    { kind: "started", isFailure: false, name: "flow", arn: executionArn },
    { kind: "log", name: "weigh", text: expect.stringContaining("on the scale") },
    { kind: "state-failed", isFailure: false, state: "Weigh" },
    { kind: "retried", isFailure: false, state: "Weigh" },
    {
      ...{ kind: "execution", isFailure: true, durationMs: expect.any(Number) },
      link: `${url}/_millrace/#/executions/${encodeURIComponent(executionArn)}`,
    },
    { kind: "delivered", name: "rule sales" },
    { kind: "dead-letter", isFailure: true, name: "rule sales" },
    { kind: "throttled", isFailure: true },
    { kind: "reload", isFailure: false, name: "index.mjs" },
  ])
    expect(lines).toContainEqual(expect.objectContaining({ at: expect.any(Number), ...line }));
  expect(await interrupted(running)).toBe(0);
});
