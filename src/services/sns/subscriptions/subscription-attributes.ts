// Which attributes a subscription has, and SNS's words for a name or a value that it does not take.
// https://docs.aws.amazon.com/sns/latest/api/API_SetSubscriptionAttributes.html

import { parseArn } from "../../../aws/arn.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import { checkArn, invalidParameter } from "../api/invalid-parameter.ts";
import { isNoPolicy } from "../archives/archive-policy.ts";
import { replaySpanOf } from "../archives/replay-policy.ts";
import { checkDeliveryPolicy } from "../http/delivery-policy.ts";
import type { Subscription } from "../topics/topic.ts";

export const subscriptionAttributes: readonly string[] = [
  "DeliveryPolicy",
  "FilterPolicy",
  "FilterPolicyScope",
  "RawMessageDelivery",
  "RedrivePolicy",
  "ReplayPolicy",
  "SubscriptionRoleArn",
];

/** Whose subscribers may be sent the message alone. */
const canBeRaw = /^(?:firehose|https?|sqs)$/;

/**
 * @param given the attribute's name and value, its subscription's protocol, and whether its topic is a FIFO topic, which alone can be replayed
 * @param where precedes the reason when a subscription is made
 * @throws InvalidParameter
 */
export function checkSubscriptionAttribute(
  {
    name,
    value,
    protocol,
    topicIsFifo,
  }: {
    readonly name: string;
    readonly value: string;
    readonly protocol: string;
    readonly topicIsFifo: boolean;
  },
  where: "" | "Attributes Reason: ",
): void {
  if (!subscriptionAttributes.includes(name) || (name === "ReplayPolicy" && !topicIsFifo))
    throw invalidParameter(where === "" ? "AttributeName" : `${where}Unknown attribute: ${name}`);
  if (name === "DeliveryPolicy") checkDeliveryPolicy(value, where);
  if (name === "ReplayPolicy" && !isNoPolicy(value)) replaySpanOf(value, where);
  if (name !== "RawMessageDelivery") return;
  // Also where it is to be false.
  if (!canBeRaw.test(protocol))
    throw invalidParameter(`${where}Delivery protocol [${protocol}] does not support raw message delivery.`);
  if (/^(?:true|false)$/i.test(value)) return;
  throw invalidParameter(`${where}RawMessageDelivery: Invalid value [${value}]. Must be true or false.`);
}

/** Throws InvalidParameter. */
export function checkSubscriptionArn(arn: string): void {
  checkArn("SubscriptionArn", arn);
  if (arn.split(":").length < 7) throw invalidParameter("SubscriptionId");
}

/** Throws InvalidParameter for a subscriber that is told in a role, and has none. */
export function checkSubscriptionRole(protocol: string, attributes: ReadonlyMap<string, string>): void {
  const role = attributes.get("SubscriptionRoleArn");
  if (role === undefined && protocol !== "firehose") return;
  if (role !== undefined && parseArn(role)?.resource.startsWith("role/") === true) return;
  throw invalidParameter(
    "Attributes Reason: SubscriptionRoleArn must be the ARN of a role for the protocol firehose",
  );
}

/** Whose endpoint has to say that it wants to be told. */
export function needsConfirmation(protocol: string): boolean {
  return /^(?:https?|email(?:-json)?)$/.test(protocol);
}

/** Of a FIFO topic, whose order no other subscriber would keep. */
const notOfFifo = /^(?:application|email(?:-json)?|firehose|https?|lambda|sms)$/;

/** Throws InvalidParameter for a protocol or an endpoint that is none, or that is not served here. */
export function checkSubscriber(protocol: string, endpoint: string, topicIsFifo: boolean): void {
  if (topicIsFifo && notOfFifo.test(protocol)) throw invalidParameter(`Invalid protocol type: ${protocol}`);
  switch (protocol) {
    case "sms":
      if (/^\+?\d+(?:[-./]\d+)*$/.test(endpoint)) return;
      throw new ServiceError("InvalidParameter", `Invalid SMS endpoint: ${endpoint}`);
    case "http":
    case "https":
      if (!endpoint.toLowerCase().startsWith(`${protocol}://`))
        throw invalidParameter("Endpoint must match the specified protocol");
      if (!URL.canParse(endpoint)) throw invalidParameter("HTTP(S) endpoint");
      return;
    case "email":
    case "email-json":
      if (/^[^@\s]+@[^@\s]+$/.test(endpoint)) return;
      throw invalidParameter("Email address");
    case "application":
      if (/^arn:[^:]+:sns:[^:]*:[^:]*:endpoint\//.test(endpoint)) return;
      throw invalidParameter("Application endpoint arn invalid");
    case "firehose":
    case "sqs":
    case "lambda":
      checkArnOf(protocol, endpoint, topicIsFifo);
      return;
    default:
      throw invalidParameter(`Amazon SNS does not support this protocol string: ${protocol}`);
  }
}

const arnsCalled = { firehose: "Firehose", lambda: "Lambda", sqs: "SQS" } as const;

function checkArnOf(protocol: keyof typeof arnsCalled, endpoint: string, topicIsFifo: boolean): void {
  const arn = parseArn(endpoint);
  if (arn?.service !== protocol) throw invalidParameter(`${arnsCalled[protocol]} endpoint ARN`);
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

/** What GetSubscriptionAttributes tells beside who it is. A scope is told only beside its policy. */
export function effectiveSubscriptionAttributes({
  attributes,
  protocol,
  isPending,
  isAuthenticated,
}: Pick<Subscription, "attributes" | "protocol" | "isPending" | "isAuthenticated">) {
  const effective = new Map([
    ["ConfirmationWasAuthenticated", String(isAuthenticated || !needsConfirmation(protocol))],
    ["PendingConfirmation", String(isPending)],
    ["RawMessageDelivery", "false"],
    ["FilterPolicyScope", "MessageAttributes"],
    ...attributes,
  ]);
  for (const name of ["FilterPolicy", "RedrivePolicy"])
    if (effective.get(name) === "") effective.delete(name);
  if (isNoPolicy(effective.get("ReplayPolicy"))) effective.delete("ReplayPolicy");
  if (!effective.has("FilterPolicy")) effective.delete("FilterPolicyScope");
  return effective;
}
