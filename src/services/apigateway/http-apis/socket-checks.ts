// Which routes and integrations a WebSocket API can have here.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-integrations.html

import { badRequest } from "../refusals.ts";
import { checkAddress } from "./integration-checks.ts";
import type { IntegrationSettings, RouteSettings } from "./records.ts";

/** Throws BadRequestException. */
export function checkSocketIntegration(settings: IntegrationSettings): void {
  const { integrationType, integrationUri, integrationMethod, connectionType, timeoutInMillis } = settings;
  if (settings.integrationSubtype !== undefined)
    throw badRequest("Integration subtypes are not supported for WebSocket APIs");
  if (connectionType !== "INTERNET" && connectionType !== "VPC_LINK")
    throw badRequest(`Invalid connection type: ${connectionType}; expected INTERNET or VPC_LINK`);
  if (timeoutInMillis < 50 || timeoutInMillis > 29_000)
    throw badRequest("Timeout should be between 50 ms and 29000 ms");
  if (integrationType === "MOCK") return;
  if (integrationUri === undefined) throw badRequest("Integration URI is required");
  if (integrationMethod === undefined)
    throw badRequest(`HttpMethod must be specified for ${integrationType} integrations`);
  if (integrationType === "HTTP" || integrationType === "HTTP_PROXY") {
    // A private integration names a balancer's address.
    if (connectionType === "INTERNET") checkAddress(integrationUri);
  } else if (integrationType === "AWS_PROXY" && !integrationUri.includes(":function:"))
    throw badRequest(`Invalid function ARN: ${integrationUri}`);
}

/** Throws BadRequestException. */
export function checkSocketRoute({ routeKey, authorizationType }: RouteSettings): void {
  if (routeKey === "") throw badRequest("Route key must not be empty");
  if (authorizationType === "JWT")
    throw badRequest(
      "Unsupported authorization type for WebSocket APIs: JWT; expected NONE, AWS_IAM or CUSTOM",
    );
  if (authorizationType !== "NONE" && routeKey !== "$connect")
    throw badRequest("Currently, authorization is restricted to the $connect route only");
}
