// Which methods a REST API can have here.

import { checkAddress } from "../http-apis/integration-checks.ts";
import { badRequest } from "../refusals.ts";
import { actionIn } from "./aws-uri.ts";
import { compileTemplate } from "./parse-template.ts";
import type { RestIntegration, RestMethod } from "./records.ts";

const methods = ["GET", "PUT", "POST", "DELETE", "PATCH", "OPTIONS", "HEAD", "ANY"];
const authorizationTypes = ["NONE", "AWS_IAM", "CUSTOM", "COGNITO_USER_POOLS"];
const behaviours = ["WHEN_NO_MATCH", "WHEN_NO_TEMPLATES", "NEVER"];
const types = ["AWS_PROXY", "AWS", "HTTP_PROXY", "HTTP", "MOCK"];

/** Throws BadRequestException. */
export function checkMethod({ httpMethod, authorizationType, methodIntegration }: RestMethod): void {
  checkHttpMethod(httpMethod);
  if (!authorizationTypes.includes(authorizationType))
    throw badRequest(
      "Invalid authorization type specified. Must be one of [NONE, AWS_IAM, CUSTOM, COGNITO_USER_POOLS]",
    );
  if (methodIntegration !== undefined) checkIntegration(methodIntegration);
}

function checkIntegration({ type, uri, httpMethod, ...integration }: RestIntegration): void {
  if (!types.includes(type)) throw badRequest(`Invalid integration type: ${type}`);
  if (!behaviours.includes(integration.passthroughBehavior))
    throw badRequest(
      `Invalid passthrough behavior specified: ${integration.passthroughBehavior}. Must be one of [${behaviours.join(", ")}]`,
    );
  const { timeoutInMillis } = integration;
  if (timeoutInMillis < 50 || timeoutInMillis > 29_000)
    throw badRequest("Timeout should be between 50 ms and 29000 ms");
  for (const template of Object.values(integration.requestTemplates ?? {})) compileTemplate(template);
  for (const { responseTemplates = {} } of Object.values(integration.integrationResponses ?? {}))
    for (const template of Object.values(responseTemplates)) compileTemplate(template);
  if (type === "MOCK") return;
  if (uri === undefined) throw badRequest("Invalid integration: a uri is required");
  if (httpMethod === undefined) throw badRequest("Enumeration value for HttpMethod must be non-empty");
  checkHttpMethod(httpMethod);
  if (type === "HTTP" || type === "HTTP_PROXY") checkAddress(uri);
  else if (!uri.startsWith("arn:")) throw badRequest("Invalid ARN specified in the request");
  else if (type === "AWS_PROXY" && !uri.includes(":lambda:path/"))
    throw badRequest(
      "Integrations of type 'AWS_PROXY' currently only supports Lambda function and Firehose stream invocations.",
    );
  else if (!uri.includes("${")) actionIn(uri);
  // A function may let API Gateway call it; what else is called is called in a role.
  if (type === "AWS" && !uri.includes(":lambda:path/") && integration.credentials === undefined)
    throw badRequest("Role ARN must be specified for AWS integrations");
}

function checkHttpMethod(httpMethod: string): void {
  if (!methods.includes(httpMethod))
    throw badRequest(`Invalid HttpMethod specified. Valid options are ${methods.join(",")}`);
}
