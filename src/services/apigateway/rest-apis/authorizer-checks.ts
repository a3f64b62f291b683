// Which authorizers a REST API can have. https://docs.aws.amazon.com/apigateway/latest/api/API_CreateAuthorizer.html

import { RE2JS } from "re2js";
import { badRequest } from "../refusals.ts";
import { checkSource } from "../requests/parameter-source.ts";
import type { RestAuthorizer } from "./records.ts";

const types = ["TOKEN", "REQUEST", "COGNITO_USER_POOLS"];
const source = /^(?:method\.request\.(?:header|querystring)\.[\w.-]+|context\.[\w.]+|stageVariables\.\w+)$/;

/** Throws BadRequestException. */
export function checkAuthorizer(authorizer: RestAuthorizer): RestAuthorizer {
  const {
    name,
    type,
    authorizerUri,
    providerARNs = [],
    authorizerResultTtlInSeconds: ttl = 300,
  } = authorizer;
  if (name === "") throw badRequest("Authorizer name cannot be empty");
  if (!types.includes(type))
    throw badRequest(`Invalid authorizer type: ${type}. Must be one of [${types.join(", ")}]`);
  if (type === "COGNITO_USER_POOLS") {
    if (providerARNs.length === 0)
      throw badRequest("Invalid Authorizer: at least one provider ARN is required");
    const wrong = providerARNs.find((arn) => poolIn(arn) === undefined);
    if (wrong !== undefined) throw badRequest(`Invalid Cognito User Pool ARN: ${wrong}`);
  } else if (authorizerUri === undefined || !/:function:|:lambda:path\//.test(authorizerUri))
    throw badRequest(
      `Invalid Authorizer URI: ${authorizerUri ?? ""}. Authorizer URI should be a valid API Gateway ARN that represents a Lambda function invocation.`,
    );
  if (!Number.isInteger(ttl) || ttl < 0 || ttl > 3600)
    throw badRequest(
      "Authorizer result TTL outside allowable range. TTL must be between 0 and 3600 seconds.",
    );
  const sources = sourcesOf(authorizer);
  const wrong = sources.find((each) => !source.test(each));
  if (wrong !== undefined) throw badRequest(`Invalid request identity source expression: ${wrong}`);
  for (const each of sources) checkSource(`$${each.replace(/^method\./, "")}`);
  if (type === "REQUEST" && ttl > 0 && sources.length === 0)
    throw badRequest("Identity source must be set if authorizer caching is enabled (TTL is greater than 0)");
  if (authorizer.identityValidationExpression !== undefined)
    compiled(authorizer.identityValidationExpression);
  return authorizer;
}

export function sourcesOf({ type, identitySource }: RestAuthorizer): readonly string[] {
  if (identitySource === undefined || identitySource === "")
    return type === "REQUEST" ? [] : ["method.request.header.Authorization"];
  return identitySource.split(/\s*,\s*/);
}

function compiled(expression: string): RE2JS {
  try {
    return RE2JS.compile(expression);
  } catch (problem) {
    throw badRequest(`Invalid identity validation expression: ${(problem as Error).message}`);
  }
}

/** The whole of a text must match. */
export function matches(expression: string, text: string): boolean {
  return compiled(expression).matches(text);
}

/** The region and the id of the user pool of an ARN. */
export function poolIn(arn: string): { readonly region: string; readonly id: string } | undefined {
  const [, region = "", id] = /^arn:[\w-]+:cognito-idp:([\w-]+):\d{12}:userpool\/([\w-]+)$/.exec(arn) ?? [];
  return id === undefined ? undefined : { region, id };
}
