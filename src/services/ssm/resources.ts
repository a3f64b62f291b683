// AWS::SSM::Parameter
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ssm-parameter.html

import type { Properties } from "../../aws/template/properties.ts";
import type { CreatedResource, Deployment, ResourceKind } from "../../aws/template/resource-kind.ts";
import { latestOf, type ParameterTier, type ParameterType } from "./parameter.ts";
import { parameterArn } from "./parameter-names.ts";
import type { Parameters, PutParameter } from "./parameters.ts";

export const ssmParameter: ResourceKind<Parameters> = {
  type: "AWS::SSM::Parameter",
  create: (properties, deployment) =>
    put(properties, deployment, { name: nameOf(properties, deployment), overwrite: deployment.mayExist }),
  update: (properties, deployment) => put(properties, deployment, { name: deployment.ref, overwrite: true }),
  async delete(ref, { service: parameters }) {
    if (parameters.find(ref) !== undefined) parameters.delete(ref);
    await parameters.book.committed();
  },
};

function nameOf(properties: Properties, { generatedName }: Deployment<Parameters>): string {
  return properties.optionalText("Name") ?? generatedName;
}

async function put(
  properties: Properties,
  { service: parameters, identity }: Deployment<Parameters>,
  { name, overwrite }: { readonly name: string; readonly overwrite: boolean },
): Promise<CreatedResource> {
  const wanted = parameterIn(properties, name);
  if (!overwrite || !isAlready(parameters, wanted)) parameters.put({ ...wanted, overwrite });
  parameters.setTags(name, properties.textMap("Tags"));
  await parameters.book.committed();
  const { type: Type, value: Value } = wanted;
  return { ref: name, attributes: { Type, Value, Arn: parameterArn(identity, name) } };
}

function parameterIn(properties: Properties, name: string) {
  const type = properties.text("Type");
  if (type !== "String" && type !== "StringList")
    return properties.fail("Type", `must be String or StringList, not "${type}"`);
  return {
    ...{ name, type: type as ParameterType, value: properties.text("Value") },
    tier: properties.optionalText("Tier") as ParameterTier | undefined,
    dataType: properties.optionalText("DataType"),
    description: properties.optionalText("Description"),
    allowedPattern: properties.optionalText("AllowedPattern"),
    policies: properties.optionalText("Policies"),
  };
}

/** A stack that says the same again makes no further version. */
function isAlready(parameters: Parameters, { name, ...wanted }: PutParameter): boolean {
  const found = parameters.find(name);
  if (found === undefined) return false;
  const latest: Readonly<Record<string, unknown>> = { ...latestOf(found.parameter) };
  return Object.entries(wanted).every(([member, value]) => value === undefined || latest[member] === value);
}
