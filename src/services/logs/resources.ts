// AWS::Logs::LogGroup

import type { ResourceKind } from "../../aws/template/resource-kind.ts";
import type { Logs } from "./logs.ts";

export const logGroup: ResourceKind<Logs> = {
  type: "AWS::Logs::LogGroup",
  create(properties, { service: logs, generatedName }) {
    properties.inert("KmsKeyId", "LogGroupClass", "Tags");
    const name = properties.optionalText("LogGroupName") ?? generatedName;
    logs.createLogGroup(name);
    logs.putRetentionPolicy(name, properties.optionalNumber("RetentionInDays"));
    return { ref: name, attributes: { Arn: `${logs.arnOf(name)}:*` } };
  },
};
