// Stacks of a region that is killed in the middle of their operations, all by one kill: what was acknowledged is there, and what was
// begun is gone on with when the region comes up again.

import { CreateStackCommand, DeleteStackCommand, UpdateStackCommand } from "@aws-sdk/client-cloudformation";
import { SFNClient, StartSyncExecutionCommand } from "@aws-sdk/client-sfn";
import { CreateTopicCommand, SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  ListQueuesCommand,
  ReceiveMessageCommand,
} from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { until } from "../support/until.ts";
import { body, KilledStacks, queue, waiting } from "./killed-stacks.ts";

const region = new KilledStacks();
/** What each test needs of what was before the kill. */
let killed: {
  readonly creation: Awaited<ReturnType<typeof beginCreation>>;
  readonly update: Awaited<ReturnType<typeof beginUpdate>>;
  readonly deletion: Awaited<ReturnType<typeof beginDeletion>>;
  readonly unkept: Awaited<ReturnType<typeof makeUnkept>>;
};
beforeAll(async () => {
  await region.begin();
  killed = {
    creation: await beginCreation(),
    update: await beginUpdate(),
    deletion: await beginDeletion(),
    unkept: await makeUnkept(),
  };
  await region.kill();
  await region.begin();
});
afterAll(() => region.close());

/** Of those whose names begin so. */
async function queueNames(prefix: string): Promise<readonly string[]> {
  const { QueueUrls: urls = [] } = await region.life.queues.send(
    new ListQueuesCommand({ QueueNamePrefix: prefix }),
  );
  return urls.map((url) => url.slice(url.lastIndexOf("/") + 1)).sort();
}

test("nothing is said to be absent", () => {
  expect(region.life.absences).toEqual([]);
});

async function beginCreation() {
  const resources = { First: queue(), ...waiting("First"), Last: queue({}, { DependsOn: "Wait" }) };
  await region.life.stacks.send(new CreateStackCommand({ StackName: "creation", ...body(resources) }));
  const address = await region.addressOf("creation");
  return { address, first: (await region.physicalIds("creation")).First };
}

test("a creation is gone on with, and nothing is made twice", async () => {
  const { address, first } = killed.creation;
  await region.signal(address, "SUCCESS");
  expect(await region.settled("creation")).toMatchObject({ StackStatus: "CREATE_COMPLETE" });
  expect((await region.physicalIds("creation")).First).toBe(first);
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
  await region.life.stacks.send(new CreateStackCommand({ StackName: "update", ...body(before) }));
  await region.settled("update");
  const ids = await region.physicalIds("update");
  const after = {
    Changed: queue({ DelaySeconds: 2 }),
    Replaced: queue({ QueueName: "update-after" }, { DependsOn: "Changed" }),
    New: queue({ QueueName: "update-new" }, { DependsOn: "Replaced" }),
    ...waiting("New"),
  };
  await region.life.stacks.send(new UpdateStackCommand({ StackName: "update", ...body(after) }));
  const address = await region.addressOf("update");
  return { address, ids, queues: await queueNames("update-") };
}

test("an update is gone on with, and rolled back if it fails then", async () => {
  const { address, ids, queues } = killed.update;
  const changed = expect.stringMatching(/^update-Changed-/);
  expect(queues).toEqual([changed, "update-after", "update-before", "update-new"]);
  await region.signal(address, "FAILURE");
  expect(await region.settled("update")).toMatchObject({ StackStatus: "UPDATE_ROLLBACK_COMPLETE" });
  expect(await queueNames("update-")).toEqual([changed, "update-before"]);
  const urls = (all: Readonly<Record<string, string>>) =>
    Object.values(all).map((each) => each.split(" ")[0]);
  expect(urls(await region.physicalIds("update"))).toEqual(urls(ids));
});

/** The next request to the custom resource. */
const takenRequest = (queueUrl: string) =>
  until(async () => {
    const { Messages: [message] = [] } = await region.life.queues.send(
      new ReceiveMessageCommand({ QueueUrl: queueUrl }),
    );
    if (message === undefined) return undefined;
    await region.life.queues.send(
      new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle: message.ReceiptHandle }),
    );
    return JSON.parse(message.Body ?? "");
  });

async function answerRequest(url: string): Promise<void> {
  const text = JSON.stringify({ Status: "SUCCESS", PhysicalResourceId: "made" });
  expect((await fetch(url, { method: "PUT", body: text })).status).toBe(200);
}

async function beginDeletion() {
  const { TopicArn: topicArn = "" } = await region
    .client(SNSClient)
    .send(new CreateTopicCommand({ Name: "makers" }));
  const { QueueUrl: queueUrl = "" } = await region.life.queues.send(
    new CreateQueueCommand({ QueueName: "makers" }),
  );
  await region.client(SNSClient).send(
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
  await region.life.stacks.send(new CreateStackCommand({ StackName: "deletion", ...body(resources) }));
  await answerRequest((await takenRequest(queueUrl)).ResponseURL);
  const { StackId: id = "" } = (await region.settled("deletion")) ?? {};
  await region.life.stacks.send(new DeleteStackCommand({ StackName: "deletion" }));
  return { id, queueUrl, asked: await takenRequest(queueUrl) };
}

test("a deletion is gone on with", async () => {
  const { id, queueUrl, asked } = killed.deletion;
  expect(asked).toMatchObject({ RequestType: "Delete", PhysicalResourceId: "made" });
  const again = await takenRequest(queueUrl);
  expect(again).toMatchObject({ RequestType: "Delete", PhysicalResourceId: "made" });
  await answerRequest(again.ResponseURL);
  expect(await region.settled(id)).toMatchObject({ StackStatus: "DELETE_COMPLETE" });
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
  await region.life.stacks.send(new CreateStackCommand({ StackName: "unkept", ...body(unkept) }));
  return { stack: await region.settled("unkept"), ids: await region.physicalIds("unkept") };
}

test("what other services do not keep is there again, under its name", async () => {
  const { stack, ids } = killed.unkept;
  expect(stack).toMatchObject({ StackStatus: "CREATE_COMPLETE" });
  expect(await region.physicalIds("unkept")).toEqual(ids);
  const stateMachineArn = ids.Machine?.split(" ")[0];
  const { output } = await region.client(SFNClient).send(new StartSyncExecutionCommand({ stateMachineArn }));
  expect(output).toBe('"ran"');
  await expect(
    region.life.stacks.send(new UpdateStackCommand({ StackName: "unkept", ...body(unkept) })),
  ).rejects.toThrow("No updates are to be performed.");
});
