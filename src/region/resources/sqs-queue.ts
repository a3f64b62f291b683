// AWS::SQS::Queue

import type { Properties } from "./properties.ts";
import type { ResourceKind } from "./resource-kind.ts";

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

export const sqsQueue: ResourceKind = {
  type: "AWS::SQS::Queue",
  async create(properties, { parts, generatedName }) {
    properties.inert("KmsDataKeyReusePeriodSeconds", "KmsMasterKeyId", "SqsManagedSseEnabled", "Tags");
    const queueName = properties.optionalText("QueueName") ?? generatedName;
    const wanted = attributesOf(properties);
    const { queueUrl } = parts.queues.listQueues(queueName).some((url) => url.endsWith(`/${queueName}`))
      ? parts.queues.getQueueUrl(queueName)
      : await parts.queues.createQueue({ queueName, attributes: wanted });
    if (wanted.size > 0) await parts.queues.setQueueAttributes(queueUrl, wanted);
    return {
      ref: queueUrl,
      attributes: { Arn: parts.queues.queueArn(queueName), QueueName: queueName, QueueUrl: queueUrl },
    };
  },
};

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
