// FunctionUrlConfig: a URL for the function or its alias, open to all where it asks for no authorization.

import { isDraft, own, pick } from "../draft.ts";
import type { Expansion } from "../expansion.ts";
import { isIntrinsic } from "../intrinsics.ts";
import type { Invokable } from "./invokable.ts";

const corsMembers = [
  "AllowOrigins",
  "AllowMethods",
  "AllowCredentials",
  "AllowHeaders",
  "ExposeHeaders",
  "MaxAge",
];

export function expandFunctionUrl({ resource, name }: Invokable, expansion: Expansion): void {
  const config = resource.property("FunctionUrlConfig");
  if (!isDraft(config) || Object.keys(config).length === 0) return;
  const type = own(config, "AuthType");
  if (type === undefined || (!isIntrinsic(type) && type !== "NONE" && type !== "AWS_IAM"))
    resource.fail(
      "AuthType is required to configure function property `FunctionUrlConfig`. Please provide either AWS_IAM or NONE.",
      "FunctionUrlConfig",
      ...(type === undefined ? [] : ["AuthType"]),
    );
  const cors = own(config, "Cors") ?? {};
  if (!isDraft(cors))
    resource.fail("Property 'FunctionUrlConfig.Cors' should be a map.", "FunctionUrlConfig", "Cors");
  if (isDraft(cors) && !isIntrinsic(cors)) {
    const unknown = Object.keys(cors).find((member) => !corsMembers.includes(member));
    if (unknown !== undefined)
      resource.fail(
        `${unknown} is not a valid property for configuring Cors.`,
        "FunctionUrlConfig",
        "Cors",
        unknown,
      );
  }
  const attributes = resource.sharedAttributes();
  expansion.add(resource, `${resource.id}Url`, {
    ...attributes,
    Type: "AWS::Lambda::Url",
    Properties: { TargetFunctionArn: name, ...pick(config, ["AuthType", "Cors", "InvokeMode"]) },
  });
  if (type !== "NONE") return;
  const permission = { ...attributes, Type: "AWS::Lambda::Permission" };
  expansion.add(resource, `${resource.id}UrlPublicPermissions`, {
    ...permission,
    Properties: {
      Action: "lambda:InvokeFunctionUrl",
      FunctionName: name,
      Principal: "*",
      FunctionUrlAuthType: "NONE",
    },
  });
  expansion.add(resource, `${resource.id}URLInvokeAllowPublicAccess`, {
    ...permission,
    Properties: {
      Action: "lambda:InvokeFunction",
      FunctionName: name,
      Principal: "*",
      InvokedViaFunctionUrl: true,
    },
  });
}
