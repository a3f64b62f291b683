// AWS::Lambda::LayerVersion and LayerVersionPermission.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-layerversion.html

import { byId, inertKind } from "../../../aws/template/inert-kind.ts";
import type { Properties } from "../../../aws/template/properties.ts";
import type { ResourceKind } from "../../../aws/template/resource-kind.ts";
import type { PackageSource, S3Place } from "../code/code-source.ts";
import { zipFiles } from "../code/zip-files.ts";
import type { Lambda } from "../lambda.ts";

export const lambdaLayerVersion: ResourceKind<Lambda> = {
  type: "AWS::Lambda::LayerVersion",
  async create(properties, { service: lambda, generatedName, mayExist, isOfProject = false }) {
    const name = properties.optionalText("LayerName") ?? generatedName;
    const present = mayExist ? lambda.layers.find(name)?.versions.at(-1) : undefined;
    const request = {
      name,
      description: properties.optionalText("Description"),
      runtimes: given(properties.texts("CompatibleRuntimes")),
      architectures: given(properties.texts("CompatibleArchitectures")),
      licence: properties.optionalText("LicenseInfo"),
    };
    const written = contentIn(properties);
    const isMissed = isOfProject && present === undefined && lambda.sources.isElsewhere(written);
    const source = isMissed ? missed(properties, written) : written;
    const version =
      present ?? lambda.layers.publish({ ...request, code: await lambda.sources.layerFrom(source) });
    await lambda.functions.book.committed();
    return { ref: version.arn, attributes: { LayerVersionArn: version.arn } };
  },
  async delete(ref, { service: lambda }) {
    const [, name = "", number] = /:layer:([^:]+):(\d+)$/.exec(ref) ?? [];
    lambda.layers.delete(name, Number(number));
    await lambda.functions.book.committed();
  },
};

/** An empty layer in its place. */
function missed(properties: Properties, { bucket }: S3Place): PackageSource {
  const told = `the bucket ${bucket} is not in this region: there is nothing in the layer`;
  properties.withoutEffect("Content", told);
  return { zip: zipFiles({ "missing.txt": Buffer.from(`${told}\n`) }) };
}

function given(texts: readonly string[]): readonly string[] | undefined {
  return texts.length === 0 ? undefined : texts;
}

function contentIn(properties: Properties): S3Place {
  const content = properties.section("Content");
  const version = content.optionalText("S3ObjectVersion");
  return {
    ...{ bucket: content.text("S3Bucket"), key: content.text("S3Key") },
    ...(version === undefined ? {} : { version }),
  };
}

export const lambdaLayerPermission = inertKind("AWS::Lambda::LayerVersionPermission", byId);
