// Which integrations an HTTP API can have here.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations.html

import { badRequest } from "../refusals.ts";
import { awsActions } from "../requests/aws-actions.ts";
import { checkSource } from "../requests/parameter-source.ts";
import type { IntegrationSettings } from "./records.ts";

/** Throws BadRequestException. */
export function checkIntegration(settings: IntegrationSettings): void {
  const { integrationType, integrationSubtype, integrationUri, integrationMethod, connectionType } = settings;
  const { timeoutInMillis } = settings;
  if (connectionType !== "INTERNET" && connectionType !== "VPC_LINK")
    throw badRequest(`Invalid connection type: ${connectionType}; expected INTERNET or VPC_LINK`);
  if (timeoutInMillis < 50 || timeoutInMillis > 30_000)
    throw badRequest("Timeout should be between 50 ms and 30000 ms");
  if (integrationSubtype !== undefined) {
    checkAction(settings, integrationSubtype);
    return;
  }
  if (integrationUri === undefined) throw badRequest("Integration URI is required");
  checkSources(settings.requestParameters ?? {}, requestDestination);
  for (const [status, each] of Object.entries(settings.responseParameters ?? {})) {
    if (!/^[2-5]\d\d$/.test(status)) throw badRequest(`Status Code ${status} is not valid`);
    checkSources(each, responseDestination);
  }
  if (integrationType === "HTTP_PROXY") {
    if (integrationMethod === undefined)
      throw badRequest("HttpMethod must be specified for HTTP_PROXY integrations");
    // A private integration names a listener or a service instead.
    if (connectionType === "INTERNET") checkAddress(integrationUri);
  } else if (!integrationUri.includes(":function:"))
    throw badRequest(`Invalid function ARN: ${integrationUri}`);
}

function checkAction({ requestParameters = {}, credentialsArn }: IntegrationSettings, subtype: string): void {
  const action = awsActions[subtype];
  if (action === undefined)
    throw badRequest(
      `Operation: ${subtype} is not supported. The region has ${Object.keys(awsActions).join(", ")}`,
    );
  const missing = action.required.filter((name) => requestParameters[name] === undefined);
  if (missing.length > 0)
    throw badRequest(`Parameter(s) ${missing.join(", ")} must be provided for integration type ${subtype}`);
  const known = [...action.required, ...action.optional, "Region"];
  const unknown = Object.keys(requestParameters).filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw badRequest(`Parameter(s) ${unknown.join(", ")} are not known to integration type ${subtype}`);
  if (credentialsArn === undefined)
    throw badRequest(`Role ARN must be specified for AWS integration configuration with Subtype: ${subtype}`);
  for (const source of Object.values(requestParameters)) checkSource(source);
}

interface Destination {
  readonly names: RegExp;
  readonly refusal: (name: string) => string;
}

const requestDestination: Destination = {
  names: /^(?:(?:append|overwrite|remove):(?:header|querystring)\.[^\s]+|overwrite:path)$/,
  refusal: () => "Invalid Request Actioned Parameter",
};
const responseDestination: Destination = {
  names: /^(?:(?:append|overwrite|remove):header\.[^\s]+|overwrite:statuscode)$/,
  refusal: (name) => `Invalid Response Actioned Parameter destination specified: ${name}`,
};

function checkSources(parameters: Readonly<Record<string, string>>, destination: Destination): void {
  for (const [name, source] of Object.entries(parameters)) {
    if (!destination.names.test(name)) throw badRequest(destination.refusal(name));
    checkSource(source);
  }
}

/** Throws BadRequestException for what is no address of HTTP. Whether anybody is there is seen when it is asked. */
export function checkAddress(uri: string): void {
  // A variable may stand for any part of it.
  const shown = uri.replaceAll(/\$?\{[^}]*\}/g, "x");
  if (!URL.canParse(shown)) throw badRequest(`Invalid HTTP endpoint specified for URI: ${uri}`);
  if (uri.includes("${stageVariables.") || uri.includes("://{")) return;
  if (!/^https?:$/.test(new URL(shown).protocol))
    throw badRequest(`Invalid HTTP endpoint specified for URI: ${uri}`);
}
