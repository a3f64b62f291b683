// SNS on the wire. It speaks only the Query protocol.

import { ServiceError } from "../aws/service-error.ts";
import type { PublishRequest } from "../topics/publication.ts";
import type { Subscription, Topics } from "../topics/topics.ts";
import { optionalList, optionalString, requiredString } from "./members.ts";
import { messageAttributes, namedTexts } from "./named-values.ts";
import type { Operation, ServiceApi, WireObject } from "./operation.ts";

export function snsApi(topics: Topics): ServiceApi {
  return {
    targetPrefix: "AmazonSimpleNotificationService",
    errorNamespace: "",
    jsonVersion: "1.0",
    query: { version: "2010-03-31", namespace: "http://sns.amazonaws.com/doc/2010-03-31/" },
    operations: {
      ...topicOperations(topics),
      ...subscriptionOperations(topics),
      ...publishOperations(topics),
    },
  };
}

function topicOperations(topics: Topics): Record<string, Operation> {
  return {
    async CreateTopic(request) {
      const keys = (optionalList(request, "Tags") ?? []).map((tag) => optionalString(tag, "Key"));
      if (new Set(keys).size < keys.length) {
        throw new ServiceError("InvalidParameter", "Invalid parameter: Duplicated keys are not allowed.");
      }
      const { topicArn } = topics.createTopic(
        requiredString(request, "Name"),
        namedTexts(request, "Attributes"),
      );
      await topics.committed();
      return { TopicArn: topicArn };
    },
    ListTopics: () => ({ Topics: topics.listTopics().map((TopicArn) => ({ TopicArn })) }),
    async DeleteTopic(request) {
      topics.deleteTopic(requiredString(request, "TopicArn"));
      await topics.committed();
      return {};
    },
    GetTopicAttributes: (request) => ({
      Attributes: topics.getTopicAttributes(requiredString(request, "TopicArn")),
    }),
    async SetTopicAttributes(request) {
      const value = optionalString(request, "AttributeValue") ?? "";
      topics.setTopicAttributes(
        requiredString(request, "TopicArn"),
        requiredString(request, "AttributeName"),
        value,
      );
      await topics.committed();
      return {};
    },
  };
}

function subscriptionOperations(topics: Topics): Record<string, Operation> {
  return {
    async Subscribe(request) {
      const attributes = namedTexts(request, "Attributes");
      const { subscriptionArn } = topics.subscribe({
        topicArn: requiredString(request, "TopicArn"),
        protocol: requiredString(request, "Protocol"),
        endpoint: requiredString(request, "Endpoint"),
        ...(attributes === undefined ? {} : { attributes }),
      });
      await topics.committed();
      return { SubscriptionArn: subscriptionArn };
    },
    async Unsubscribe(request) {
      topics.unsubscribe(requiredString(request, "SubscriptionArn"));
      await topics.committed();
      return {};
    },
    GetSubscriptionAttributes(request) {
      const subscription = topics.subscription(requiredString(request, "SubscriptionArn"));
      const own = Object.entries(fromSubscription(subscription)) as [string, string][];
      return { Attributes: new Map([...own, ...subscription.attributes]) };
    },
    async SetSubscriptionAttributes(request) {
      topics.setSubscriptionAttributes(
        requiredString(request, "SubscriptionArn"),
        requiredString(request, "AttributeName"),
        optionalString(request, "AttributeValue") ?? "",
      );
      await topics.committed();
      return {};
    },
    ListSubscriptions: () => ({ Subscriptions: topics.listSubscriptions().map(fromSubscription) }),
    ListSubscriptionsByTopic: (request) => ({
      Subscriptions: topics.listSubscriptions(requiredString(request, "TopicArn")).map(fromSubscription),
    }),
  };
}

function fromSubscription({ arn, topicArn, protocol, endpoint }: Subscription): WireObject {
  const owner = topicArn.split(":")[4] ?? "";
  return { SubscriptionArn: arn, Owner: owner, Protocol: protocol, Endpoint: endpoint, TopicArn: topicArn };
}

function publishOperations(topics: Topics): Record<string, Operation> {
  return {
    async Publish(request, call) {
      const topicArn = optionalString(request, "TopicArn") ?? requiredString(request, "TargetArn");
      const { messageId } = await topics.publish(toPublish(topicArn, request, call.traceHeader));
      return { MessageId: messageId };
    },
    async PublishBatch(request, call) {
      const topicArn = requiredString(request, "TopicArn");
      const successful: WireObject[] = [];
      const failed: WireObject[] = [];
      const entries = optionalList(request, "PublishBatchRequestEntries") ?? [];
      if (entries.length > 10) {
        throw new ServiceError(
          "TooManyEntriesInBatchRequest",
          "The batch request contains more entries than permissible.",
        );
      }
      for (const entry of entries) {
        const Id = requiredString(entry, "Id");
        try {
          const { messageId } = await topics.publish(toPublish(topicArn, entry, call.traceHeader));
          successful.push({ Id, MessageId: messageId });
        } catch (error) {
          if (!(error instanceof ServiceError) || error.code === "NotFound") throw error;
          failed.push({ Id, Code: error.code, Message: error.message, SenderFault: error.status < 500 });
        }
      }
      return { Successful: successful, Failed: failed };
    },
  };
}

function toPublish(topicArn: string, request: WireObject, traceHeader: string | undefined): PublishRequest {
  return {
    topicArn,
    message: requiredString(request, "Message"),
    subject: optionalString(request, "Subject"),
    messageStructure: optionalString(request, "MessageStructure"),
    messageAttributes: messageAttributes(request, "MessageAttributes"),
    messageDeduplicationId: optionalString(request, "MessageDeduplicationId"),
    messageGroupId: optionalString(request, "MessageGroupId"),
    traceHeader,
  };
}
