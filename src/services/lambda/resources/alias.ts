// AWS::Lambda::Alias. Where its UpdatePolicy says so, it goes to its next version as CodeDeploy would lead it.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-alias.html

import type { Properties } from "../../../aws/template/properties.ts";
import type { CreatedResource, ResourceKind } from "../../../aws/template/resource-kind.ts";
import type { Lambda } from "../lambda.ts";
import { functionIn } from "./function-in.ts";
import { provisionAsIn } from "./provisioned.ts";

export const lambdaAlias: ResourceKind<Lambda> = {
  type: "AWS::Lambda::Alias",
  create(properties, { service: lambda, mayExist }) {
    const [functionName, name] = [functionIn(properties, "FunctionName"), properties.text("Name")];
    const present = lambda.functions.get(functionName).aliases.some((alias) => alias.name === name);
    if (!present || !mayExist) lambda.functions.createAlias(functionName, { name, ...aliasIn(properties) });
    return settled(lambda, functionName, name, properties);
  },
  async update(properties, { service: lambda, shift, signal }) {
    const [functionName, name] = [functionIn(properties, "FunctionName"), properties.text("Name")];
    const { version } = aliasIn(properties);
    if (shift !== undefined) await lambda.shifts.move({ functionName, name, version }, shift, signal);
    return settled(lambda, functionName, name, properties);
  },
  async delete(ref, { service: { functions } }) {
    const [, functionName = "", name = ""] = /:function:([^:]+):([^:]+)$/.exec(ref) ?? [];
    if (functions.find(functionName) === undefined) return;
    functions.deleteAlias(functionName, name);
    await functions.book.committed();
  },
};

async function settled(
  { functions, concurrency }: Lambda,
  functionName: string,
  name: string,
  properties: Properties,
): Promise<CreatedResource> {
  functions.updateAlias(functionName, name, aliasIn(properties));
  provisionAsIn(properties, concurrency, functionName, name);
  await functions.book.committed();
  const arn = `${functions.get(functionName).arn}:${name}`;
  return { ref: arn, attributes: { AliasArn: arn } };
}

function aliasIn(properties: Properties) {
  const weights = properties
    .section("RoutingConfig")
    .sections("AdditionalVersionWeights")
    .map((each) => [each.text("FunctionVersion"), each.optionalNumber("FunctionWeight") ?? 0] as const);
  return {
    version: properties.text("FunctionVersion"),
    description: properties.optionalText("Description") ?? "",
    weights: Object.fromEntries(weights),
  };
}
