// AWS::SSM::Parameter

import type { ResourceKind } from "../../aws/template/resource-kind.ts";
import type { ParameterTier, ParameterType } from "./parameter.ts";
import { parameterArn } from "./parameter-names.ts";
import type { Parameters } from "./parameters.ts";

export const ssmParameter: ResourceKind<Parameters> = {
  type: "AWS::SSM::Parameter",
  create(properties, { service: parameters, identity, generatedName }) {
    const name = properties.optionalText("Name") ?? generatedName;
    const [type, value] = [properties.text("Type"), properties.text("Value")];
    if (type !== "String" && type !== "StringList")
      properties.fail("Type", `must be String or StringList, not "${type}"`);
    parameters.put({
      ...{ name, value, type: type as ParameterType, overwrite: true },
      tier: properties.optionalText("Tier") as ParameterTier | undefined,
      dataType: properties.optionalText("DataType"),
      description: properties.optionalText("Description"),
      allowedPattern: properties.optionalText("AllowedPattern"),
      policies: properties.optionalText("Policies"),
    });
    parameters.setTags(name, properties.textMap("Tags"));
    return {
      ref: name,
      attributes: { Type: type, Value: value, Arn: parameterArn(identity, name) },
    };
  },
};
