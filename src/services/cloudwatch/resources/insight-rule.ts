// AWS::CloudWatch::InsightRule
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudwatch-insightrule.html

import { alreadyExists } from "../../../aws/template/already-exists.ts";
import type { Properties } from "../../../aws/template/properties.ts";
import type { CreatedResource, ResourceKind } from "../../../aws/template/resource-kind.ts";
import type { CloudWatch } from "../cloudwatch.ts";

export const insightRule: ResourceKind<CloudWatch> = {
  type: "AWS::CloudWatch::InsightRule",
  create(properties, { service, mayExist }) {
    const name = properties.text("RuleName");
    const isThere = service.insightRules.find(name) !== undefined;
    if (isThere && !mayExist) throw alreadyExists("AWS::CloudWatch::InsightRule", name);
    return putRule(name, properties, service);
  },
  update(properties, { service, ref }) {
    properties.inert("RuleName");
    return putRule(nameOf(ref), properties, service);
  },
  delete: (ref, { service }) => service.insightRules.delete(nameOf(ref)),
};

function putRule(
  name: string,
  properties: Properties,
  { alarms, insightRules }: CloudWatch,
): CreatedResource {
  const { arn } = insightRules.put({
    name,
    definition: properties.jsonText("RuleBody") ?? properties.fail("RuleBody", "is required"),
    state: properties.text("RuleState") === "DISABLED" ? "DISABLED" : "ENABLED",
    isTransformed: properties.optionalBoolean("ApplyOnTransformedLogs") ?? false,
  });
  alarms.tags.put(arn, properties.tags());
  return { ref: arn, attributes: { Arn: arn, RuleName: name } };
}

function nameOf(arn: string): string {
  return arn.slice(arn.indexOf("insight-rule/") + "insight-rule/".length);
}
