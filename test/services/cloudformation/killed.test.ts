// Stacks of a region that is killed in the middle of an operation: what was acknowledged is there, and what was begun is gone on
// with when the region comes up again.

import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
} from "@aws-sdk/client-cloudformation";
import { SFNClient, StartSyncExecutionCommand } from "@aws-sdk/client-sfn";
import { CreateTopicCommand, SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  ListQueuesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { until } from "../../support/until.ts";

interface Life {
  readonly child: ChildProcess;
  readonly url: string;
  readonly absences: readonly string[];
  readonly stacks: CloudFormationClient;
  readonly queues: SQSClient;
  readonly topics: SNSClient;
  readonly machines: SFNClient;
}

let folder: string;
let life: Life;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "killed-stacks-"));
  life = await begin();
});
afterEach(async () => {
  await kill();
  rmSync(folder, { recursive: true });
});

async function begin(): Promise<Life> {
  const file = join(import.meta.dirname, "support/stacks-child.ts");
  const child = fork(file, [folder], { execArgv: ["--disable-warning=ExperimentalWarning"] });
  const [{ url, absences }] = await once(child, "message");
  const settings = {
    endpoint: url,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    disableHostPrefix: true,
  };
  return {
    ...{ child, url, absences },
    stacks: new CloudFormationClient(settings),
    queues: new SQSClient(settings),
    topics: new SNSClient(settings),
    machines: new SFNClient(settings),
  };
}

async function kill(): Promise<void> {
  const gone = once(life.child, "exit");
  life.child.kill("SIGKILL");
  await gone;
}

async function killAndBeginAgain(): Promise<void> {
  await kill();
  life = await begin();
  expect(life.absences).toEqual([]);
}

const describeStack = async (name: string) => {
  const { Stacks: [stack] = [] } = await life.stacks.send(new DescribeStacksCommand({ StackName: name }));
  return stack;
};
const settled = (name: string) =>
  until(async () => {
    const stack = await describeStack(name);
    return stack?.StackStatus?.endsWith("_IN_PROGRESS") === true ? undefined : stack;
  });

async function physicalIds(name: string): Promise<Readonly<Record<string, string>>> {
  const { StackResources: resources = [] } = await life.stacks.send(
    new DescribeStackResourcesCommand({ StackName: name }),
  );
  return Object.fromEntries(
    resources.flatMap(
      ({ LogicalResourceId: id, PhysicalResourceId: physicalId = "", ResourceStatus: status }) =>
        physicalId === "" || id === undefined ? [] : [[id, `${physicalId} ${status}`]],
    ),
  );
}

/** Resolves once the stack waits for signals, with the address for them. */
const addressOf = (name: string) =>
  until(async () => {
    const ids = await physicalIds(name).catch(() => ({}) as Readonly<Record<string, string>>);
    return ids.Handle?.endsWith(" CREATE_COMPLETE") ? ids.Handle.split(" ")[0] : undefined;
  });

/** The region comes up at another port, and the address stays. */
async function signal(address: string, status: "SUCCESS" | "FAILURE"): Promise<void> {
  const url = new URL(new URL(address).pathname, life.url);
  const body = JSON.stringify({ Status: status, UniqueId: "u", Reason: "told to" });
  expect((await fetch(url, { method: "PUT", body })).status).toBe(200);
}

async function queueNames(): Promise<readonly string[]> {
  const { QueueUrls: urls = [] } = await life.queues.send(new ListQueuesCommand({}));
  return urls.map((url) => url.slice(url.lastIndexOf("/") + 1)).sort();
}

const queue = (properties: object = {}, more: object = {}) => ({
  Type: "AWS::SQS::Queue",
  Properties: properties,
  ...more,
});
const waiting = (after: string) => ({
  Handle: { Type: "AWS::CloudFormation::WaitConditionHandle", DependsOn: after },
  Wait: {
    Type: "AWS::CloudFormation::WaitCondition",
    Properties: { Handle: { Ref: "Handle" }, Timeout: 600 },
  },
});
const body = (resources: object) => ({ TemplateBody: JSON.stringify({ Resources: resources }) });

test("a creation is gone on with, and nothing is made twice", async () => {
  const resources = { First: queue(), ...waiting("First"), Last: queue({}, { DependsOn: "Wait" }) };
  await life.stacks.send(new CreateStackCommand({ StackName: "s", ...body(resources) }));
  const address = await addressOf("s");
  const { First: first } = await physicalIds("s");
  await killAndBeginAgain();
  await signal(address, "SUCCESS");
  expect(await settled("s")).toMatchObject({ StackStatus: "CREATE_COMPLETE" });
  expect((await physicalIds("s")).First).toBe(first);
  expect(await queueNames()).toEqual([
    expect.stringMatching(/^s-First-\w{12}$/),
    expect.stringMatching(/^s-Last-\w{12}$/),
  ]);
});

