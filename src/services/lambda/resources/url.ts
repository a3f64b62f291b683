// AWS::Lambda::Url.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-url.html

import type { Properties } from "../../../aws/template/properties.ts";
import type { CreatedResource, ResourceKind } from "../../../aws/template/resource-kind.ts";
import type { CorsRules } from "../../../aws/wire/cors.ts";
import { parseFunctionName } from "../function-name.ts";
import { checkAlias } from "../functions/aliases.ts";
import type { Lambda } from "../lambda.ts";
import type { FoundUrl, UrlSettings } from "../urls/function-urls.ts";
import { functionUrlAddress } from "../urls/url-address.ts";

export const lambdaUrl: ResourceKind<Lambda> = {
  type: "AWS::Lambda::Url",
  create(properties, { service: lambda, mayExist }) {
    const { name, alias } = ownerIn(properties);
    const isThere = lambda.functions.find(name)?.urls?.[alias ?? "$LATEST"] !== undefined;
    const settings = settingsIn(properties);
    const found =
      isThere && mayExist
        ? lambda.urls.update(name, alias, settings)
        : lambda.urls.create(name, alias, settings);
    return told(lambda, found);
  },
  update(properties, { service: lambda }) {
    const { name, alias } = ownerIn(properties);
    return told(lambda, lambda.urls.update(name, alias, settingsIn(properties)));
  },
  async delete(_, { service: { functions, urls }, former }) {
    const { name, alias } = ownerIn(former);
    if (functions.find(name)?.urls?.[alias ?? "$LATEST"] === undefined) return;
    urls.delete(name, alias);
    await functions.book.committed();
  },
};

/** The alias may be named beside the function, or at the end of its ARN. */
function ownerIn(properties: Properties): { readonly name: string; readonly alias: string | undefined } {
  const { functionName, qualifier } = parseFunctionName(properties.text("TargetFunctionArn"));
  const alias = properties.optionalText("Qualifier") ?? (qualifier === "$LATEST" ? undefined : qualifier);
  if (alias !== undefined) checkAlias(alias);
  return { name: functionName, alias };
}

async function told({ functions, host }: Lambda, { record, alias, url }: FoundUrl): Promise<CreatedResource> {
  await functions.book.committed();
  const arn = alias === undefined ? record.arn : `${record.arn}:${alias}`;
  const address = await functionUrlAddress(url.id, functions.identity.region, host);
  return { ref: arn, attributes: { FunctionArn: arn, FunctionUrl: address } };
}

function settingsIn(properties: Properties): UrlSettings {
  const authType = properties.text("AuthType");
  if (authType !== "NONE" && authType !== "AWS_IAM")
    return properties.fail("AuthType", "must be NONE or AWS_IAM");
  const invokeMode = properties.optionalText("InvokeMode") ?? "BUFFERED";
  if (invokeMode !== "BUFFERED" && invokeMode !== "RESPONSE_STREAM")
    return properties.fail("InvokeMode", "must be BUFFERED or RESPONSE_STREAM");
  const given = properties.section("Cors");
  const cors = properties.has("Cors") ? corsIn(given) : undefined;
  return { authType, invokeMode, cors };
}

function corsIn(cors: Properties): CorsRules {
  const maxAgeSeconds = cors.optionalNumber("MaxAge");
  return {
    allowCredentials: cors.optionalBoolean("AllowCredentials") ?? false,
    allowHeaders: cors.texts("AllowHeaders"),
    allowMethods: cors.texts("AllowMethods"),
    allowOrigins: cors.texts("AllowOrigins"),
    exposeHeaders: cors.texts("ExposeHeaders"),
    ...(maxAgeSeconds === undefined ? {} : { maxAgeSeconds }),
  };
}
