// Custom::LogRetention, as CDK's `logRetention` has it: for how long a log group keeps its events, which is made if there is none. On AWS
// a function of CDK's does it, by the SDK that Lambda's runtime brings along and a project need not have; here it is not asked.
// https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_logs.LogRetention.html

import type { Properties } from "../../aws/template/properties.ts";
import type { CreatedResource, ResourceKind } from "../../aws/template/resource-kind.ts";
import type { Logs } from "./logs.ts";

export const logRetention: ResourceKind<Logs> = {
  type: "Custom::LogRetention",
  create: retain,
  update: retain,
  delete(_, { service: logs, former }) {
    const name = former.text("LogGroupName");
    if (former.optionalText("RemovalPolicy") === "destroy" && logs.hasLogGroup(name))
      logs.deleteLogGroup(name);
  },
};

/** A group of another name is another resource, and whoever asked for the former one lets it go. */
function retain(properties: Properties, { service: logs }: { readonly service: Logs }): CreatedResource {
  properties.inert("ServiceToken", "LogGroupRegion", "RemovalPolicy", "SdkRetry");
  const name = properties.text("LogGroupName");
  if (!logs.hasLogGroup(name)) logs.createLogGroup(name);
  logs.putRetentionPolicy(name, properties.optionalNumber("RetentionInDays"));
  return { ref: name, attributes: { LogGroupName: name } };
}
