// Moves of dead letters, permissions and metrics through the SDK, in JSON and in the Query protocol, and over a restart.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  AddPermissionCommand,
  CancelMessageMoveTaskCommand,
  GetQueueAttributesCommand,
  ListDeadLetterSourceQueuesCommand,
  ListMessageMoveTasksCommand,
  RemovePermissionCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from "@aws-sdk/client-sqs";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { localIdentity } from "../../../src/aws/arn.ts";
import { sqsApi } from "../../../src/services/sqs/api/api.ts";
import { Queues } from "../../../src/services/sqs/queues/queues.ts";
import { VirtualClock } from "../../../src/time/virtual-clock.ts";
import { type SdkServer, serve } from "../../server/sdk-server.ts";

const endpoint = "http://127.0.0.1:4566";
const clock = new VirtualClock();
const counted = new Map<string, number[]>();
let directory: string;
let queues: Queues;
let server: SdkServer;
let client: SQSClient;

const options = () => ({
  ...{ directory, clock, endpoint, identity: localIdentity },
  metrics: {
    series: (namespace: string, name: string, dimensions: Readonly<Record<string, string>>) => ({
      record(value: number) {
        const key = `${namespace} ${name} ${dimensions.QueueName}`;
        counted.set(key, [...(counted.get(key) ?? []), value]);
      },
    }),
  },
});

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "millrace-moves-"));
  queues = await Queues.open(options());
  queues.start();
  server = await serve(sqsApi(queues));
  client = new SQSClient(server.clientConfiguration);
});
afterEach(async () => {
  client.destroy();
  await server.close();
  queues.stop();
  await queues.close();
  await rm(directory, { recursive: true });
});

