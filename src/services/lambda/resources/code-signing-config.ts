// AWS::Lambda::CodeSigningConfig.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-codesigningconfig.html

import type { Properties } from "../../../aws/template/properties.ts";
import type { CreatedResource, ResourceKind } from "../../../aws/template/resource-kind.ts";
import type { CodeSigningSettings } from "../functions/code-signing.ts";
import type { Lambda } from "../lambda.ts";

export const lambdaCodeSigningConfig: ResourceKind<Lambda> = {
  type: "AWS::Lambda::CodeSigningConfig",
  async create(properties, { service: { codeSigning, functions } }) {
    const { arn, id } = codeSigning.create(settingsIn(properties), properties.tags());
    await functions.book.committed();
    return made(arn, id);
  },
  async update(properties, { service: { codeSigning, functions }, ref }) {
    const { arn, id } = codeSigning.update(ref, settingsIn(properties));
    codeSigning.setTags(ref, properties.tags());
    await functions.book.committed();
    return made(arn, id);
  },
  async delete(ref, { service: { codeSigning, functions } }) {
    if (!codeSigning.list().some(({ arn }) => arn === ref)) return;
    codeSigning.delete(ref);
    await functions.book.committed();
  },
};

function settingsIn(properties: Properties): CodeSigningSettings {
  const untrusted = properties.section("CodeSigningPolicies").optionalText("UntrustedArtifactOnDeployment");
  if (untrusted !== undefined && untrusted !== "Warn" && untrusted !== "Enforce")
    return properties.fail("CodeSigningPolicies/UntrustedArtifactOnDeployment", "must be Warn or Enforce");
  return {
    description: properties.optionalText("Description") ?? "",
    publishers: properties.section("AllowedPublishers").texts("SigningProfileVersionArns"),
    untrusted: untrusted ?? "Warn",
  };
}

function made(arn: string, id: string): CreatedResource {
  return { ref: arn, attributes: { CodeSigningConfigArn: arn, CodeSigningConfigId: id } };
}
