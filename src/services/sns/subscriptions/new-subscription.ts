// How a subscription comes to be, and how its subscriber confirms it.

import { randomUUID } from "node:crypto";
import { ServiceError } from "../../../aws/service-error.ts";
import { invalidParameter } from "../api/invalid-parameter.ts";
import {
  isToken,
  newToken,
  type Subscription,
  type Topic,
  templateSubscriptionArn,
} from "../topics/topic.ts";
import type { Filter } from "./filter-policy.ts";
import { needsConfirmation } from "./subscription-attributes.ts";

export interface SubscribeRequest {
  readonly topicArn: string;
  readonly protocol: string;
  readonly endpoint: string;
  readonly attributes?: ReadonlyMap<string, string>;
  /** @default false */
  readonly ofTemplate?: boolean;
}

/** `same`: the one that it takes the place of. */
export function newSubscription(
  request: Required<SubscribeRequest> & { readonly filter: Filter | undefined },
  same: Subscription | undefined,
): Subscription {
  const { topicArn, protocol, endpoint, attributes, filter, ofTemplate } = request;
  const isAsked = needsConfirmation(protocol);
  return {
    arn:
      same?.arn ??
      (ofTemplate ? templateSubscriptionArn(topicArn, protocol, endpoint) : `${topicArn}:${randomUUID()}`),
    ...{ topicArn, protocol, endpoint, attributes, filter, ofTemplate },
    token: same === undefined && isAsked ? newToken() : same?.token,
    isPending: same === undefined ? isAsked : same.isPending,
    isAuthenticated: same?.isAuthenticated ?? false,
  };
}

/** Throws InvalidParameter, also for a topic that is not there. */
export function subscriptionOfToken(topic: Topic | undefined, token: string): Subscription {
  if (!isToken(token)) throw new ServiceError("InvalidParameter", "Invalid token");
  const subscriptions = [...(topic?.subscriptions.values() ?? [])];
  const subscription = subscriptions.find((each) => each.token === token);
  if (subscription === undefined) throw invalidParameter("Token");
  return subscription;
}
