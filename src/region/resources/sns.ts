// AWS::SNS::Topic and AWS::SNS::Subscription

import type { Parts } from "../parts.ts";
import type { Properties } from "./properties.ts";
import type { ResourceKind } from "./resource-kind.ts";

export const snsTopic: ResourceKind = {
  type: "AWS::SNS::Topic",
  create(properties, { parts, generatedName }) {
    properties.inert(
      "DataProtectionPolicy",
      "DeliveryStatusLogging",
      "KmsMasterKeyId",
      "Tags",
      "TracingConfig",
    );
    if (properties.optionalBoolean("FifoTopic") === true) {
      properties.refuse("FifoTopic", "messages would not be kept in order");
    }
    const name = properties.optionalText("TopicName") ?? generatedName;
    const displayName = properties.optionalText("DisplayName");
    const { topicArn } = parts.topics.createTopic(name);
    parts.topics.setTopicAttributes(topicArn, "DisplayName", displayName ?? "");
    for (const subscription of properties.sections("Subscription")) subscribe(parts, topicArn, subscription);
    return { ref: topicArn, attributes: { TopicArn: topicArn, TopicName: name } };
  },
};

export const snsSubscription: ResourceKind = {
  type: "AWS::SNS::Subscription",
  create(properties, { parts }) {
    properties.inert("DeliveryPolicy", "Region", "SubscriptionRoleArn");
    return { ref: subscribe(parts, properties.text("TopicArn"), properties) };
  },
};

function subscribe({ topics }: Parts, topicArn: string, properties: Properties): string {
  const attributes = new Map<string, string>();
  for (const name of ["FilterPolicy", "FilterPolicyScope", "RawMessageDelivery", "RedrivePolicy"]) {
    const value = properties.json(name);
    if (value !== undefined)
      attributes.set(name, typeof value === "object" ? JSON.stringify(value) : String(value));
  }
  const { subscriptionArn } = topics.subscribe({
    topicArn,
    protocol: properties.text("Protocol"),
    endpoint: properties.text("Endpoint"),
    attributes,
    ofTemplate: true,
  });
  return subscriptionArn;
}
