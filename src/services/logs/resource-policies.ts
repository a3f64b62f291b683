// Resource policies as they are kept.

import { isJson } from "../../aws/json-text.ts";
import { ServiceError } from "../../aws/service-error.ts";
import type { Logs } from "./logs.ts";
import { limitExceeded } from "./refusals.ts";

export interface ResourcePolicy {
  readonly policyName: string;
  readonly policyDocument: string;
  readonly lastUpdatedTime: number;
  readonly policyScope: "ACCOUNT";
}

/** Of a region. */
const mostPolicies = 10;

/** Throws InvalidParameterException for what is no JSON, and LimitExceededException. */
export function putResourcePolicy(logs: Logs, policyName: string, policyDocument: string): ResourcePolicy {
  const policies = logs.book.records<ResourcePolicy>("resourcePolicy");
  if (!isJson(policyDocument))
    throw new ServiceError("InvalidParameterException", "Specified policy document is not valid JSON.");
  if (policies.values().length >= mostPolicies && !policies.has(policyName)) throw limitExceeded();
  const lastUpdatedTime = logs.now();
  const policy: ResourcePolicy = { policyName, policyDocument, lastUpdatedTime, policyScope: "ACCOUNT" };
  policies.put(policyName, policy);
  return policy;
}

/** Once in the life of a data folder. */
export function beginResourcePolicies(logs: Logs): void {
  const marks = logs.book.records<boolean>("resourcePoliciesBegun");
  if (marks.has("begun")) return;
  const ofDelivery = deliveryPolicy(logs);
  logs.book.records<ResourcePolicy>("resourcePolicy").put(ofDelivery.policyName, ofDelivery);
  marks.put("begun", true);
}

/** What AWS gives an account by itself once logs are delivered in it, as Step Functions does. */
function deliveryPolicy(logs: Logs): ResourcePolicy {
  const { partition, accountId } = logs.identity;
  const statement = {
    Sid: "AWSLogDeliveryWrite",
    Effect: "Allow",
    Principal: { Service: "delivery.logs.amazonaws.com" },
    Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
    Resource: [`${logs.arnOf("/aws/vendedlogs/*")}:log-stream:*`],
    Condition: {
      StringEquals: { "aws:SourceAccount": [accountId] },
      ArnLike: { "aws:SourceArn": [`arn:${partition}:logs:${logs.identity.region}:${accountId}:*`] },
    },
  };
  return {
    policyName: "AWSLogDeliveryWrite20150319",
    policyDocument: JSON.stringify({ Version: "2012-10-17", Statement: [statement] }),
    lastUpdatedTime: logs.now(),
    policyScope: "ACCOUNT",
  };
}
