// AWS::SNS::Topic, its policies, and AWS::SNS::Subscription

import { byId, inertKind } from "../../aws/template/inert-kind.ts";
import type { Properties } from "../../aws/template/properties.ts";
import type { ResourceKind } from "../../aws/template/resource-kind.ts";
import type { Topics } from "./topics.ts";

export const snsTopic: ResourceKind<Topics> = {
  type: "AWS::SNS::Topic",
  create(properties, { service: topics, generatedName }) {
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
    const { topicArn } = topics.createTopic(name);
    topics.setTopicAttributes(topicArn, "DisplayName", displayName ?? "");
    for (const subscription of properties.sections("Subscription")) subscribe(topics, topicArn, subscription);
    return { ref: topicArn, attributes: { TopicArn: topicArn, TopicName: name } };
  },
};

export const snsSubscription: ResourceKind<Topics> = {
  type: "AWS::SNS::Subscription",
  create(properties, { service: topics }) {
    properties.inert("DeliveryPolicy", "Region", "SubscriptionRoleArn");
    const subscriptionArn = subscribe(topics, properties.text("TopicArn"), properties);
    return { ref: subscriptionArn, attributes: { Arn: subscriptionArn } };
  },
};

/** Nothing is refused for want of permission. */
export const snsPolicies: readonly ResourceKind<unknown>[] = [
  inertKind("AWS::SNS::TopicPolicy", byId),
  inertKind("AWS::SNS::TopicInlinePolicy", ({ properties }) => ({ ref: properties.text("TopicArn") })),
];

function subscribe(topics: Topics, topicArn: string, properties: Properties): string {
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
