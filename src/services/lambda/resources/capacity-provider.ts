// AWS::Lambda::CapacityProvider.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-capacityprovider.html

import type { Json, JsonObject } from "../../../aws/json.ts";
import type { Properties } from "../../../aws/template/properties.ts";
import type { CreatedResource, ResourceKind } from "../../../aws/template/resource-kind.ts";
import type { CapacityProvider } from "../functions/capacity-providers.ts";
import type { Lambda } from "../lambda.ts";

export const lambdaCapacityProvider: ResourceKind<Lambda> = {
  type: "AWS::Lambda::CapacityProvider",
  async create(properties, { service: { capacityProviders, functions }, generatedName, mayExist }) {
    const name = properties.optionalText("CapacityProviderName") ?? generatedName;
    const settings = settingsIn(properties);
    const tags = properties.tags();
    const isThere = mayExist && capacityProviders.find(name) !== undefined;
    const provider = isThere
      ? capacityProviders.update(name, settings)
      : capacityProviders.create({ name, settings, tags });
    if (isThere) capacityProviders.setTags(name, tags);
    await functions.book.committed();
    return made(provider);
  },
  async update(properties, { service: { capacityProviders, functions }, ref }) {
    properties.inert("CapacityProviderName");
    const provider = capacityProviders.update(ref, settingsIn(properties));
    capacityProviders.setTags(ref, properties.tags());
    await functions.book.committed();
    return made(provider);
  },
  async delete(ref, { service: { capacityProviders, functions } }) {
    if (capacityProviders.find(ref) === undefined) return;
    capacityProviders.delete(ref);
    await functions.book.committed();
  },
};

/** Under the names that the API has for them, too. */
const members = [
  ...["VpcConfig", "PermissionsConfig", "InstanceRequirements", "CapacityProviderScalingConfig"],
  ...["KmsKeyArn", "PropagateTags", "TelemetryConfig"],
];

function settingsIn(properties: Properties): JsonObject {
  const given = members.map((name) => [name, properties.json(name)] as const);
  return Object.fromEntries(given.filter((entry): entry is [string, Json] => entry[1] !== undefined));
}

function made({ name, arn }: CapacityProvider): CreatedResource {
  return { ref: name, attributes: { Arn: arn, State: "Active" } };
}
