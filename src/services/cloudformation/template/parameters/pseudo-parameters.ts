// The names that every template may use without declaring them.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html

import type { RegionIdentity } from "../../../../aws/arn.ts";
import type { Json } from "../../../../aws/json.ts";

export interface StackIdentity {
  readonly stackName: string;
  /** The stack's ARN, which ends in its UUID. */
  readonly stackId: string;
  readonly notificationArns?: readonly string[];
}

export const pseudoParameterNames: ReadonlySet<string> = new Set([
  "AWS::AccountId",
  "AWS::NoValue",
  "AWS::NotificationARNs",
  "AWS::Partition",
  "AWS::Region",
  "AWS::StackId",
  "AWS::StackName",
  "AWS::URLSuffix",
]);

/** All but `AWS::NoValue`, which is no value. */
export function pseudoParameters(identity: RegionIdentity, stack: StackIdentity): ReadonlyMap<string, Json> {
  return new Map<string, Json>([
    ["AWS::AccountId", identity.accountId],
    ["AWS::NotificationARNs", stack.notificationArns ?? []],
    ["AWS::Partition", identity.partition],
    ["AWS::Region", identity.region],
    ["AWS::StackId", stack.stackId],
    ["AWS::StackName", stack.stackName],
    ["AWS::URLSuffix", identity.partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com"],
  ]);
}
