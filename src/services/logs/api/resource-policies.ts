// Resource policies: who else may write to log groups. The region lets everybody; they are kept and told as they were put.
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutResourcePolicy.html

import type { Operation } from "../../../aws/wire/operation.ts";
import { oneOf, optional, required, structure, text } from "../../../aws/wire/shape.ts";
import type { Logs } from "../logs.ts";
import { notFound } from "../refusals.ts";
import { beginResourcePolicies, putResourcePolicy, type ResourcePolicy } from "../resource-policies.ts";
import { logsOperation, nextToken, pageLimit, pageOf } from "./shapes.ts";

const put = structure({
  policyName: required(text()),
  policyDocument: required(text({ min: 1, max: 5120 })),
});
const named = structure({ policyName: required(text()) });
const list = structure({
  nextToken,
  limit: pageLimit,
  resourceArn: optional(text()),
  policyScope: optional(oneOf("ACCOUNT", "RESOURCE")),
});

export function resourcePolicyOperations(logs: Logs): Record<string, Operation> {
  const policies = logs.book.records<ResourcePolicy>("resourcePolicy");
  beginResourcePolicies(logs);
  return {
    PutResourcePolicy: logsOperation(put, ({ policyName, policyDocument }) => {
      return { resourcePolicy: putResourcePolicy(logs, policyName, policyDocument) };
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
