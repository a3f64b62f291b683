// AWS::SQS::Queue and its policies

import { byId, inertKind } from "../../aws/template/inert-kind.ts";
import type { Properties } from "../../aws/template/properties.ts";
import type { ResourceKind } from "../../aws/template/resource-kind.ts";
import type { Queues } from "./queues.ts";

/** CloudFormation's properties that are the queue's attributes by the same name. */
const attributes = [
  "ContentBasedDeduplication",
  "DeduplicationScope",
  "DelaySeconds",
  "FifoQueue",
  "FifoThroughputLimit",
  "MaximumMessageSize",
  "MessageRetentionPeriod",
  "ReceiveMessageWaitTimeSeconds",
  "VisibilityTimeout",
];

export const sqsQueue: ResourceKind<Queues> = {
  type: "AWS::SQS::Queue",
  async create(properties, { service: queues, generatedName }) {
    properties.inert("KmsDataKeyReusePeriodSeconds", "KmsMasterKeyId", "SqsManagedSseEnabled", "Tags");
    const queueName = properties.optionalText("QueueName") ?? generatedName;
    const wanted = attributesOf(properties);
    const { queueUrl } = queues.listQueues(queueName).some((url) => url.endsWith(`/${queueName}`))
      ? queues.getQueueUrl(queueName)
      : await queues.createQueue({ queueName, attributes: wanted });
    if (wanted.size > 0) await queues.setQueueAttributes(queueUrl, wanted);
    return {
      ref: queueUrl,
      attributes: { Arn: queues.queueArn(queueName), QueueName: queueName, QueueUrl: queueUrl },
    };
  },
};

/** Nothing is refused for want of permission. */
export const sqsPolicies: readonly ResourceKind<unknown>[] = [
  inertKind("AWS::SQS::QueuePolicy", byId),
  inertKind("AWS::SQS::QueueInlinePolicy", ({ properties }) => ({ ref: properties.text("Queue") })),
];

function attributesOf(properties: Properties): ReadonlyMap<string, string> {
  const texts = attributes.flatMap((name) => {
    const value = properties.json(name);
    return value === undefined ? [] : [[name, String(value)] as const];
  });
  const redrivePolicy = properties.json("RedrivePolicy");
  if (redrivePolicy === undefined) return new Map(texts);
  const text = typeof redrivePolicy === "string" ? redrivePolicy : JSON.stringify(redrivePolicy);
  return new Map([...texts, ["RedrivePolicy", text]]);
}
