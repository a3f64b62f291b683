// What SNS's operations need of whoever calls them.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsns.html

import { arnOfName, firstText } from "../../aws/wire/arn-members.ts";
import type { ServicePermissions } from "../permissions.ts";
import type { Topics } from "./topics/topics.ts";

/** A subscription's ARN is its topic's and an id. */
const topicOf = (arn: string) => arn.split(":").slice(0, 6).join(":");

/** What a topic's policy lets in from the start: of what delivers in the account's own name, the alarms. */
const usualPolicy = JSON.stringify({
  Version: "2008-10-17",
  Statement: [
    {
      Effect: "Allow",
      Principal: { Service: "cloudwatch.amazonaws.com" },
      Action: "SNS:Publish",
      Resource: "*",
    },
  ],
});

export const snsPermissions: ServicePermissions<Topics> = {
  needsOf(operation, request, { identity }) {
    const arn = firstText(request, "TopicArn", "TargetArn", "ResourceArn", "SubscriptionArn");
    const name = arn === undefined ? firstText(request, "Name") : topicOf(arn);
    const all = operation.startsWith("List") ? "*" : undefined;
    const resource = arnOfName(name, { identity, service: "sns", kind: "", all });
    return [{ action: `sns:${operation === "PublishBatch" ? "Publish" : operation}`, resource }];
  },
  contextOf: (_, request) => ({
    "sns:Protocol": firstText(request, "Protocol"),
    "sns:Endpoint": firstText(request, "Endpoint"),
  }),
  deliveryAction: () => "sns:Publish",
  policyOf: (topics, arn) => topics.policyOf(arn) ?? usualPolicy,
  denial: {
    code: "AuthorizationError",
    status: 403,
    spell: ({ action, resource }) => ({ action: action.replace(/^sns:/, "SNS:"), resource }),
  },
};
