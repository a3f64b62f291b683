// Subscriptions on the wire.

import { optionalBoolean, optionalString, requiredString } from "../../../aws/wire/members.ts";
import { namedTexts } from "../../../aws/wire/named-values.ts";
import type { Operation, WireObject } from "../../../aws/wire/operation.ts";
import { effectiveSubscriptionPolicy } from "../http/delivery-policy.ts";
import { effectiveSubscriptionAttributes } from "../subscriptions/subscription-attributes.ts";
import type { Subscription } from "../topics/topic.ts";
import type { Topics } from "../topics/topics.ts";
import { page } from "./pages.ts";
import { required } from "./required-member.ts";

export function subscriptionOperations(topics: Topics): Record<string, Operation> {
  return {
    async Subscribe(request) {
      const attributes = namedTexts(request, "Attributes");
      const { subscriptionArn } = topics.subscriptions.subscribe({
        topicArn: requiredString(request, "TopicArn"),
        protocol: requiredString(request, "Protocol"),
        endpoint: requiredString(request, "Endpoint"),
        ...(attributes === undefined ? {} : { attributes }),
      });
      await topics.committed();
      const isTold = optionalBoolean(request, "ReturnSubscriptionArn") === true;
      const isPending = topics.subscriptions.get(subscriptionArn).isPending;
      return { SubscriptionArn: isPending && !isTold ? "pending confirmation" : subscriptionArn };
    },
    async ConfirmSubscription(request) {
      const topicArn = required(request, "TopicArn");
      const token = required(request, "Token");
      const isAuthenticated = optionalString(request, "AuthenticateOnUnsubscribe")?.toLowerCase() === "true";
      const { arn } = topics.subscriptions.confirm(topicArn, token, isAuthenticated);
      await topics.committed();
      return { SubscriptionArn: arn };
    },
    async Unsubscribe(request) {
      topics.subscriptions.unsubscribe(required(request, "SubscriptionArn"));
      await topics.committed();
      return {};
    },
    GetSubscriptionAttributes(request) {
      const subscription = topics.subscriptions.get(requiredString(request, "SubscriptionArn"));
      return {
        Attributes: new Map([
          ...(Object.entries(fromSubscription(subscription)) as [string, string][]),
          ["SubscriptionArn", subscription.arn],
          ["SubscriptionPrincipal", `arn:aws:iam::${ownerOf(subscription)}:user/millrace`],
          ...effectiveSubscriptionAttributes(subscription),
          ...replayStatusOf(topics, subscription),
          ...deliveryPolicyOf(topics, subscription),
        ]),
      };
    },
    async SetSubscriptionAttributes(request) {
      topics.subscriptions.setAttribute(
        requiredString(request, "SubscriptionArn"),
        requiredString(request, "AttributeName"),
        optionalString(request, "AttributeValue") ?? "",
      );
      await topics.committed();
      return {};
    },
    ListSubscriptions: (request) => listed(topics.subscriptions.list(), request),
    ListSubscriptionsByTopic: (request) =>
      listed(topics.subscriptions.list(requiredString(request, "TopicArn")), request),
  };
}

function listed(subscriptions: readonly Subscription[], request: WireObject): WireObject {
  const token = optionalString(request, "NextToken");
  const { found, NextToken } = page(subscriptions, ({ arn }) => arn, token);
  return { Subscriptions: found.map(fromSubscription), NextToken };
}

function ownerOf({ topicArn }: Subscription): string {
  return topicArn.split(":")[4] ?? "";
}

function fromSubscription(subscription: Subscription): WireObject {
  const { arn, topicArn, protocol, endpoint, isPending } = subscription;
  return {
    SubscriptionArn: isPending ? "PendingConfirmation" : arn,
    Owner: ownerOf(subscription),
    Protocol: protocol,
    Endpoint: endpoint,
    TopicArn: topicArn,
  };
}

function replayStatusOf(topics: Topics, { arn }: Subscription): readonly [string, string][] {
  const status = topics.subscriptions.replayStatus(arn);
  return status === undefined ? [] : [["ReplayStatus", status]];
}

/** Only HTTP endpoints have one. */
function deliveryPolicyOf(
  topics: Topics,
  { protocol, topicArn, attributes }: Subscription,
): readonly [string, string][] {
  if (!/^https?$/.test(protocol)) return [];
  const ofTopic = topics.getTopicAttributes(topicArn).get("DeliveryPolicy");
  const effective = effectiveSubscriptionPolicy(ofTopic, attributes.get("DeliveryPolicy"));
  return [["EffectiveDeliveryPolicy", effective]];
}
