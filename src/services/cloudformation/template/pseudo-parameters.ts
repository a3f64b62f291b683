// The names that every template may use without declaring them.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html

import { formatArn, type RegionIdentity } from "../../../aws/arn.ts";
import type { Json } from "../../../aws/json.ts";

export function pseudoParameters(identity: RegionIdentity, stackName: string): ReadonlyMap<string, Json> {
  return new Map<string, Json>([
    ["AWS::AccountId", identity.accountId],
    ["AWS::Region", identity.region],
    ["AWS::Partition", identity.partition],
    ["AWS::URLSuffix", "amazonaws.com"],
    ["AWS::StackName", stackName],
    ["AWS::StackId", formatArn(identity, "cloudformation", `stack/${stackName}/local`)],
    ["AWS::NotificationARNs", []],
  ]);
}
