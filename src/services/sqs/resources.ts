// AWS::SQS::Queue, AWS::SQS::QueuePolicy and AWS::SQS::QueueInlinePolicy
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sqs-queue.html

import { alreadyExists } from "../../aws/template/already-exists.ts";
import type { Properties } from "../../aws/template/properties.ts";
import type { CreatedResource, ResourceKind } from "../../aws/template/resource-kind.ts";
import { defaultAttribute } from "./queues/queue-attributes.ts";
import type { Queues } from "./queues/queues.ts";

/** CloudFormation's properties that are the queue's attributes by the same name. */
const attributeNames = [
  "ContentBasedDeduplication",
  "DeduplicationScope",
  "DelaySeconds",
  "FifoQueue",
  "FifoThroughputLimit",
  "KmsDataKeyReusePeriodSeconds",
  "KmsMasterKeyId",
  "MaximumMessageSize",
  "MessageRetentionPeriod",
  "ReceiveMessageWaitTimeSeconds",
  "RedriveAllowPolicy",
  "RedrivePolicy",
  "SqsManagedSseEnabled",
  "VisibilityTimeout",
];

export const sqsQueue: ResourceKind<Queues> = {
  type: "AWS::SQS::Queue",
  async create(properties, { service: queues, generatedName, mayExist }) {
    const isFifo = properties.optionalBoolean("FifoQueue") === true;
    const queueName = properties.optionalText("QueueName") ?? `${generatedName}${isFifo ? ".fifo" : ""}`;
    const queueUrl = queues.queueUrl(queueName);
    const attributes = attributesOf(properties);
    const tags = tagsOf(properties);
    if (!queues.listQueues(queueName).includes(queueUrl))
      await queues.createQueue({ queueName, attributes, tags });
    else if (!mayExist) throw alreadyExists("AWS::SQS::Queue", queueUrl);
    else await settle(queues, queueUrl, { attributes, tags });
    return described(queues, queueUrl);
  },
  async update(properties, { service: queues, ref, former }) {
    properties.inert("QueueName");
    const attributes = attributesOf(properties);
    const given = [...attributesOf(former).keys()].filter((name) => !attributes.has(name));
    const taken = given.map((name) => [name, defaultAttribute(name)] as const);
    await settle(queues, ref, { attributes: new Map([...taken, ...attributes]), tags: tagsOf(properties) });
    return described(queues, ref);
  },
  delete: (ref, { service: queues }) => queues.deleteQueue(ref, { freesName: true }),
};

interface QueueSettings {
  readonly attributes: ReadonlyMap<string, string>;
  readonly tags: ReadonlyMap<string, string>;
}

async function settle(queues: Queues, queueUrl: string, { attributes, tags }: QueueSettings): Promise<void> {
  if (attributes.size > 0) await queues.setQueueAttributes(queueUrl, attributes);
  await queues.setTags(queueUrl, tags);
}

function described(queues: Queues, queueUrl: string): CreatedResource {
  const queueName = queueUrl.slice(queueUrl.lastIndexOf("/") + 1);
  return {
    ref: queueUrl,
    attributes: { Arn: queues.queueArn(queueName), QueueName: queueName, QueueUrl: queueUrl },
  };
}

function attributesOf(properties: Properties): ReadonlyMap<string, string> {
  const texts = attributeNames.flatMap((name) => {
    const value = properties.json(name);
    if (value === undefined) return [];
    return [[name, typeof value === "object" ? JSON.stringify(value) : String(value)] as const];
  });
  // A queue that is not FIFO does not have the attribute, which a template may say all the same.
  return new Map(texts.filter(([name, value]) => name !== "FifoQueue" || value !== "false"));
}

function tagsOf(properties: Properties): ReadonlyMap<string, string> {
  return new Map(Object.entries(properties.tags()));
}

/** Policies are kept, and nothing is refused for want of permission. */
export const sqsQueuePolicy: ResourceKind<Queues> = {
  type: "AWS::SQS::QueuePolicy",
  async create(properties, { service: queues, generatedName }) {
    await setPolicies(queues, properties.texts("Queues"), properties.jsonText("PolicyDocument"));
    return { ref: generatedName, attributes: { Id: generatedName } };
  },
  async update(properties, { service: queues, ref, former }) {
    const urls = properties.texts("Queues");
    await setPolicies(
      queues,
      former.texts("Queues").filter((url) => !urls.includes(url)),
      "",
    );
    await setPolicies(queues, urls, properties.jsonText("PolicyDocument"));
    return { ref, attributes: { Id: ref } };
  },
  delete: (_, { service: queues, former }) => setPolicies(queues, former.texts("Queues"), ""),
};

export const sqsQueueInlinePolicy: ResourceKind<Queues> = {
  type: "AWS::SQS::QueueInlinePolicy",
  create: putInlinePolicy,
  update: putInlinePolicy,
  delete: (ref, { service: queues }) => setPolicies(queues, [ref], ""),
};

async function putInlinePolicy(
  properties: Properties,
  { service: queues }: { readonly service: Queues },
): Promise<CreatedResource> {
  const ref = properties.text("Queue");
  await setPolicies(queues, [ref], properties.jsonText("PolicyDocument"));
  return { ref };
}

async function setPolicies(queues: Queues, urls: readonly string[], policy = ""): Promise<void> {
  const present = urls.filter((url) => policy !== "" || queues.listQueues().includes(url));
  for (const url of present) await queues.setQueueAttributes(url, new Map([["Policy", policy]]));
}
