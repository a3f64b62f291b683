// SNS on the wire. It speaks only the Query protocol.

import { parseArn } from "../../aws/arn.ts";
import { ServiceError } from "../../aws/service-error.ts";
import { optionalList, optionalString, requiredString } from "../../aws/wire/members.ts";
import { messageAttributes, namedTexts } from "../../aws/wire/named-values.ts";
import type { Operation, ServiceApi, WireObject } from "../../aws/wire/operation.ts";
import { checkBatchIds } from "./batch-checks.ts";
import { checkArn, invalidParameter } from "./invalid-parameter.ts";
import type { PublishRequest, PublishResult } from "./publication.ts";
import { refused } from "./refused-operations.ts";
import { effectiveSubscriptionAttributes } from "./subscription-attributes.ts";
import type { Subscription } from "./topic.ts";
import type { Topics } from "./topics.ts";

export function snsApi(topics: Topics): ServiceApi {
  return {
    name: "SNS",
    targetPrefix: "AmazonSimpleNotificationService",
    errorNamespace: "",
    jsonVersion: "1.0",
    query: { version: "2010-03-31", namespace: "http://sns.amazonaws.com/doc/2010-03-31/" },
    refused,
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
      topics.unsubscribe(required(request, "SubscriptionArn"));
      await topics.committed();
      return {};
    },
    GetSubscriptionAttributes(request) {
      const subscription = topics.subscription(requiredString(request, "SubscriptionArn"));
      return {
        Attributes: new Map([
          ...(Object.entries(fromSubscription(subscription)) as [string, string][]),
          ["SubscriptionPrincipal", `arn:aws:iam::${ownerOf(subscription)}:user/millrace`],
          ...effectiveSubscriptionAttributes(subscription.attributes),
        ]),
      };
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

function ownerOf({ topicArn }: Subscription): string {
  return topicArn.split(":")[4] ?? "";
}

function fromSubscription(subscription: Subscription): WireObject {
  const { arn, topicArn, protocol, endpoint } = subscription;
  return {
    SubscriptionArn: arn,
    Owner: ownerOf(subscription),
    Protocol: protocol,
    Endpoint: endpoint,
    TopicArn: topicArn,
  };
}

function publishOperations(topics: Topics): Record<string, Operation> {
  return {
    async Publish(request, call) {
      const topicArn = publishedTo(request);
      return fromPublished(await topics.publish(toPublish(topicArn, request, call.traceHeader)));
    },
    async PublishBatch(request, call) {
      const topicArn = required(request, "TopicArn");
      const entries = optionalList(request, "PublishBatchRequestEntries") ?? [];
      const ids = entries.map((entry) => requiredString(entry, "Id"));
      checkBatchIds(ids);
      const requests = entries.map((entry) => toPublish(topicArn, entry, call.traceHeader));
      topics.checkBatch(topicArn, requests);
      const successful: WireObject[] = [];
      const failed: WireObject[] = [];
      for (const [index, publication] of requests.entries()) {
        const Id = ids[index];
        try {
          successful.push({ Id, ...fromPublished(await topics.publish(publication)) });
        } catch (error) {
          if (!(error instanceof ServiceError) || error.code === "NotFound") throw error;
          failed.push({ Id, Code: error.code, Message: error.message, SenderFault: error.status < 500 });
        }
      }
      return { Successful: successful, Failed: failed };
    },
  };
}

/** Of TopicArn, TargetArn and PhoneNumber the one that is given. Throws InvalidParameter. */
function publishedTo(request: WireObject): string {
  const phone = optionalString(request, "PhoneNumber");
  if (phone !== undefined) {
    if (!/^\+?\d+(?:-\d+)*$/.test(phone))
      throw invalidParameter(`PhoneNumber Reason: ${phone} is not valid to publish to`);
    throw invalidParameter("PhoneNumber Reason: sms is not served here");
  }
  const topicArn = optionalString(request, "TopicArn");
  if (topicArn !== undefined) return topicArn;
  const target = optionalString(request, "TargetArn");
  if (target === undefined)
    throw invalidParameter("TopicArn or TargetArn Reason: no value for required parameter");
  checkArn("TargetArn", target);
  if (parseArn(target)?.resource.startsWith("endpoint/"))
    throw invalidParameter("TargetArn Reason: No endpoint found for the target arn specified");
  return target;
}

function fromPublished({ messageId, sequenceNumber }: PublishResult): WireObject {
  return { MessageId: messageId, SequenceNumber: sequenceNumber };
}

function required(request: WireObject, member: string): string {
  const text = optionalString(request, member);
  if (text !== undefined) return text;
  throw invalidParameter(`${member} Reason: no value for required parameter`);
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