const arnOf = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`;
const arn = (name: string) => queues.queueArn(name);
const bodies = (name: string) => queues.messages(name).map(({ body }) => body);

/** A queue, its dead-letter queue, and as many letters in it. */
async function withLetters(name: string, letters: number): Promise<void> {
  await queues.createQueue({ queueName: `${name}-dead` });
  const policy = JSON.stringify({ deadLetterTargetArn: arn(`${name}-dead`), maxReceiveCount: 1 });
  await queues.createQueue({ queueName: name, attributes: new Map([["RedrivePolicy", policy]]) });
  for (let number = 0; number < letters; number++) await queues.send(name, `${name} ${number}`);
  const queueUrl = queues.queueUrl(name);
  for (let round = 0; round < 2; round++)
    await queues.receiveMessage({ queueUrl, maxNumberOfMessages: 10, visibilityTimeoutSeconds: 0 });
  expect(queues.messageCount(`${name}-dead`)).toBe(letters);
}

const start = (SourceArn: string, more: object = {}) =>
  client.send(new StartMessageMoveTaskCommand({ SourceArn, ...more }));
const list = async (SourceArn: string) =>
  (await client.send(new ListMessageMoveTasksCommand({ SourceArn, MaxResults: 10 }))).Results ?? [];
/** What a step of a move writes is on disk by the time the next call has been answered. */
async function passed(milliseconds: number): Promise<void> {
  for (let left = milliseconds; left > 0; left -= 100) {
    clock.advanceBy(Math.min(left, 100));
    await queues.setTags(queues.queueUrl("any"), new Map());
  }
}

describe("a move of dead letters", () => {
  beforeEach(() => queues.createQueue({ queueName: "any" }));

  test("takes them back to where they came from, as new messages", async () => {
    await withLetters("back", 3);
    const [old] = queues.messages("back-dead");
    await start(arn("back-dead"));
    await passed(500);
    expect(bodies("back")).toEqual(["back 0", "back 1", "back 2"]);
    expect(bodies("back-dead")).toEqual([]);
    expect(queues.messages("back")[0]).toMatchObject({ receiveCount: 0, sourceArn: undefined });
    expect(queues.messages("back")[0]?.messageId).not.toBe(old?.messageId);
    expect(await list(arn("back-dead"))).toEqual([
      {
        ApproximateNumberOfMessagesMoved: 3,
        ApproximateNumberOfMessagesToMove: 3,
        SourceArn: arn("back-dead"),
        StartedTimestamp: expect.any(Number),
        Status: "COMPLETED",
      },
    ]);
  });

  test("keeps to its rate, is cancelled, and another may follow", async () => {
    await withLetters("slow", 5);
    await queues.createQueue({ queueName: "elsewhere" });
    const request = { DestinationArn: arn("elsewhere"), MaxNumberOfMessagesPerSecond: 1 };
    const { TaskHandle } = await start(arn("slow-dead"), request);
    await passed(1500);
    expect(bodies("elsewhere")).toEqual(["slow 0", "slow 1"]);
    await expect(start(arn("slow-dead"))).rejects.toThrow("There is already a task running.");
    const cancelled = await client.send(new CancelMessageMoveTaskCommand({ TaskHandle }));
    expect(cancelled.ApproximateNumberOfMessagesMoved).toBe(2);
    await passed(3000);
    expect(bodies("elsewhere")).toHaveLength(2);
    await expect(client.send(new CancelMessageMoveTaskCommand({ TaskHandle }))).rejects.toThrow(
      "Task does not exist.",
    );
    await start(arn("slow-dead"));
    await passed(500);
    expect((await list(arn("slow-dead"))).map(({ Status }) => Status)).toEqual(["COMPLETED", "CANCELLED"]);
  });

  test("of no rate moves 500 a second", async () => {
    await withLetters("many", 10);
    await Promise.all(Array.from({ length: 600 }, (_, number) => queues.send("many", `more ${number}`)));
    const receive = {
      queueUrl: queues.queueUrl("many"),
      maxNumberOfMessages: 10,
      visibilityTimeoutSeconds: 0,
    };
    while (queues.messageCount("many") > 0) await queues.receiveMessage(receive);
    expect(queues.messageCount("many-dead")).toBe(610);
    await start(arn("many-dead"));
    await passed(900);
    expect(queues.messageCount("many")).toBeGreaterThan(400);
    expect(queues.messageCount("many")).toBeLessThanOrEqual(500);
    await passed(600);
    expect(queues.messageCount("many")).toBe(610);
  });

  test("fails over a letter that came from nowhere", async () => {
    await withLetters("lost", 0);
    await queues.send("lost-dead", "sent here");
    await start(arn("lost-dead"));
    await passed(200);
    expect(await list(arn("lost-dead"))).toMatchObject([
      { Status: "FAILED", FailureReason: "CouldNotDetermineMessageSource" },
    ]);
    expect(bodies("lost-dead")).toEqual(["sent here"]);
  });

  test("goes on after a restart with what is left", async () => {
    await withLetters("kept", 4);
    await start(arn("kept-dead"), { MaxNumberOfMessagesPerSecond: 1 });
    await passed(1500);
    expect(bodies("kept")).toHaveLength(2);
    queues.stop();
    await queues.close();
    queues = await Queues.open(options());
    queues.start();
    for (let seconds = 0; seconds < 5; seconds++) {
      clock.advanceBy(1000);
      await queues.createQueue({ queueName: "any" });
    }
    const kept = queues.messages("kept").map(({ body }) => body);
    expect(kept.sort()).toEqual(["kept 0", "kept 1", "kept 2", "kept 3"]);
    expect(queues.moves.list(arn("kept-dead"), 1)).toMatchObject([{ status: "COMPLETED", moved: 4 }]);
  });

  test.each([
    [{ SourceArn: arnOf("none") }, "SourceArn parameter doesn't exist."],
    [{ SourceArn: arnOf("any") }, "must be configured as a Dead Letter Queue."],
    [{ SourceArn: "any" }, "You must use this format to specify the SourceArn: arn:<partition>:<service>"],
    [
      { SourceArn: arnOf("dead"), DestinationArn: "" },
      "You must use this format to specify the DestinationArn",
    ],
    [{ SourceArn: arnOf("dead"), DestinationArn: arnOf("none") }, "DestinationArn parameter doesn't exist."],
    [{ SourceArn: arnOf("dead"), DestinationArn: arnOf("f.fifo") }, "must be same type of queue"],
  ])("of %j is refused", async (request, message) => {
    await queues.createQueue({ queueName: "dead" });
    await queues.createQueue({ queueName: "f.fifo", attributes: new Map([["FifoQueue", "true"]]) });
    const policy = JSON.stringify({ deadLetterTargetArn: arn("dead"), maxReceiveCount: 1 });
    await queues.createQueue({ queueName: "source", attributes: new Map([["RedrivePolicy", policy]]) });
    await expect(client.send(new StartMessageMoveTaskCommand(request))).rejects.toThrow(message);
  });
});

describe("a dead-letter queue says whose letters it takes", () => {
  const allow = (queueName: string, ...sources: readonly string[]) => {
    const policy =
      sources.length === 0
        ? { redrivePermission: "denyAll" }
        : { redrivePermission: "byQueue", sourceQueueArns: sources.map(arn) };
    const attributes = new Map([["RedriveAllowPolicy", JSON.stringify(policy)]]);
    return queues.setQueueAttributes(queues.queueUrl(queueName), attributes);
  };
  const redrivePolicy = () =>
    new Map([["RedrivePolicy", JSON.stringify({ deadLetterTargetArn: arn("dead"), maxReceiveCount: 1 })]]);

  test("a source that it does not allow cannot name it, neither made so nor changed to", async () => {
    await queues.createQueue({ queueName: "dead" });
    await queues.createQueue({ queueName: "other" });
    await allow("dead", "source");
    const attributes = redrivePolicy();
    const refusal = "Reason: Dead letter target does not allow the source queue.";
    await expect(queues.createQueue({ queueName: "another", attributes })).rejects.toThrow(refusal);
    await expect(queues.setQueueAttributes(queues.queueUrl("other"), attributes)).rejects.toThrow(refusal);
    await queues.createQueue({ queueName: "source", attributes });
    await allow("dead");
    await expect(queues.setQueueAttributes(queues.queueUrl("source"), attributes)).rejects.toThrow(refusal);
  });

  test("messages of a source that it came to refuse stay, and it cannot be redriven", async () => {
    await withLetters("left", 1);
    await allow("left-dead");
    await expect(start(arn("left-dead"))).rejects.toThrow("must be configured as a Dead Letter Queue.");
    await queues.send("left", "stays");
    const receive = () =>
      queues.receiveMessage({ queueUrl: queues.queueUrl("left"), visibilityTimeoutSeconds: 0 });
    for (let round = 0; round < 3; round++) expect(await receive()).toHaveLength(1);
    await allow("left-dead", "left");
    expect(await receive()).toEqual([]);
    expect(bodies("left-dead")).toEqual(["left 0", "stays"]);
  });
});

test("a dead-letter queue knows its sources, in pages", async () => {
  await queues.createQueue({ queueName: "dead" });
  const policy = JSON.stringify({ deadLetterTargetArn: arn("dead"), maxReceiveCount: 1 });
  for (const queueName of ["source-a", "source-b", "source-c"])
    await queues.createQueue({ queueName, attributes: new Map([["RedrivePolicy", policy]]) });
  const QueueUrl = queues.queueUrl("dead");
  const first = await client.send(new ListDeadLetterSourceQueuesCommand({ QueueUrl, MaxResults: 2 }));
  expect(first.queueUrls).toEqual([queues.queueUrl("source-a"), queues.queueUrl("source-b")]);
  const { NextToken } = first;
  const second = await client.send(
    new ListDeadLetterSourceQueuesCommand({ QueueUrl, MaxResults: 2, NextToken }),
  );
  expect(second.queueUrls).toEqual([queues.queueUrl("source-c")]);
  expect(second.NextToken).toBeUndefined();
});

describe("permissions", () => {
  const QueueUrl = `${endpoint}/000000000000/allowed`;
  const policy = async () => {
    const { Attributes } = await client.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["Policy"] }),
    );
    return JSON.parse(Attributes?.Policy ?? "null");
  };
  const add = (more: object) =>
    client.send(
      new AddPermissionCommand({
        ...{ QueueUrl, Label: "one", AWSAccountIds: ["111122223333"], Actions: ["SendMessage"] },
        ...more,
      }),
    );
  beforeEach(() => queues.createQueue({ queueName: "allowed" }));

  test("are statements of the queue's policy", async () => {
    await add({});
    await add({
      Label: "two",
      AWSAccountIds: ["111122223333", "444455556666"],
      Actions: ["*", "SendMessage"],
    });
    const root = (id: string) => `arn:aws:iam::${id}:root`;
    const Resource = arn("allowed");
    const both = { AWS: [root("111122223333"), root("444455556666")] };
    const one = { Sid: "one", Effect: "Allow", Principal: { AWS: root("111122223333") }, Resource };
    expect(await policy()).toEqual({
      Version: "2008-10-17",
      Id: `${Resource}/SQSDefaultPolicy`,
      Statement: [
        { ...one, Action: "SQS:SendMessage" },
        { Sid: "two", Effect: "Allow", Principal: both, Resource, Action: ["SQS:*", "SQS:SendMessage"] },
      ],
    });
    const remove = (Label: string) => client.send(new RemovePermissionCommand({ QueueUrl, Label }));
    await expect(remove("none")).rejects.toThrow("Reason: can't find label on existing policy.");
    for (const label of ["one", "two"]) await remove(label);
    expect(await policy()).toBeNull();
    await expect(remove("two")).rejects.toThrow("Reason: can't find label.");
  });

  test.each<[object, string]>([
    [{ Actions: [] }, "The request must contain the parameter Actions."],
    [{ AWSAccountIds: [] }, "The request must contain the parameter PrincipalId."],
    [
      { Actions: ["Fly"] },
      "Value SQS:Fly for parameter ActionName is invalid. Reason: Please refer to the appropriate WSDL for a list of valid actions. ",
    ],
    [
      { Actions: ["SendMessage", "RemovePermission"] },
      "Value SQS:RemovePermission for parameter ActionName is invalid. Reason: Only the queue owner is allowed to invoke this action.",
    ],
    [{ Label: "a b" }, "Value a b for parameter Label is invalid."],
    [{ Actions: Array(8).fill("SendMessage") }, "8 Actions were found, maximum allowed is 7."],
  ])("with %j are refused", async (more, message) => {
    await expect(add(more)).rejects.toThrow(message);
  });
});

test("what queues do, and what they hold each minute, is counted under AWS's names", async () => {
  await queues.createQueue({ queueName: "counted" });
  const queueUrl = queues.queueUrl("counted");
  await queues.send("counted", "12345");
  const [received] = await queues.receiveMessage({ queueUrl });
  await queues.send("counted", "later", { delaySeconds: 900 });
  await queues.receiveMessage({ queueUrl });
  clock.advanceBy(60_000);
  const of = (name: string) => counted.get(`AWS/SQS ${name} counted`);
  await queues.deleteMessage(queueUrl, received?.receiptHandle ?? "");
  expect(of("NumberOfMessagesSent")).toEqual([1, 1]);
  expect(of("SentMessageSize")).toEqual([5, 5]);
  expect(of("NumberOfMessagesReceived")).toEqual([1]);
  expect(of("NumberOfEmptyReceives")).toEqual([1]);
  expect(of("NumberOfMessagesDeleted")).toEqual([1]);
  expect(of("ApproximateNumberOfMessagesVisible")).toEqual([1]);
  expect(of("ApproximateNumberOfMessagesDelayed")).toEqual([1]);
  expect(of("ApproximateNumberOfMessagesNotVisible")).toEqual([0]);
  expect(of("ApproximateAgeOfOldestMessage")?.[0]).toBeGreaterThan(0);
});
