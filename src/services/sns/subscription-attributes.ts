// Which attributes a subscription has, and SNS's words for a name or a value that it does not take.
// https://docs.aws.amazon.com/sns/latest/api/API_SetSubscriptionAttributes.html

import { parseArn } from "../../aws/arn.ts";
import { ServiceError } from "../../aws/service-error.ts";
import { invalidParameter } from "./invalid-parameter.ts";

const known = new Set([
  "DeliveryPolicy",
  "FilterPolicy",
  "FilterPolicyScope",
  "RawMessageDelivery",
  "RedrivePolicy",
  "ReplayPolicy",
  "SubscriptionRoleArn",
]);

/** `where` precedes the reason when a subscription is made. Throws InvalidParameter. */
export function checkSubscriptionAttribute(name: string, value: string, where: string): void {
  if (!known.has(name))
    throw invalidParameter(where === "" ? "AttributeName" : `${where}Unknown attribute: ${name}`);
  if (name !== "RawMessageDelivery" || /^(?:true|false)$/i.test(value)) return;
  throw invalidParameter(`${where}RawMessageDelivery: Invalid value [${value}]. Must be true or false.`);
}

const elsewhere = new Set(["application", "email", "email-json", "firehose", "http", "https", "sms"]);

/** Throws InvalidParameter for a protocol or an endpoint that is none, or that is not served here. */
export function checkSubscriber(protocol: string, endpoint: string, topicIsFifo: boolean): void {
  if (protocol === "sms" && !/^\+?\d+(?:-\d+)*$/.test(endpoint))
    throw new ServiceError("InvalidParameter", `Invalid SMS endpoint: ${endpoint}`);
  if (elsewhere.has(protocol))
    throw invalidParameter(`Protocol: ${protocol} is not served here. Served are sqs and lambda.`);
  if (protocol !== "sqs" && protocol !== "lambda")
    throw invalidParameter(`Amazon SNS does not support this protocol string: ${protocol}`);
  const arn = parseArn(endpoint);
  if (arn?.service !== protocol)
    throw invalidParameter(protocol === "sqs" ? "SQS endpoint ARN" : "Lambda endpoint ARN");
  if (protocol === "sqs" && endpoint.endsWith(".fifo") && !topicIsFifo)
    throw invalidParameter(
      "Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics",
    );
}

/** Throws InvalidParameter if who subscribes again wants what the subscription that is there hasn't. */
export function checkSameSubscription(
  present: ReadonlyMap<string, string>,
  wanted: ReadonlyMap<string, string>,
): void {
  for (const [name, value] of wanted)
    if (present.get(name) !== value)
      throw invalidParameter("Attributes Reason: Subscription already exists with different attributes");
}

/**
 * What GetSubscriptionAttributes tells of a subscription to a queue or a function, which needs no confirmation. A scope is
 * told only beside its policy.
 */
export function effectiveSubscriptionAttributes(attributes: ReadonlyMap<string, string>) {
  const effective = new Map([
    ["ConfirmationWasAuthenticated", "true"],
    ["PendingConfirmation", "false"],
    ["RawMessageDelivery", "false"],
    ["FilterPolicyScope", "MessageAttributes"],
    ...attributes,
  ]);
  for (const name of ["FilterPolicy", "RedrivePolicy"])
    if (effective.get(name) === "") effective.delete(name);
  if (!effective.has("FilterPolicy")) effective.delete("FilterPolicyScope");
  return effective;
}