test("an update is gone on with, and rolled back if it fails then", async () => {
  const before = { Changed: queue({ DelaySeconds: 1 }), Replaced: queue({ QueueName: "before" }) };
  await life.stacks.send(new CreateStackCommand({ StackName: "s", ...body(before) }));
  await settled("s");
  const ids = await physicalIds("s");
  const after = {
    Changed: queue({ DelaySeconds: 2 }),
    Replaced: queue({ QueueName: "after" }, { DependsOn: "Changed" }),
    New: queue({ QueueName: "new" }, { DependsOn: "Replaced" }),
    ...waiting("New"),
  };
  await life.stacks.send(new UpdateStackCommand({ StackName: "s", ...body(after) }));
  const address = await addressOf("s");
  expect(await queueNames()).toEqual(["after", "before", "new", expect.stringMatching(/^s-Changed-/)]);
  await killAndBeginAgain();
  await signal(address, "FAILURE");
  expect(await settled("s")).toMatchObject({ StackStatus: "UPDATE_ROLLBACK_COMPLETE" });
  expect(await queueNames()).toEqual(["before", expect.stringMatching(/^s-Changed-/)]);
  const urls = (all: Readonly<Record<string, string>>) =>
    Object.values(all).map((each) => each.split(" ")[0]);
  expect(urls(await physicalIds("s"))).toEqual(urls(ids));
});

test("a deletion is gone on with", async () => {
  const { TopicArn: topicArn = "" } = await life.topics.send(new CreateTopicCommand({ Name: "makers" }));
  const { QueueUrl: queueUrl = "" } = await life.queues.send(new CreateQueueCommand({ QueueName: "makers" }));
  await life.topics.send(
    new SubscribeCommand({
      TopicArn: topicArn,
      Protocol: "sqs",
      Endpoint: "arn:aws:sqs:us-east-1:000000000000:makers",
      Attributes: { RawMessageDelivery: "true" },
    }),
  );
  const taken = () =>
    until(async () => {
      const { Messages: [message] = [] } = await life.queues.send(
        new ReceiveMessageCommand({ QueueUrl: queueUrl }),
      );
      if (message === undefined) return undefined;
      await life.queues.send(
        new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle: message.ReceiptHandle }),
      );
      return JSON.parse(message.Body ?? "");
    });
  const answer = async (url: string) => {
    const text = JSON.stringify({ Status: "SUCCESS", PhysicalResourceId: "made" });
    expect((await fetch(url, { method: "PUT", body: text })).status).toBe(200);
  };
  const resources = {
    First: queue(),
    Custom: { Type: "Custom::Thing", DependsOn: "First", Properties: { ServiceToken: topicArn } },
  };
  await life.stacks.send(new CreateStackCommand({ StackName: "s", ...body(resources) }));
  await answer((await taken()).ResponseURL);
  const { StackId: id = "" } = (await settled("s")) ?? {};
  await life.stacks.send(new DeleteStackCommand({ StackName: "s" }));
  expect(await taken()).toMatchObject({ RequestType: "Delete", PhysicalResourceId: "made" });
  await killAndBeginAgain();
  const again = await taken();
  expect(again).toMatchObject({ RequestType: "Delete", PhysicalResourceId: "made" });
  await answer(again.ResponseURL);
  expect(await settled(id)).toMatchObject({ StackStatus: "DELETE_COMPLETE" });
  expect(await queueNames()).toEqual(["makers"]);
});

test("what other services do not keep is there again, under its name", async () => {
  const resources = {
    Machine: {
      Type: "AWS::StepFunctions::StateMachine",
      Properties: {
        RoleArn: "arn:aws:iam::000000000000:role/any",
        StateMachineType: "EXPRESS",
        Definition: { StartAt: "P", States: { P: { Type: "Pass", Result: "ran", End: true } } },
      },
    },
    Group: { Type: "AWS::Logs::LogGroup" },
  };
  await life.stacks.send(new CreateStackCommand({ StackName: "s", ...body(resources) }));
  expect(await settled("s")).toMatchObject({ StackStatus: "CREATE_COMPLETE" });
  const before = await physicalIds("s");
  await killAndBeginAgain();
  expect(await physicalIds("s")).toEqual(before);
  const stateMachineArn = before.Machine?.split(" ")[0];
  const { output } = await life.machines.send(new StartSyncExecutionCommand({ stateMachineArn }));
  expect(output).toBe('"ran"');
  await expect(
    life.stacks.send(new UpdateStackCommand({ StackName: "s", ...body(resources) })),
  ).rejects.toThrow("No updates are to be performed.");
});
