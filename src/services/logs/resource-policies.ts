// Resource policies: who else may write to log groups. The region lets everybody; they are told as they were put, and gone, like the
// groups, when it stops.
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutResourcePolicy.html

import { isJson } from "../../aws/json-text.ts";
import { ServiceError } from "../../aws/service-error.ts";
import type { Operation } from "../../aws/wire/operation.ts";
import { integer, operation, optional, required, structure, text } from "../../aws/wire/shape.ts";

interface ResourcePolicy {
  readonly policyName: string;
  readonly policyDocument: string;
  readonly lastUpdatedTime: number;
}

/** Of a region. */
const mostPolicies = 10;

const put = structure({
  policyName: required(text()),
  policyDocument: required(text({ min: 1, max: 5120 })),
});
const named = structure({ policyName: required(text()) });
const list = structure({
  nextToken: optional(text({ min: 1 })),
  limit: optional(integer({ min: 1, max: 1000 })),
});

export function resourcePolicyOperations(now: () => number): Record<string, Operation> {
  const policies = new Map<string, ResourcePolicy>();
  return {
    PutResourcePolicy: operation(put, ({ policyName, policyDocument }) => {
      if (!isJson(policyDocument))
        throw new ServiceError("InvalidParameterException", "Specified policy document is not valid JSON.");
      if (policies.size >= mostPolicies && !policies.has(policyName))
        throw new ServiceError("LimitExceededException", "Resource limit exceeded.");
      const resourcePolicy = { policyName, policyDocument, lastUpdatedTime: now() };
      policies.set(policyName, resourcePolicy);
      return { resourcePolicy };
    }),
    DescribeResourcePolicies: operation(list, ({ limit = 50, nextToken = "0" }) => {
      const start = Number(nextToken);
      if (!Number.isSafeInteger(start))
        throw new ServiceError("InvalidParameterException", "The specified nextToken is invalid.");
      const all = [...policies.values()];
      const end = start + limit;
      return {
        resourcePolicies: all.slice(start, end),
        nextToken: end < all.length ? String(end) : undefined,
      };
    }),
    DeleteResourcePolicy: operation(named, ({ policyName }) => {
      if (policies.delete(policyName)) return {};
      throw new ServiceError("ResourceNotFoundException", `Policy with name [${policyName}] does not exist.`);
    }),
  };
}
