// AWS::Logs::LogGroup

import type { ResourceKind } from "./resource-kind.ts";

export const logGroup: ResourceKind = {
  type: "AWS::Logs::LogGroup",
  create(properties, { parts, generatedName }) {
    properties.inert("KmsKeyId", "LogGroupClass", "Tags");
    const name = properties.optionalText("LogGroupName") ?? generatedName;
    parts.logs.createLogGroup(name);
    parts.logs.putRetentionPolicy(name, properties.optionalNumber("RetentionInDays"));
    return { ref: name, attributes: { Arn: `${parts.logs.arnOf(name)}:*` } };
  },
};
