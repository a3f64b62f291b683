// What an HTTP endpoint is sent: notifications, and before and after them what asks for a confirmation.
// https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html

import { randomUUID } from "node:crypto";
import type { Signed, SignedMembers } from "../publishing/signer.ts";
import type { Subscription } from "../topics/topic.ts";
import type { HttpMessage } from "./post.ts";

export interface ConfirmationSeams {
  readonly endpoint: string;
  readonly now: number;
  readonly sign: (members: SignedMembers) => Promise<Signed>;
}

const contentType = "text/plain; charset=UTF-8";

export function notificationMessage(
  { arn, topicArn, endpoint, attributes }: Subscription,
  messageId: string,
  body: string,
): HttpMessage {
  const isRaw = attributes.get("RawMessageDelivery")?.toLowerCase() === "true";
  return {
    url: endpoint,
    headers: {
      ...headersOf("Notification", messageId, topicArn),
      "x-amz-sns-subscription-arn": arn,
      ...(isRaw ? { "x-amz-sns-rawdelivery": "true" } : {}),
    },
    body,
  };
}

export type ConfirmationType = "SubscriptionConfirmation" | "UnsubscribeConfirmation";

/** Asks the endpoint whether it wants to be told, or to be told again. */
export async function confirmationMessage(
  type: ConfirmationType,
  { topicArn, endpoint: url, arn, token = "" }: Subscription,
  { endpoint, now, sign }: ConfirmationSeams,
): Promise<HttpMessage> {
  const isNew = type === "SubscriptionConfirmation";
  const members = {
    Type: type,
    MessageId: randomUUID(),
    Token: token,
    TopicArn: topicArn,
    Message: isNew
      ? `You have chosen to subscribe to the topic ${topicArn}.\nTo confirm the subscription, visit the SubscribeURL included in this message.`
      : `You have chosen to deactivate subscription ${arn}.\nTo cancel this operation and restore the subscription, visit the SubscribeURL included in this message.`,
    SubscribeURL: `${endpoint}/?Action=ConfirmSubscription&TopicArn=${topicArn}&Token=${token}`,
    Timestamp: new Date(now).toISOString(),
  };
  return {
    url,
    headers: {
      ...headersOf(type, members.MessageId, topicArn),
      ...(isNew ? {} : { "x-amz-sns-subscription-arn": arn }),
    },
    body: JSON.stringify({ ...members, ...(await sign(members)) }, undefined, 2),
  };
}

function headersOf(type: string, messageId: string, topicArn: string): Readonly<Record<string, string>> {
  return {
    "content-type": contentType,
    "x-amz-sns-message-type": type,
    "x-amz-sns-message-id": messageId,
    "x-amz-sns-topic-arn": topicArn,
  };
}
