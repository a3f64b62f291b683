// Queues and their policies as a stack makes, changes and deletes them.

import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { localIdentity } from "../../../src/aws/arn.ts";
import { Queues } from "../../../src/services/sqs/queues/queues.ts";
import { sqsQueue, sqsQueueInlinePolicy, sqsQueuePolicy } from "../../../src/services/sqs/resources.ts";
import { systemClock } from "../../../src/time/clock.ts";
import { TestedResource } from "../support/resource.ts";

let queues: Queues;
beforeEach(async () => {
  const endpoint = "http://127.0.0.1:4566";
  queues = await Queues.open({ directory: undefined, clock: systemClock, identity: localIdentity, endpoint });
});
afterEach(() => queues.close());

const url = (name: string) => `http://127.0.0.1:4566/000000000000/${name}`;
const attributesOf = (name: string) => Object.fromEntries(queues.getQueueAttributes(url(name)));

describe("a queue", () => {
  test("has the attributes and tags that it is to have, numbers and booleans also as texts", async () => {
    const queue = new TestedResource(sqsQueue, queues);
    expect(
      await queue.create({
        ...{ QueueName: "q.fifo", FifoQueue: "true", DelaySeconds: "5", VisibilityTimeout: 60 },
        ...{ KmsMasterKeyId: "alias/aws/sqs", Tags: [{ Key: "team", Value: "weather" }] },
      }),
    ).toEqual({
      ref: url("q.fifo"),
      attributes: {
        Arn: "arn:aws:sqs:us-east-1:000000000000:q.fifo",
        QueueName: "q.fifo",
        QueueUrl: url("q.fifo"),
      },
    });
    expect(attributesOf("q.fifo")).toMatchObject({
      ...{ FifoQueue: "true", DelaySeconds: "5", VisibilityTimeout: "60", KmsMasterKeyId: "alias/aws/sqs" },
    });
    expect([...queues.tagsOf(url("q.fifo"))]).toEqual([["team", "weather"]]);
    expect(queue.warnings).toEqual([]);
  });

  test("without a name is called as it is to be, and FIFO ones as they must", async () => {
    expect((await new TestedResource(sqsQueue, queues).create({})).ref).toBe(url("stack-R"));
    expect((await new TestedResource(sqsQueue, queues).create({ FifoQueue: true })).ref).toBe(
      url("stack-R.fifo"),
    );
    expect(
      (await new TestedResource(sqsQueue, queues, { mayExist: true }).create({ FifoQueue: false })).ref,
    ).toBe(url("stack-R"));
  });

  test("is changed in place, and what is no longer said is as it is by itself", async () => {
    const dead = await new TestedResource(sqsQueue, queues).create({ QueueName: "dead" });
    const queue = new TestedResource(sqsQueue, queues);
    const redrive = { deadLetterTargetArn: dead.attributes?.Arn ?? "", maxReceiveCount: "3" };
    await queue.create({
      QueueName: "q",
      DelaySeconds: 5,
      RedrivePolicy: redrive,
      Tags: [{ Key: "a", Value: "1" }],
    });
    await queues.sendMessage({ queueUrl: url("q"), messageBody: "kept" });
    const { ref } = await queue.update({ QueueName: "q", MaximumMessageSize: 2048 });
    expect(ref).toBe(url("q"));
    expect(attributesOf("q")).toMatchObject({ DelaySeconds: "0", MaximumMessageSize: "2048" });
    expect(attributesOf("q").RedrivePolicy).toBeUndefined();
    expect([...queues.tagsOf(ref)]).toEqual([]);
    expect(queues.messages("q").map(({ body }) => body)).toEqual(["kept"]);
  });

  test("that another made is not taken, but one of an earlier run is", async () => {
    await queues.createQueue({ queueName: "q" });
    await expect(new TestedResource(sqsQueue, queues).create({ QueueName: "q" })).rejects.toMatchObject({
      code: "AlreadyExists",
      message: `Resource of type 'AWS::SQS::Queue' with identifier '${url("q")}' already exists.`,
    });
    await new TestedResource(sqsQueue, queues, { mayExist: true }).create({
      QueueName: "q",
      DelaySeconds: 7,
    });
    expect(attributesOf("q")).toMatchObject({ DelaySeconds: "7" });
  });

  test("is deleted, and made again at once", async () => {
    const queue = new TestedResource(sqsQueue, queues);
    await queue.create({ QueueName: "q" });
    await queue.delete();
    expect(queues.listQueues()).toEqual([]);
    await queue.create({ QueueName: "q" });
    expect(queues.listQueues()).toEqual([url("q")]);
  });

  test("with a value that SQS does not take is refused in its words", async () => {
    await expect(new TestedResource(sqsQueue, queues).create({ DelaySeconds: 901 })).rejects.toMatchObject({
      code: "InvalidAttributeValue",
    });
  });

  test("with a property that there is not is told, with the one that was meant", async () => {
    const queue = new TestedResource(sqsQueue, queues);
    await queue.create({ VisibilityTimeOut: 5 });
    expect(queue.warnings).toEqual([
      '/Resources/R/Properties/VisibilityTimeOut: is no property of AWS::SQS::Queue that the local region knows, and has no effect; did you mean "VisibilityTimeout"?',
    ]);
  });
});

describe("a policy", () => {
  const document = (sid: string) => ({ Statement: [{ Sid: sid }] });

  beforeEach(async () => {
    for (const queueName of ["a", "b"]) await queues.createQueue({ queueName });
  });

  test("is on its queues, wherever they change, and gone with it", async () => {
    const policy = new TestedResource(sqsQueuePolicy, queues);
    const policies = () => ["a", "b"].map((name) => attributesOf(name).Policy);
    expect(await policy.create({ Queues: [url("a")], PolicyDocument: document("1") })).toEqual({
      ref: "stack-R",
      attributes: { Id: "stack-R" },
    });
    expect(policies()).toEqual([JSON.stringify(document("1")), undefined]);
    await policy.update({ Queues: [url("b")], PolicyDocument: document("2") });
    expect(policies()).toEqual([undefined, JSON.stringify(document("2"))]);
    await policy.delete();
    expect(policies()).toEqual([undefined, undefined]);
    await queues.deleteQueue(url("b"));
    await policy.delete();
  });

  test("may be of one queue", async () => {
    const policy = new TestedResource(sqsQueueInlinePolicy, queues);
    expect(await policy.create({ Queue: url("a"), PolicyDocument: document("1") })).toEqual({
      ref: url("a"),
    });
    expect(attributesOf("a").Policy).toBe(JSON.stringify(document("1")));
    await policy.delete();
    expect(attributesOf("a").Policy).toBeUndefined();
  });
});
