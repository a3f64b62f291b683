// The members of integrations, routes and stages as requests have them.

import {
  flag,
  integer,
  listOf,
  mapOf,
  oneOf,
  optional,
  structure,
  text,
  type ValueOf,
} from "../../../aws/wire/shape.ts";
import type { IntegrationSettings, RouteSettings, StageSettings } from "../http-apis/records.ts";
import { badRequest } from "../refusals.ts";
import { present } from "./api-operations.ts";

export const integrationMembers = {
  connectionId: optional(text()),
  connectionType: optional(oneOf("INTERNET", "VPC_LINK")),
  credentialsArn: optional(text()),
  description: optional(text({ max: 1024 })),
  integrationMethod: optional(text()),
  integrationSubtype: optional(text()),
  integrationType: optional(oneOf("AWS", "HTTP", "MOCK", "HTTP_PROXY", "AWS_PROXY")),
  integrationUri: optional(text()),
  payloadFormatVersion: optional(text()),
  requestParameters: optional(mapOf(text())),
  responseParameters: optional(mapOf(mapOf(text()))),
  timeoutInMillis: optional(integer({ min: 50, max: 30_000 })),
};
const integrationShape = structure(integrationMembers);

/** Throws BadRequestException for what only WebSocket APIs have. */
export function integrationSettings(
  given: ValueOf<typeof integrationShape>,
  former?: IntegrationSettings,
): IntegrationSettings {
  const { integrationType = former?.integrationType, payloadFormatVersion, ...rest } = given;
  if (integrationType !== "AWS_PROXY" && integrationType !== "HTTP_PROXY")
    throw badRequest("Only HTTP_PROXY and AWS_PROXY integration types are supported for HTTP APIs");
  const version = payloadFormatVersion ?? former?.payloadFormatVersion ?? "1.0";
  if (version !== "1.0" && version !== "2.0")
    throw badRequest(`Unsupported PayloadFormatVersion: ${version}`);
  if (version === "2.0" && integrationType === "HTTP_PROXY")
    throw badRequest("PayloadFormatVersion 2.0 is not supported for integration of type HTTP_PROXY");
  const { connectionType = "INTERNET", timeoutInMillis = 30_000 } = { ...former, ...present(rest) };
  return {
    ...former,
    ...present(rest),
    ...{ integrationType, payloadFormatVersion: version, connectionType, timeoutInMillis },
    ...(integrationType === "AWS_PROXY" && rest.integrationSubtype === undefined && former === undefined
      ? { integrationMethod: rest.integrationMethod ?? "POST" }
      : {}),
  };
}

export const routeMembers = {
  apiKeyRequired: optional(flag()),
  authorizationScopes: optional(listOf(text())),
  authorizationType: optional(oneOf("NONE", "AWS_IAM", "CUSTOM", "JWT")),
  authorizerId: optional(text()),
  operationName: optional(text({ max: 64 })),
  routeKey: optional(text()),
  target: optional(text()),
};
const routeShape = structure(routeMembers);

/** Throws BadRequestException. */
export function routeSettings(given: ValueOf<typeof routeShape>, former?: RouteSettings): RouteSettings {
  const { routeKey, authorizationType = former?.authorizationType ?? "NONE", target, operationName } = given;
  const key = routeKey ?? former?.routeKey;
  if (key === undefined) throw badRequest("routeKey is required");
  const authorizerId = given.authorizerId ?? former?.authorizerId;
  const authorizationScopes = given.authorizationScopes ?? former?.authorizationScopes;
  return {
    ...{ routeKey: key, authorizationType, apiKeyRequired: given.apiKeyRequired ?? false },
    ...(authorizationType === "CUSTOM" ? present({ authorizerId }) : {}),
    ...(authorizationType === "JWT" ? present({ authorizerId, authorizationScopes }) : {}),
    ...present({ target: target ?? former?.target, operationName: operationName ?? former?.operationName }),
  };
}

const settingsOfRoute = structure({
  dataTraceEnabled: optional(flag()),
  detailedMetricsEnabled: optional(flag()),
  loggingLevel: optional(text()),
  throttlingBurstLimit: optional(integer()),
  throttlingRateLimit: optional(integer()),
});
export const stageMembers = {
  accessLogSettings: optional(structure({ destinationArn: optional(text()), format: optional(text()) })),
  autoDeploy: optional(flag()),
  defaultRouteSettings: optional(settingsOfRoute),
  deploymentId: optional(text()),
  description: optional(text({ max: 1024 })),
  routeSettings: optional(mapOf(settingsOfRoute)),
  stageVariables: optional(mapOf(text({ max: 2048 }))),
};
const stageShape = structure(stageMembers);

export function stageSettings(given: ValueOf<typeof stageShape>): StageSettings {
  return {
    ...present(given),
    autoDeploy: given.autoDeploy ?? false,
    defaultRouteSettings: given.defaultRouteSettings ?? { detailedMetricsEnabled: false },
    routeSettings: given.routeSettings ?? {},
    stageVariables: given.stageVariables ?? {},
  };
}
