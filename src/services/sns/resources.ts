// AWS::SNS::Topic, AWS::SNS::TopicPolicy, AWS::SNS::TopicInlinePolicy and AWS::SNS::Subscription
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_SNS.html

import { alreadyExists } from "../../aws/template/already-exists.ts";
import type { Properties } from "../../aws/template/properties.ts";
import type { CreatedResource, ResourceKind } from "../../aws/template/resource-kind.ts";
import {
  checkSubscriptionAttribute,
  subscriptionAttributes,
} from "./subscriptions/subscription-attributes.ts";
import { templateSubscriptionArn } from "./topics/topic.ts";
import { defaultPolicy } from "./topics/topic-attributes.ts";
import type { Topics } from "./topics/topics.ts";

/** CloudFormation's properties that are the topic's attributes by the same name, and what they are where none is given. */
const topicAttributes: Readonly<Record<string, string>> = {
  ArchivePolicy: "{}",
  ContentBasedDeduplication: "false",
  DataProtectionPolicy: "",
  DisplayName: "",
  FifoThroughputScope: "Topic",
  KmsMasterKeyId: "",
  SignatureVersion: "1",
  TracingConfig: "PassThrough",
};

export const snsTopic: ResourceKind<Topics> = {
  type: "AWS::SNS::Topic",
  async create(properties, { service: topics, identity, generatedName, mayExist }) {
    const isFifo = properties.optionalBoolean("FifoTopic") === true;
    const name = properties.optionalText("TopicName") ?? `${generatedName}${isFifo ? ".fifo" : ""}`;
    const attributes = topicAttributesOf(properties);
    const arn = `arn:${identity.partition}:sns:${identity.region}:${identity.accountId}:${name}`;
    if (!topics.listTopics().includes(arn))
      topics.createTopic(name, isFifo ? new Map([...attributes, ["FifoTopic", "true"]]) : attributes);
    else if (!mayExist) throw alreadyExists("AWS::SNS::Topic", arn);
    else setTopicAttributes(topics, arn, attributes);
    topics.setTags(arn, new Map(Object.entries(properties.tags())));
    for (const subscription of properties.sections("Subscription")) subscribe(topics, arn, subscription);
    await topics.committed();
    return describedTopic(arn);
  },
  async update(properties, { service: topics, ref, former }) {
    properties.inert("FifoTopic", "TopicName");
    const attributes = topicAttributesOf(properties);
    const given = [...topicAttributesOf(former).keys()].filter((name) => !attributes.has(name));
    const taken = given.map((name) => [name, topicAttributes[name] ?? ""] as const);
    setTopicAttributes(topics, ref, new Map([...taken, ...attributes]));
    topics.setTags(ref, new Map(Object.entries(properties.tags())));
    const wanted = new Set(
      properties.sections("Subscription").map((subscription) => subscribe(topics, ref, subscription)),
    );
    for (const { arn } of former.sections("Subscription").map((each) => subscriberOf(ref, each)))
      if (!wanted.has(arn)) topics.subscriptions.unsubscribe(arn);
    await topics.committed();
    return describedTopic(ref);
  },
  async delete(ref, { service: topics }) {
    topics.deleteTopic(ref);
    await topics.committed();
  },
};

function describedTopic(arn: string): CreatedResource {
  return { ref: arn, attributes: { TopicArn: arn, TopicName: arn.slice(arn.lastIndexOf(":") + 1) } };
}

function topicAttributesOf(properties: Properties): ReadonlyMap<string, string> {
  properties.inert("DeliveryStatusLogging");
  properties.withoutEffect("MaximumMessageSize", "a message has at most 256 KiB");
  const texts = Object.keys(topicAttributes).flatMap((name) => {
    const text = properties.jsonText(name);
    return text === undefined ? [] : [[name, text] as const];
  });
  return new Map(texts);
}

function setTopicAttributes(topics: Topics, arn: string, attributes: ReadonlyMap<string, string>): void {
  for (const [name, value] of attributes) topics.setTopicAttributes(arn, name, value);
}

export const snsSubscription: ResourceKind<Topics> = {
  type: "AWS::SNS::Subscription",
  create: putSubscription,
  update: putSubscription,
  async delete(ref, { service: topics }) {
    topics.subscriptions.unsubscribe(ref);
    await topics.committed();
  },
};

async function putSubscription(
  properties: Properties,
  { service: topics }: { readonly service: Topics },
): Promise<CreatedResource> {
  properties.inert("Region");
  const arn = subscribe(topics, properties.text("TopicArn"), properties);
  await topics.committed();
  return { ref: arn, attributes: { Arn: arn } };
}

/** Whoever reads them is no part of the service. */
const ofPeople = new Set(["email", "email-json", "sms"]);

function subscribe(topics: Topics, topicArn: string, properties: Properties): string {
  const subscriber = subscriberOf(topicArn, properties);
  const attributes = subscriptionAttributes.flatMap((name) => {
    const text = properties.jsonText(name);
    return text === undefined ? [] : [[name, text] as const];
  });
  if (ofPeople.has(subscriber.protocol)) {
    const of = { protocol: subscriber.protocol, topicIsFifo: topicArn.endsWith(".fifo") };
    for (const [name, value] of attributes)
      checkSubscriptionAttribute({ name, value, ...of }, "Attributes Reason: ");
    properties.withoutEffect("Protocol", `nothing is sent by ${subscriber.protocol}`);
    return subscriber.arn;
  }
  const request = { topicArn, ...subscriber, attributes: new Map(attributes), ofTemplate: true };
  return topics.subscriptions.subscribe(request).subscriptionArn;
}

function subscriberOf(topicArn: string, properties: Properties) {
  const [protocol, endpoint] = [properties.text("Protocol"), properties.text("Endpoint")];
  return { protocol, endpoint, arn: templateSubscriptionArn(topicArn, protocol, endpoint) };
}

/** Policies are kept, and nothing is refused for want of permission. */
export const snsTopicPolicy: ResourceKind<Topics> = {
  type: "AWS::SNS::TopicPolicy",
  create(properties, { service: topics, generatedName }) {
    setPolicies(topics, properties.texts("Topics"), properties.jsonText("PolicyDocument"));
    return { ref: generatedName, attributes: { Id: generatedName } };
  },
  update(properties, { service: topics, ref, former }) {
    const arns = properties.texts("Topics");
    const left = former.texts("Topics").filter((arn) => !arns.includes(arn));
    setPolicies(topics, left, undefined);
    setPolicies(topics, arns, properties.jsonText("PolicyDocument"));
    return { ref, attributes: { Id: ref } };
  },
  delete: (_, { service: topics, former }) => setPolicies(topics, former.texts("Topics"), undefined),
};

export const snsTopicInlinePolicy: ResourceKind<Topics> = {
  type: "AWS::SNS::TopicInlinePolicy",
  create: putInlinePolicy,
  update: putInlinePolicy,
  delete: (ref, { service: topics }) => setPolicies(topics, [ref], undefined),
};

function putInlinePolicy(
  properties: Properties,
  { service: topics }: { readonly service: Topics },
): CreatedResource {
  const ref = properties.text("TopicArn");
  setPolicies(topics, [ref], properties.jsonText("PolicyDocument"));
  return { ref };
}

/** Without a policy those topics that are still there have the one that every topic has. */
function setPolicies(topics: Topics, arns: readonly string[], policy: string | undefined): void {
  const present = policy === undefined ? arns.filter((arn) => topics.listTopics().includes(arn)) : arns;
  for (const arn of present) topics.setTopicAttributes(arn, "Policy", policy ?? defaultPolicy(arn));
}
