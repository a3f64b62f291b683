// Resource policies: who else may write to log groups. The region lets everybody; they are kept and told as they were put.
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutResourcePolicy.html

import { isJson } from "../../../aws/json-text.ts";
import type { Operation } from "../../../aws/wire/operation.ts";
import { integer, optional, required, structure, text } from "../../../aws/wire/shape.ts";
import type { Logs } from "../logs.ts";
import { invalid, limitExceeded, logsOperation, nextToken, notFound, pageOf } from "./shapes.ts";

interface ResourcePolicy {
  readonly policyName: string;
  readonly policyDocument: string;
  readonly lastUpdatedTime: number;
  readonly policyScope: "ACCOUNT";
}

/** Of a region. */
const mostPolicies = 10;

const put = structure({
  policyName: required(text()),
  policyDocument: required(text({ min: 1, max: 5120 })),
});
const named = structure({ policyName: required(text()) });
const list = structure({ nextToken, limit: optional(integer({ min: 1, max: 1000 })) });

export function resourcePolicyOperations(logs: Logs): Record<string, Operation> {
  const policies = logs.book.records<ResourcePolicy>("resourcePolicy");
  const marks = logs.book.records<boolean>("resourcePoliciesBegun");
  if (!marks.has("begun")) {
    const ofDelivery = deliveryPolicy(logs);
    policies.put(ofDelivery.policyName, ofDelivery);
    marks.put("begun", true);
  }
  return {
    PutResourcePolicy: logsOperation(put, ({ policyName, policyDocument }) => {
      if (!isJson(policyDocument)) throw invalid("Specified policy document is not valid JSON.");
      if (policies.values().length >= mostPolicies && !policies.has(policyName)) throw limitExceeded();
      const lastUpdatedTime = logs.now();
      const resourcePolicy: ResourcePolicy = {
        policyName,
        policyDocument,
        lastUpdatedTime,
        policyScope: "ACCOUNT",
      };
      policies.put(policyName, resourcePolicy);
      return { resourcePolicy };
    }),
    DescribeResourcePolicies: logsOperation(list, (request) => {
      const page = pageOf(policies.values(), ({ policyName }) => policyName, request);
      return { resourcePolicies: page.items, nextToken: page.nextToken };
    }),
    DeleteResourcePolicy: logsOperation(named, ({ policyName }) => {
      if (!policies.has(policyName)) throw notFound(`Policy with name [${policyName}] does not exist.`);
      policies.remove(policyName);
      return {};
    }),
  };
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
