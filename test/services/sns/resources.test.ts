// Topics, their subscriptions and policies as a stack makes, changes and deletes them.

import { beforeEach, describe, expect, test } from "@jest/globals";
import { localIdentity } from "../../../src/aws/arn.ts";
import { delivered } from "../../../src/aws/delivery.ts";
import { compileSnsPattern } from "../../../src/event-patterns/compile-pattern.ts";
import {
  snsSubscription,
  snsTopic,
  snsTopicInlinePolicy,
  snsTopicPolicy,
} from "../../../src/services/sns/resources.ts";
import { Topics } from "../../../src/services/sns/topics/topics.ts";
import { systemClock } from "../../../src/time/clock.ts";
import { TestedResource } from "../support/resource.ts";

let topics: Topics;
beforeEach(async () => {
  topics = await openTopics();
});

const openTopics = () =>
  Topics.open({
    ...{ clock: systemClock, identity: localIdentity, endpoint: "http://127.0.0.1:4566" },
    compileFilter: compileSnsPattern,
    deliver: () => delivered,
  });

const arnOf = (name: string) => `arn:aws:sns:us-east-1:000000000000:${name}`;
const queueArn = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`;
const attributesOf = (name: string) => Object.fromEntries(topics.getTopicAttributes(arnOf(name)));
const endpointsOf = (name: string) => topics.subscriptions.list(arnOf(name)).map(({ endpoint }) => endpoint);
const toQueue = (name: string) => ({ Protocol: "sqs", Endpoint: queueArn(name) });

describe("a topic", () => {
  test("has the attributes and subscriptions that it is to have", async () => {
    const topic = new TestedResource(snsTopic, topics);
    const properties = { TopicName: "t", DisplayName: 5, KmsMasterKeyId: "k", Subscription: [toQueue("q")] };
    expect(await topic.create(properties)).toEqual({
      ref: arnOf("t"),
      attributes: { TopicArn: arnOf("t"), TopicName: "t" },
    });
    expect(attributesOf("t")).toMatchObject({ DisplayName: "5", KmsMasterKeyId: "k" });
    expect(endpointsOf("t")).toEqual([queueArn("q")]);
    expect(topic.warnings).toEqual([]);
  });

  test("may be FIFO", async () => {
    const topic = new TestedResource(snsTopic, topics);
    const { ref } = await topic.create({ FifoTopic: "true", ContentBasedDeduplication: true });
    expect(ref).toBe(arnOf("stack-R.fifo"));
    expect(attributesOf("stack-R.fifo")).toMatchObject({
      FifoTopic: "true",
      ContentBasedDeduplication: "true",
    });
    await topic.update({ FifoTopic: "true" });
    expect(attributesOf("stack-R.fifo")).toMatchObject({ ContentBasedDeduplication: "false" });
  });

  test("is changed in place, with who is subscribed", async () => {
    const topic = new TestedResource(snsTopic, topics);
    await topic.create({ TopicName: "t", DisplayName: "before", Subscription: [toQueue("a"), toQueue("b")] });
    topics.subscriptions.subscribe({
      topicArn: arnOf("t"),
      protocol: "sqs",
      endpoint: queueArn("of-a-client"),
    });
    await topic.update({ TopicName: "t", Subscription: [toQueue("b"), toQueue("c")] });
    expect(attributesOf("t")).toMatchObject({ DisplayName: "" });
    expect(endpointsOf("t").sort()).toEqual(["b", "c", "of-a-client"].map(queueArn));
  });

  test("that another made is not taken, but one of an earlier run is", async () => {
    topics.createTopic("t");
    await expect(new TestedResource(snsTopic, topics).create({ TopicName: "t" })).rejects.toMatchObject({
      code: "AlreadyExists",
    });
    const again = new TestedResource(snsTopic, topics, { mayExist: true });
    await again.create({ TopicName: "t", DisplayName: "now" });
    expect(attributesOf("t")).toMatchObject({ DisplayName: "now" });
    await again.delete();
    await again.delete();
    expect(topics.listTopics()).toEqual([]);
  });
});

describe("a subscription", () => {
  beforeEach(() => {
    topics.createTopic("t");
  });
  const properties = { TopicArn: arnOf("t"), ...toQueue("q") };
  const attributes = () =>
    topics.subscriptions.list(arnOf("t")).map((each) => Object.fromEntries(each.attributes));

  test("has the same ARN whenever it is made", async () => {
    const { ref, attributes: given } = await new TestedResource(snsSubscription, topics).create(properties);
    expect(given).toEqual({ Arn: ref });
    topics = await openTopics();
    topics.createTopic("t");
    expect((await new TestedResource(snsSubscription, topics).create(properties)).ref).toBe(ref);
  });

  test("is changed in place and deleted", async () => {
    const subscription = new TestedResource(snsSubscription, topics);
    const { ref } = await subscription.create({
      ...properties,
      RawMessageDelivery: "true",
      FilterPolicy: { a: [1] },
    });
    expect(attributes()).toEqual([{ RawMessageDelivery: "true", FilterPolicy: '{"a":[1]}' }]);
    expect((await subscription.update({ ...properties, FilterPolicy: '{"b":[2]}' })).ref).toBe(ref);
    expect(attributes()).toEqual([{ FilterPolicy: '{"b":[2]}' }]);
    await subscription.delete();
    expect(topics.subscriptions.list()).toEqual([]);
    await subscription.delete();
  });

  test.each(["email", "sms"])("by %s is told to do nothing", async (Protocol) => {
    const subscription = new TestedResource(snsSubscription, topics);
    const { ref } = await subscription.create({ TopicArn: arnOf("t"), Protocol, Endpoint: "somebody" });
    expect(ref.startsWith(`${arnOf("t")}:`)).toBe(true);
    expect(subscription.warnings).toEqual([
      `/Resources/R/Properties/Protocol: has no effect in the local region: nothing is sent by ${Protocol}`,
    ]);
    expect(topics.subscriptions.list()).toEqual([]);
    const raw = { TopicArn: arnOf("t"), Protocol, Endpoint: "somebody", RawMessageDelivery: false };
    await expect(subscription.create(raw)).rejects.toThrow(
      `Invalid parameter: Attributes Reason: Delivery protocol [${Protocol}] does not support raw message delivery.`,
    );
  });
});

describe("a policy", () => {
  const document = (sid: string) => ({ Statement: [{ Sid: sid }] });
  const sidOf = (name: string) => JSON.parse(attributesOf(name).Policy ?? "").Statement[0].Sid;

  test("is on its topics, wherever they change, and gone with it", async () => {
    for (const name of ["a", "b"]) topics.createTopic(name);
    const policy = new TestedResource(snsTopicPolicy, topics);
    expect(await policy.create({ Topics: [arnOf("a")], PolicyDocument: document("1") })).toEqual({
      ref: "stack-R",
      attributes: { Id: "stack-R" },
    });
    expect([sidOf("a"), sidOf("b")]).toEqual(["1", "__default_statement_ID"]);
    await policy.update({ Topics: [arnOf("b")], PolicyDocument: document("2") });
    expect([sidOf("a"), sidOf("b")]).toEqual(["__default_statement_ID", "2"]);
    topics.deleteTopic(arnOf("a"));
    await policy.delete();
    expect(sidOf("b")).toBe("__default_statement_ID");
  });

  test("may be of one topic", async () => {
    topics.createTopic("a");
    const policy = new TestedResource(snsTopicInlinePolicy, topics);
    expect(await policy.create({ TopicArn: arnOf("a"), PolicyDocument: document("1") })).toEqual({
      ref: arnOf("a"),
    });
    expect(sidOf("a")).toBe("1");
    await policy.delete();
    expect(sidOf("a")).toBe("__default_statement_ID");
  });
});
