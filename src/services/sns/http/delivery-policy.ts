// When what an HTTP endpoint did not take is sent again. SNS developer guide, "Amazon SNS message delivery retries".

import { isJsonObject, type Json, type JsonObject, objectOrEmpty } from "../../../aws/json.ts";
import { jsonObjectOrUndefined } from "../../../aws/json-text.ts";
import { invalidParameter } from "../api/invalid-parameter.ts";

export interface RetryPolicy {
  /** In seconds. */
  readonly minDelayTarget: number;
  /** In seconds. */
  readonly maxDelayTarget: number;
  readonly numRetries: number;
  readonly numMaxDelayRetries: number;
  readonly numNoDelayRetries: number;
  readonly numMinDelayRetries: number;
  readonly backoffFunction: string;
}

const usual: RetryPolicy = {
  minDelayTarget: 20,
  maxDelayTarget: 20,
  numRetries: 3,
  numMaxDelayRetries: 0,
  numNoDelayRetries: 0,
  numMinDelayRetries: 0,
  backoffFunction: "linear",
};
const usualRequest = { headerContentType: "text/plain; charset=UTF-8" };
const curves: Readonly<Record<string, (part: number) => number>> = {
  linear: (part) => part,
  arithmetic: (part) => part ** 1.5,
  geometric: (part) => part ** 2,
  exponential: (part) => (2 ** (10 * part) - 1) / 1023,
};

/** `text` is an attribute's, already known to be JSON or empty. Throws InvalidParameter, which `where` precedes. */
export function checkDeliveryPolicy(text: string, where = ""): void {
  const policy = objectOf(text);
  const given = retryIn(policy);
  const refuse = (reason: string) => invalidParameter(`${where}DeliveryPolicy: ${reason}`);
  for (const [name, value] of Object.entries(given)) {
    if (name === "backoffFunction") {
      if (typeof value !== "string" || !Object.hasOwn(curves, value)) throw refuse(`${name} is invalid`);
    } else if (typeof value !== "number" || !Number.isInteger(value) || value < 0)
      throw refuse(`${name} must be a whole number that is not negative`);
  }
  const { minDelayTarget, maxDelayTarget, numRetries } = { ...usual, ...given };
  if (minDelayTarget < 1 || minDelayTarget > 3600) throw refuse("minDelayTarget must be between 1 and 3600");
  if (maxDelayTarget < minDelayTarget || maxDelayTarget > 3600)
    throw refuse("maxDelayTarget must be between minDelayTarget and 3600");
  if (numRetries > 100) throw refuse("numRetries must be at most 100");
}

/** What GetTopicAttributes tells as EffectiveDeliveryPolicy. */
export function effectiveTopicPolicy(text = ""): string {
  const { http } = objectOf(text);
  const given = objectOrEmpty(http);
  return JSON.stringify({
    http: {
      defaultHealthyRetryPolicy: { ...usual, ...retryIn({ http: given }) },
      disableSubscriptionOverrides: given.disableSubscriptionOverrides ?? false,
      ...(given.defaultThrottlePolicy === undefined
        ? {}
        : { defaultThrottlePolicy: given.defaultThrottlePolicy }),
      defaultRequestPolicy: isJsonObject(given.defaultRequestPolicy)
        ? given.defaultRequestPolicy
        : usualRequest,
    },
  });
}

/** What GetSubscriptionAttributes tells of an HTTP endpoint as EffectiveDeliveryPolicy. */
export function effectiveSubscriptionPolicy(ofTopic = "", ofSubscription = ""): string {
  const { throttlePolicy = null, requestPolicy = usualRequest } = objectOf(ofSubscription);
  return JSON.stringify({
    healthyRetryPolicy: retryPolicyOf(ofTopic, ofSubscription),
    sicklyRetryPolicy: null,
    throttlePolicy,
    requestPolicy,
    guaranteed: false,
  });
}

/** The texts of both DeliveryPolicy attributes: the subscription's goes before the topic's, unless that forbids it. */
export function retryPolicyOf(ofTopic = "", ofSubscription = ""): RetryPolicy {
  const topic = objectOf(ofTopic);
  const isFixed = isJsonObject(topic.http) && topic.http.disableSubscriptionOverrides === true;
  return { ...usual, ...retryIn(topic), ...(isFixed ? {} : retryIn(objectOf(ofSubscription))) };
}

/** How long to wait before each retry, in seconds. */
export function retryDelays(policy: RetryPolicy): readonly number[] {
  const { minDelayTarget: least, maxDelayTarget: most, numRetries } = policy;
  const { numNoDelayRetries: atOnce, numMinDelayRetries: atLeast, numMaxDelayRetries: atMost } = policy;
  const between = Math.max(0, numRetries - atOnce - atLeast - atMost);
  const curve = curves[policy.backoffFunction] ?? ((part: number) => part);
  const rising = Array.from({ length: between }, (_, index) =>
    between === 1 ? least : least + (most - least) * curve(index / (between - 1)),
  );
  const delays = [
    ...Array(atOnce).fill(0),
    ...Array(atLeast).fill(least),
    ...rising,
    ...Array(atMost).fill(most),
  ];
  return delays.slice(0, numRetries);
}

/** The retries of a topic's policy or a subscription's. */
function retryIn(policy: JsonObject): Partial<RetryPolicy> {
  const { http, healthyRetryPolicy } = policy;
  const found = isJsonObject(http) ? http.defaultHealthyRetryPolicy : healthyRetryPolicy;
  return isJsonObject(found) ? (Object.fromEntries(known(found)) as Partial<RetryPolicy>) : {};
}

function known(found: JsonObject): readonly (readonly [string, Json])[] {
  return Object.entries(found).filter(([name, value]) => Object.hasOwn(usual, name) && value !== null);
}

function objectOf(text: string): JsonObject {
  return jsonObjectOrUndefined(text) ?? {};
}
