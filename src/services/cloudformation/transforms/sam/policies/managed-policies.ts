// AWS's managed policies by name, as SAM's `Policies` takes them.

import { managedPolicyNames } from "./managed-policy-names.ts";
import { amazonPolicyNames } from "./managed-policy-names-amazon.ts";
import { jobFunctionPolicyNames, serviceRolePolicyNames } from "./managed-policy-names-with-path.ts";

const paths = new Map([
  ...pathsOf(managedPolicyNames, ""),
  ...pathsOf(amazonPolicyNames, ""),
  ...pathsOf(serviceRolePolicyNames, "service-role/"),
  ...pathsOf(jobFunctionPolicyNames, "job-function/"),
]);

function pathsOf(names: string, path: string): readonly (readonly [string, string])[] {
  return names
    .trim()
    .split(/\s+/)
    .map((name) => [name, path]);
}

/** The ARN of a managed policy; undefined for a name that AWS does not have. */
export function managedPolicyArn(name: string, partition: string): string | undefined {
  const path = paths.get(name);
  return path === undefined ? undefined : `arn:${partition}:iam::aws:policy/${path}${name}`;
}
