// AWS's managed policies by name, as SAM's `Policies` takes them.

import { pathOfPolicyOfAws } from "../../../../../policies/names-of-aws.ts";

/** The ARN of a managed policy; undefined for a name that AWS does not have. */
export function managedPolicyArn(name: string, partition: string): string | undefined {
  const path = pathOfPolicyOfAws(name);
  return path === undefined ? undefined : `arn:${partition}:iam::aws:policy/${path}`;
}
