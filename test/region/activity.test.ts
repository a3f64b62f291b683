// What is told of what happens in the region: executions and their tasks, deliveries, and what functions print.

import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { JsonObject } from "../../src/aws/json.ts";
import { type Activity, watchActivity } from "../../src/region/activity.ts";
import { Region } from "../../src/region/region.ts";
import { until } from "../support/until.ts";

let region: Region;
beforeAll(async () => {
  region = await Region.open({ directory: undefined, endpoint: "http://127.0.0.1:4566" });
});
afterAll(() => region.close());

async function told(name: string, code: string): Promise<readonly (readonly [string, boolean])[]> {
  const activities: Activity[] = [];
  const F = {
    Type: "AWS::Lambda::Function",
    Properties: {
      ...{ FunctionName: name, Runtime: "nodejs24.x", Handler: "index.handler" },
      ...{ Role: "arn:aws:iam::000000000000:role/r", Code: { ZipFile: code } },
      Timeout: name === "is-late" ? 1 : 20,
    },
  };
  const template = { file: "t.json", body: { Resources: { F } } };
  await region.services.cloudformation.deploy({ template, stackName: name });
  const watch = watchActivity(region, (happening) => activities.push(happening.told()));
  await region.services.lambda.invoke({ functionName: name });
  watch.stop();
  return activities.filter(({ kind }) => kind === "log").map(({ text, isFailure }) => [text, isFailure]);
}

test.each([
  [
    "prints",
    'exports.handler = async () => console.error("an error of its own");',
    [[expect.stringMatching(/ERROR\tan error of its own$/), false]],
  ],
  [
    "throws",
    'exports.handler = async () => { console.log("begins"); throw new Error("wrong"); };',
    [
      [expect.stringMatching(/INFO\tbegins$/), false],
      [expect.stringMatching(/ERROR\tInvoke Error .*wrong/), true],
    ],
  ],
  [
    "is-late",
    "exports.handler = () => new Promise(() => setTimeout(() => {}, 9_000));",
    [[expect.stringMatching(/Task timed out after 1\.00 seconds/), true]],
  ],
])("of a function that %s", async (name, code, lines) => {
  expect(await told(name, code)).toEqual(lines);
});

test("of a function that does not load", async () => {
  const lines = await told("not-there", 'require("nothing-of-that-name");');
  expect(lines.length).toBeGreaterThan(0);
  expect(lines.every(([text, isFailure]) => isFailure && text.includes("nothing-of-that-name"))).toBe(true);
});

const account = "arn:aws:sqs:us-east-1:000000000000";
const role = "arn:aws:iam::000000000000:role/r";
const target = (Arn: JsonObject) => ({ Id: "target", Arn, RoleArn: role });
const isFrom = (source: string) => ({ source: [source] });

/** What is told once there are as many lines as are expected, as `kind name: text`, with what differs from run to run left out. */
async function happens(count: number, happen: () => Promise<unknown>): Promise<readonly string[]> {
  const activities: Activity[] = [];
  const watch = watchActivity(region, (happening) => activities.push(happening.told()));
  await happen();
  await until(() => activities.filter(({ kind }) => kind !== "log").length >= count);
  watch.stop();
  return activities
    .filter(({ kind }) => kind !== "log")
    .map(({ kind, name, text, isFailure }) => `${kind}${isFailure ? "!" : ""} ${name}: ${text}`);
}

test("of an execution, its tasks and what is delivered", async () => {
  const resources = {
    Flow: {
      Type: "AWS::StepFunctions::StateMachine",
      Properties: {
        ...{ StateMachineName: "flow", StateMachineType: "EXPRESS", RoleArn: role },
        Definition: {
          StartAt: "Send",
          States: {
            Send: {
              Type: "Task",
              Resource: "arn:aws:states:::sqs:sendMessage",
              Parameters: { QueueUrl: "http://127.0.0.1:4566/000000000000/nowhere", MessageBody: "m" },
              Retry: [{ ErrorEquals: ["States.ALL"], IntervalSeconds: 1, MaxAttempts: 1 }],
              End: true,
            },
          },
        },
      },
    },
    Queue: {
      Type: "AWS::SQS::Queue",
      Properties: {
        QueueName: "orders",
        RedrivePolicy: { deadLetterTargetArn: `${account}:letters`, maxReceiveCount: 1 },
      },
      DependsOn: "Letters",
    },
    Letters: { Type: "AWS::SQS::Queue", Properties: { QueueName: "letters" } },
    Starts: {
      Type: "AWS::Events::Rule",
      Properties: {
        ...{ Name: "starts", EventPattern: isFrom("starts") },
        Targets: [target({ "Fn::GetAtt": ["Flow", "Arn"] })],
      },
    },
    Orders: {
      Type: "AWS::Events::Rule",
      Properties: {
        ...{ Name: "orders", EventPattern: isFrom("orders") },
        Targets: [target({ "Fn::GetAtt": ["Queue", "Arn"] })],
      },
    },
    Lost: {
      Type: "AWS::Events::Rule",
      Properties: {
        ...{ Name: "lost", EventPattern: isFrom("lost") },
        Targets: [{ Id: "t", Arn: `${account}:nowhere`, DeadLetterConfig: { Arn: `${account}:letters` } }],
      },
    },
  };
  const template = { file: "t.json", body: { Resources: resources } };
  await region.services.cloudformation.deploy({ template, stackName: "told" });
  region.start();
  const ask = (service: string, operation: string, request: JsonObject) =>
    region.apis.get(service)?.operations[operation]?.(request, { requestId: "", host: "" });
  const put = async (Source: string) =>
    ask("eventbridge", "PutEvents", { Entries: [{ Source, DetailType: "d", Detail: "{}" }] });
  const started = await happens(6, () => put("starts"));
  const problem = /AWS\.SimpleQueueService\.NonExistentQueue|QueueDoesNotExist/;
  expect(started.map((line) => line.replaceAll(/[0-9a-f-]{36}/g, "<id>"))).toEqual([
    "started flow: started  <id>",
    expect.stringMatching(/^state-failed flow: Send, attempt 1 failed {2}<id> {2}/),
    "retried flow: retries Send, attempt 2  <id>",
    expect.stringMatching(problem),
    expect.stringMatching(
      /^execution! flow: FAILED {2}<id> {2}in Send {2}\S*(?:NonExistentQueue|DoesNotExist)/,
    ),
    "delivered rule starts: delivered to state machine flow",
  ]);
  expect(await happens(1, () => put("orders"))).toEqual(["delivered rule orders: delivered to queue orders"]);
  expect(await happens(1, () => put("lost"))).toEqual([
    "dead-letter! rule lost: dead-lettered to queue letters",
  ]);
  const QueueUrl = region.services.sqs.listQueues("orders")[0] ?? "";
  const receive = async () => ask("sqs", "ReceiveMessage", { QueueUrl, VisibilityTimeout: 0 });
  await receive();
  expect(await happens(1, receive)).toEqual([
    "dead-letter! queue orders: dead-lettered: a message was received 1 times",
  ]);
});
