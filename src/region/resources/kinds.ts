// The types of services that the region does not have: those that are taken without doing anything, and those without which a
// template is refused.

import { byId, inertKind } from "../../aws/template/inert-kind.ts";
import type { ResourceKind } from "../../aws/template/resource-kind.ts";

/** Types that only grant permissions, which the region does not enforce. */
export const unenforcedKinds: readonly ResourceKind<unknown>[] = [
  inertKind("AWS::IAM::Role", ({ properties, generatedName, identity: { partition, accountId } }) => {
    const name = properties.optionalText("RoleName") ?? generatedName;
    const path = properties.optionalText("Path") ?? "/";
    const attributes = { Arn: `arn:${partition}:iam::${accountId}:role${path}${name}`, RoleId: name };
    return { ref: name, attributes };
  }),
  inertKind("AWS::IAM::Policy", byId),
  inertKind(
    "AWS::IAM::ManagedPolicy",
    ({ properties, generatedName, identity: { partition, accountId } }) => {
      const name = properties.optionalText("ManagedPolicyName") ?? generatedName;
      const path = properties.optionalText("Path") ?? "/";
      const arn = `arn:${partition}:iam::${accountId}:policy${path}${name}`;
      return { ref: arn, attributes: { PolicyArn: arn, PolicyId: name } };
    },
  ),
];

/** Types that make others work: without one, events would get lost without a word, so a template with it is refused. */
const activeTypes: Readonly<Record<string, string>> = {
  "AWS::CloudFormation::CustomResource": "nothing would call its function",
  "AWS::CloudFormation::Stack": "its resources would be missing",
  "AWS::IoT::TopicRule": "no message would reach its actions",
  "AWS::KinesisFirehose::DeliveryStream": "no record would be delivered",
  "AWS::Lambda::EventInvokeConfig": "failed events would not reach its destinations",
  "AWS::Lambda::EventSourceMapping": "no record would reach the function",
  "AWS::Logs::MetricFilter": "its metric would have no values",
  "AWS::Logs::SubscriptionFilter": "no log event would be delivered",
  "AWS::Scheduler::Schedule": "nothing would start its target",
};

/** Why a template with a resource of this type is refused; undefined for a type that can be left out. */
export function lostWithout(type: string): string | undefined {
  if (type.startsWith("Custom::")) return activeTypes["AWS::CloudFormation::CustomResource"];
  return Object.hasOwn(activeTypes, type) ? activeTypes[type] : undefined;
}
