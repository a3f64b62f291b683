// AWS::Lambda::Version: what $LATEST is when the stack comes to it, for good.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-version.html

import type { ResourceKind } from "../../../aws/template/resource-kind.ts";
import { packageOf } from "../code/package-of.ts";
import { invalidParameter } from "../functions/refusals.ts";
import type { Lambda } from "../lambda.ts";
import { functionIn } from "./function-in.ts";
import { provisionAsIn } from "./provisioned.ts";

export const lambdaVersion: ResourceKind<Lambda> = {
  type: "AWS::Lambda::Version",
  async create(properties, { service: { functions, concurrency }, mayExist }) {
    properties.inert("FunctionScalingConfig", "RuntimePolicy");
    const name = functionIn(properties, "FunctionName");
    const { latest } = functions.get(name);
    const wanted = properties.optionalText("CodeSha256");
    const { sha256 } = packageOf(latest);
    if (wanted !== undefined && wanted !== sha256 && !mayExist)
      throw invalidParameter(
        `CodeSHA256 (${wanted}) is different from current CodeSHA256 in $LATEST (${sha256}). Please try again with the CodeSHA256 in $LATEST.`,
      );
    const description = properties.optionalText("Description");
    // Of a function that has not changed since it is the last version: so a stack that is put up again finds its own.
    const { version } = functions.publish(name, { description });
    provisionAsIn(properties, concurrency, name, version);
    await functions.book.committed();
    const { arn } = functions.get(name);
    return { ref: `${arn}:${version}`, attributes: { Version: version, FunctionArn: `${arn}:${version}` } };
  },
  async delete(ref, { service: { functions } }) {
    const [, name = "", version = ""] = /:function:([^:]+):(\d+)$/.exec(ref) ?? [];
    if (functions.find(name) === undefined) return;
    await functions.deleteVersion(name, version);
    await functions.book.committed();
  },
};
