// AWS::ECR::Repository
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ecr-repository.html

import type { Properties } from "../../aws/template/properties.ts";
import type { CreatedResource, ResourceKind } from "../../aws/template/resource-kind.ts";
import type { Repositories } from "./repositories.ts";

export const ecrRepository: ResourceKind<Repositories> = {
  type: "AWS::ECR::Repository",
  create(properties, { service: repositories, generatedName, mayExist }) {
    const name = properties.optionalText("RepositoryName") ?? generatedName.toLowerCase();
    if (!mayExist || repositories.find(name) === undefined) repositories.create(name);
    return settled(repositories, name, properties);
  },
  update: (properties, { service: repositories, ref }) => settled(repositories, ref, properties),
  async delete(ref, { service: repositories }) {
    if (repositories.find(ref) !== undefined) repositories.delete(ref);
    await repositories.book.committed();
  },
};

async function settled(
  repositories: Repositories,
  name: string,
  properties: Properties,
): Promise<CreatedResource> {
  properties.inert(
    "EmptyOnDelete",
    "EncryptionConfiguration",
    "ImageTagMutabilityExclusionFilters",
    "RepositoryName",
  );
  const policy = properties.json("RepositoryPolicyText");
  const tags = properties.sections("Tags").map((tag) => [tag.text("Key"), tag.optionalText("Value") ?? ""]);
  repositories.set(name, {
    tagMutability: properties.optionalText("ImageTagMutability") ?? "MUTABLE",
    scanOnPush: properties.section("ImageScanningConfiguration").optionalBoolean("ScanOnPush") ?? false,
    tags: Object.fromEntries(tags),
  });
  repositories.setPolicy(name, policy === undefined ? undefined : JSON.stringify(policy));
  const lifecycle = properties.section("LifecyclePolicy");
  lifecycle.inert("RegistryId");
  const { arn: Arn, uri: RepositoryUri } = repositories.setLifecyclePolicy(
    name,
    lifecycle.optionalText("LifecyclePolicyText"),
  );
  await repositories.book.committed();
  return { ref: name, attributes: { Arn, RepositoryUri } };
}
