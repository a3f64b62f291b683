// The authorizers of an API, as security schemes of its document.

import type { Json, JsonObject } from "../../../../../aws/json.ts";
import { type Draft, isDraft, own, present } from "../draft.ts";
import type { Expansion } from "../expansion.ts";
import { ref, sub } from "../intrinsics.ts";
import type { SamResource } from "../sam-resource.ts";

/** The scheme of requests that IAM signs. */
export const iamScheme: JsonObject = {
  type: "apiKey",
  name: "Authorization",
  in: "header",
  "x-amazon-apigateway-authtype": "awsSigv4",
};

export const apiKeyScheme: JsonObject = { type: "apiKey", name: "x-api-key", in: "header" };

export function authorizersOf(auth: Json | undefined): Draft {
  const authorizers = own(auth, "Authorizers");
  return isDraft(authorizers) ? authorizers : {};
}

/** For a REST API. */
export function restScheme(authorizer: Draft, partition: string): JsonObject {
  const identity = own(authorizer, "Identity");
  const pools = own(authorizer, "UserPoolArn");
  const header = own(identity, "Header") ?? "Authorization";
  const isRequest = own(authorizer, "FunctionPayloadType") === "REQUEST";
  return {
    type: "apiKey",
    name: pools === undefined && isRequest ? "Unused" : header,
    in: "header",
    "x-amazon-apigateway-authtype": pools === undefined ? "custom" : "cognito_user_pools",
    "x-amazon-apigateway-authorizer":
      pools === undefined
        ? lambdaAuthorizer(authorizer, isRequest, partition)
        : present({
            type: "cognito_user_pools",
            providerARNs: Array.isArray(pools) ? pools : [pools],
            identityValidationExpression: own(identity, "ValidationExpression"),
          }),
  };
}

function lambdaAuthorizer(authorizer: Draft, isRequest: boolean, partition: string): JsonObject {
  const identity = own(authorizer, "Identity");
  const sources = isRequest ? identitySources(identity, "method.request", "") : [];
  return present({
    type: isRequest ? "request" : "token",
    authorizerUri: invocationUri(authorizer, partition),
    authorizerCredentials: credentials(authorizer),
    authorizerResultTtlInSeconds: own(identity, "ReauthorizeEvery"),
    identityValidationExpression: own(identity, "ValidationExpression"),
    identitySource: sources.length === 0 ? undefined : sources.join(", "),
  });
}

function credentials(authorizer: Draft): Json | undefined {
  const role = own(authorizer, "FunctionInvokeRole");
  return role === "NONE" ? undefined : role;
}

function invocationUri(authorizer: Draft, partition: string): JsonObject {
  const uri = `arn:${partition}:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${__FunctionArn__}/invocations`;
  return sub(uri, { __FunctionArn__: own(authorizer, "FunctionArn") ?? null });
}

function identitySources(identity: Json | undefined, request: string, mark: string): readonly string[] {
  const kinds = [
    ["Headers", `${request}.header.`],
    ["QueryStrings", `${request}.querystring.`],
    ["StageVariables", `${mark}stageVariables.`],
    ["Context", `${mark}context.`],
  ] as const;
  return kinds.flatMap(([name, prefix]) => {
    const values = own(identity, name);
    return Array.isArray(values) ? values.map((value) => `${prefix}${String(value)}`) : [];
  });
}

/** For an HTTP API. */
export function httpScheme(authorizer: Draft, partition: string): JsonObject {
  if (own(authorizer, "FunctionArn") === undefined) return jwtScheme(authorizer);
  const identity = own(authorizer, "Identity");
  const sources = identitySources(identity, "$request", "$");
  return {
    type: "apiKey",
    name: "Unused",
    in: "header",
    "x-amazon-apigateway-authorizer": present({
      type: "request",
      authorizerUri: invocationUri(authorizer, partition),
      authorizerCredentials: credentials(authorizer),
      authorizerResultTtlInSeconds: own(identity, "ReauthorizeEvery"),
      identitySource: sources.length === 0 ? undefined : sources,
      authorizerPayloadFormatVersion: own(authorizer, "AuthorizerPayloadFormatVersion"),
      enableSimpleResponses: own(authorizer, "EnableSimpleResponses") || undefined,
    }),
  };
}

function jwtScheme(authorizer: Draft): JsonObject {
  return {
    type: "oauth2",
    "x-amazon-apigateway-authorizer": present({
      type: "jwt",
      identitySource: own(authorizer, "IdentitySource"),
      jwtConfiguration: own(authorizer, "JwtConfiguration"),
    }),
  };
}

/** The permission that lets the API call an authorizer's function. */
export function addAuthorizerPermission(
  resource: SamResource,
  expansion: Expansion,
  name: string,
  authorizer: Draft,
  partition: string,
): void {
  const arn = own(authorizer, "FunctionArn");
  if (arn === undefined) return;
  const source = `arn:${partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${__ApiId__}/authorizers/*`;
  expansion.add(resource, `${resource.id}${name}AuthorizerPermission`, {
    ...resource.sharedAttributes(),
    Type: "AWS::Lambda::Permission",
    Properties: {
      Action: "lambda:InvokeFunction",
      FunctionName: arn,
      Principal: "apigateway.amazonaws.com",
      SourceArn: sub(source, { __ApiId__: ref(resource.id) }),
    },
  });
}
