// Stacks of a region that is killed in the middle of their operations, all by one kill: what was acknowledged is there, and what was
// begun is gone on with when the region comes up again.

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
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { until } from "../support/until.ts";

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
/** What each test needs of what was before the kill. */
let killed: {
  readonly creation: Awaited<ReturnType<typeof beginCreation>>;
  readonly update: Awaited<ReturnType<typeof beginUpdate>>;
  readonly deletion: Awaited<ReturnType<typeof beginDeletion>>;
  readonly unkept: Awaited<ReturnType<typeof makeUnkept>>;
};
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "killed-stacks-"));
  life = await begin();
  killed = {
    creation: await beginCreation(),
    update: await beginUpdate(),
    deletion: await beginDeletion(),
    unkept: await makeUnkept(),
  };
  await kill();
  life = await begin();
});
afterAll(async () => {
  await kill();
  rmSync(folder, { recursive: true });
});

async function begin(): Promise<Life> {
  const file = join(import.meta.dirname, "region-child.ts");
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

/** Of those whose names begin so. */
async function queueNames(prefix: string): Promise<readonly string[]> {
  const { QueueUrls: urls = [] } = await life.queues.send(new ListQueuesCommand({ QueueNamePrefix: prefix }));
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

test("nothing is said to be absent", () => {
  expect(life.absences).toEqual([]);
});

async function beginCreation() {
  const resources = { First: queue(), ...waiting("First"), Last: queue({}, { DependsOn: "Wait" }) };
  await life.stacks.send(new CreateStackCommand({ StackName: "creation", ...body(resources) }));
  const address = await addressOf("creation");
  return { address, first: (await physicalIds("creation")).First };
}

test("a creation is gone on with, and nothing is made twice", async () => {
  const { address, first } = killed.creation;
  await signal(address, "SUCCESS");
  expect(await settled("creation")).toMatchObject({ StackStatus: "CREATE_COMPLETE" });
  expect((await physicalIds("creation")).First).toBe(first);
  expect(await queueNames("creation-")).toEqual([
    expect.stringMatching(/^creation-First-\w{12}$/),
    expect.stringMatching(/^creation-Last-\w{12}$/),
  ]);
});

async function beginUpdate() {
  const before = {
    Changed: queue({ DelaySeconds: 1 }),
    Replaced: queue({ QueueName: "update-before" }),
  };
  await life.stacks.send(new CreateStackCommand({ StackName: "update", ...body(before) }));
  await settled("update");
  const ids = await physicalIds("update");
  const after = {
    Changed: queue({ DelaySeconds: 2 }),
    Replaced: queue({ QueueName: "update-after" }, { DependsOn: "Changed" }),
    New: queue({ QueueName: "update-new" }, { DependsOn: "Replaced" }),
    ...waiting("New"),
  };
  await life.stacks.send(new UpdateStackCommand({ StackName: "update", ...body(after) }));
  const address = await addressOf("update");
  return { address, ids, queues: await queueNames("update-") };
}

test("an update is gone on with, and rolled back if it fails then", async () => {
  const { address, ids, queues } = killed.update;
  const changed = expect.stringMatching(/^update-Changed-/);
  expect(queues).toEqual([changed, "update-after", "update-before", "update-new"]);
  await signal(address, "FAILURE");
  expect(await settled("update")).toMatchObject({ StackStatus: "UPDATE_ROLLBACK_COMPLETE" });
  expect(await queueNames("update-")).toEqual([changed, "update-before"]);
  const urls = (all: Readonly<Record<string, string>>) =>
    Object.values(all).map((each) => each.split(" ")[0]);
  expect(urls(await physicalIds("update"))).toEqual(urls(ids));
});

/** The next request to the custom resource. */
const takenRequest = (queueUrl: string) =>
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

async function answerRequest(url: string): Promise<void> {
  const text = JSON.stringify({ Status: "SUCCESS", PhysicalResourceId: "made" });
  expect((await fetch(url, { method: "PUT", body: text })).status).toBe(200);
}

async function beginDeletion() {
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
  const resources = {
    First: queue(),
    Custom: { Type: "Custom::Thing", DependsOn: "First", Properties: { ServiceToken: topicArn } },
  };
  await life.stacks.send(new CreateStackCommand({ StackName: "deletion", ...body(resources) }));
  await answerRequest((await takenRequest(queueUrl)).ResponseURL);
  const { StackId: id = "" } = (await settled("deletion")) ?? {};
  await life.stacks.send(new DeleteStackCommand({ StackName: "deletion" }));
  return { id, queueUrl, asked: await takenRequest(queueUrl) };
}

test("a deletion is gone on with", async () => {
  const { id, queueUrl, asked } = killed.deletion;
  expect(asked).toMatchObject({ RequestType: "Delete", PhysicalResourceId: "made" });
  const again = await takenRequest(queueUrl);
  expect(again).toMatchObject({ RequestType: "Delete", PhysicalResourceId: "made" });
  await answerRequest(again.ResponseURL);
  expect(await settled(id)).toMatchObject({ StackStatus: "DELETE_COMPLETE" });
  expect(await queueNames("deletion-")).toEqual([]);
  expect(await queueNames("makers")).toEqual(["makers"]);
});

const unkept = {
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

async function makeUnkept() {
  await life.stacks.send(new CreateStackCommand({ StackName: "unkept", ...body(unkept) }));
  return { stack: await settled("unkept"), ids: await physicalIds("unkept") };
}

test("what other services do not keep is there again, under its name", async () => {
  const { stack, ids } = killed.unkept;
  expect(stack).toMatchObject({ StackStatus: "CREATE_COMPLETE" });
  expect(await physicalIds("unkept")).toEqual(ids);
  const stateMachineArn = ids.Machine?.split(" ")[0];
  const { output } = await life.machines.send(new StartSyncExecutionCommand({ stateMachineArn }));
  expect(output).toBe('"ran"');
  await expect(
    life.stacks.send(new UpdateStackCommand({ StackName: "unkept", ...body(unkept) })),
  ).rejects.toThrow("No updates are to be performed.");
});
