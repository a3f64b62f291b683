// SNS on the wire. It speaks only the Query protocol.

import { parseArn } from "../../../aws/arn.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import { optionalList, optionalString, requiredString } from "../../../aws/wire/members.ts";
import { messageAttributes } from "../../../aws/wire/named-values.ts";
import type { Operation, ServiceApi, WireObject } from "../../../aws/wire/operation.ts";
import { mobileOperations } from "../mobile/mobile-api.ts";
import { certificateRoute } from "../publishing/certificate-route.ts";
import type { PublishRequest, PublishResult } from "../publishing/publication.ts";
import type { Topics } from "../topics/topics.ts";
import { checkBatchIds } from "./batch-checks.ts";
import { checkArn, invalidParameter } from "./invalid-parameter.ts";
import { required } from "./required-member.ts";
import { subscriptionOperations } from "./subscription-api.ts";
import { topicOperations } from "./topic-api.ts";

export function snsApi(topics: Topics): ServiceApi {
  return {
    name: "SNS",
    targetPrefix: "AmazonSimpleNotificationService",
    errorNamespace: "",
    jsonVersion: "1.0",
    query: {
      version: "2010-03-31",
      namespace: "http://sns.amazonaws.com/doc/2010-03-31/",
      // What every service says of a member that is missing goes by its older name here.
      errorCode: (code) => (code === "ValidationException" ? "ValidationError" : code),
    },
    operations: {
      ...topicOperations(topics),
      ...subscriptionOperations(topics),
      ...publishOperations(topics),
      ...mobileOperations(topics.mobile),
    },
    routes: [certificateRoute(topics)],
  };
}

function publishOperations(topics: Topics): Record<string, Operation> {
  return {
    async Publish(request, call) {
      checkOneReceiver(request);
      const phoneNumber = phoneNumberOf(request);
      if (phoneNumber !== undefined)
        return fromPublished(topics.publishText(phoneNumber, toPublish("", request, call.traceHeader)));
      const topicArn = publishedTo(request);
      if (isEndpoint(topicArn)) {
        topics.mobile.platforms.checkPublish(topicArn);
        return fromPublished(topics.publishUnsent(toPublish(topicArn, request, call.traceHeader)));
      }
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

/** Throws InvalidParameter where more than one is named. */
function checkOneReceiver(request: WireObject): void {
  const named = ["TopicArn", "TargetArn", "PhoneNumber"].filter((member) => optionalString(request, member));
  if (named.length > 1) throw invalidParameter(`${named.join(" or ")} Reason: Only one of them may be given`);
}

/** Throws InvalidParameter for what is no number. */
function phoneNumberOf(request: WireObject): string | undefined {
  const phone = optionalString(request, "PhoneNumber");
  if (phone === undefined || /^\+?\d+(?:-\d+)*$/.test(phone)) return phone;
  throw invalidParameter(`PhoneNumber Reason: ${phone} is not valid to publish to`);
}

/** TopicArn or TargetArn, whichever is given. Throws InvalidParameter. */
function publishedTo(request: WireObject): string {
  const topicArn = optionalString(request, "TopicArn");
  if (topicArn !== undefined) return topicArn;
  const target = optionalString(request, "TargetArn");
  if (target === undefined)
    throw invalidParameter("TopicArn or TargetArn Reason: no value for required parameter");
  checkArn("TargetArn", target);
  return target;
}

function isEndpoint(arn: string): boolean {
  return parseArn(arn)?.resource.startsWith("endpoint/") === true;
}

function fromPublished({ messageId, sequenceNumber }: PublishResult): WireObject {
  return { MessageId: messageId, SequenceNumber: sequenceNumber };
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
