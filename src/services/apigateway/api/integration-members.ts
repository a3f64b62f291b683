// The members of integrations, routes and stages as requests have them.

import { present } from "../../../aws/wire/given.ts";
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
import type { HttpApi, IntegrationSettings, RouteSettings, StageSettings } from "../http-apis/records.ts";
import { badRequest } from "../refusals.ts";

export const integrationMembers = {
  connectionId: optional(text()),
  connectionType: optional(oneOf("INTERNET", "VPC_LINK")),
  contentHandlingStrategy: optional(oneOf("CONVERT_TO_BINARY", "CONVERT_TO_TEXT")),
  credentialsArn: optional(text()),
  description: optional(text({ max: 1024 })),
  integrationMethod: optional(text()),
  integrationSubtype: optional(text()),
  integrationType: optional(oneOf("AWS", "HTTP", "MOCK", "HTTP_PROXY", "AWS_PROXY")),
  integrationUri: optional(text()),
  passthroughBehavior: optional(oneOf("WHEN_NO_MATCH", "NEVER", "WHEN_NO_TEMPLATES")),
  payloadFormatVersion: optional(text()),
  requestParameters: optional(mapOf(text())),
  requestTemplates: optional(mapOf(text({ max: 32_768 }))),
  responseParameters: optional(mapOf(mapOf(text()))),
  templateSelectionExpression: optional(text()),
  timeoutInMillis: optional(integer({ min: 50, max: 30_000 })),
};
/** What a change makes of entries: it adds to those that are there, and removes those to which it gives nothing. */
export function changedEntries<Value extends string | object>(
  former: Readonly<Record<string, Value>> | undefined,
  change: Readonly<Record<string, Value>> | undefined,
): Readonly<Record<string, Value>> | undefined {
  if (change === undefined) return undefined;
  const isGiven = (value: Value) =>
    typeof value === "string" ? value !== "" : Object.keys(value).length > 0;
  return Object.fromEntries(Object.entries({ ...former, ...change }).filter(([, value]) => isGiven(value)));
}

const integrationShape = structure(integrationMembers);
type GivenIntegration = ValueOf<typeof integrationShape>;

/** Throws BadRequestException for what the other kind of APIs has. */
export function integrationSettings(
  { protocolType }: HttpApi,
  given: GivenIntegration,
  former?: IntegrationSettings,
): IntegrationSettings {
  return protocolType === "WEBSOCKET" ? ofWebSocketApi(given, former) : ofHttpApi(given, former);
}

function ofHttpApi(given: GivenIntegration, former: IntegrationSettings | undefined): IntegrationSettings {
  // What says how templates are chosen is of WebSocket APIs alone: AWS takes it and forgets it.
  const { passthroughBehavior: _, contentHandlingStrategy: __, ...told } = given;
  const { integrationType = former?.integrationType, payloadFormatVersion, ...rest } = told;
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
    // A function is called by POST, whatever is said.
    ...(integrationType === "AWS_PROXY" &&
    (rest.integrationSubtype ?? former?.integrationSubtype) === undefined
      ? { integrationMethod: "POST" }
      : {}),
  };
}

/** What is told of an integration of a WebSocket API that says nothing of it. */
const usualOfWebSocketApis = {
  ...{ connectionType: "INTERNET", passthroughBehavior: "WHEN_NO_MATCH", timeoutInMillis: 29_000 },
} as const;

function ofWebSocketApi(
  given: GivenIntegration,
  former: IntegrationSettings | undefined,
): IntegrationSettings {
  const { integrationType = former?.integrationType, payloadFormatVersion = "1.0", ...rest } = given;
  if (integrationType === undefined) throw badRequest("IntegrationType is required");
  if (payloadFormatVersion !== "1.0")
    throw badRequest(`PayloadFormatVersion ${payloadFormatVersion} is not supported for WebSocket APIs`);
  const isProxy = integrationType === "AWS_PROXY" || integrationType === "HTTP_PROXY";
  const { connectionType, timeoutInMillis, ...all } = {
    ...usualOfWebSocketApis,
    ...former,
    ...present(rest),
  };
  return {
    ...{ ...all, integrationType, payloadFormatVersion, connectionType, timeoutInMillis },
    ...(isProxy ? {} : { integrationResponseSelectionExpression: selectionOf(integrationType) }),
    // A function is called by POST, whatever is said.
    ...(integrationType === "AWS_PROXY" ? { integrationMethod: "POST" } : {}),
  };
}

/** What the keys of integration responses are held against. */
function selectionOf(integrationType: IntegrationSettings["integrationType"]): string {
  return integrationType === "AWS"
    ? "${integration.response.body.errorMessage}"
    : "${integration.response.statuscode}";
}

export const routeMembers = {
  apiKeyRequired: optional(flag()),
  authorizationScopes: optional(listOf(text())),
  authorizationType: optional(oneOf("NONE", "AWS_IAM", "CUSTOM", "JWT")),
  authorizerId: optional(text()),
  modelSelectionExpression: optional(text()),
  operationName: optional(text({ max: 64 })),
  requestModels: optional(mapOf(text({ max: 128 }))),
  requestParameters: optional(mapOf(structure({ required: optional(flag()) }))),
  routeKey: optional(text()),
  routeResponseSelectionExpression: optional(text()),
  target: optional(text()),
};
const routeShape = structure(routeMembers);

/** Throws BadRequestException. */
export function routeSettings(
  { protocolType }: HttpApi,
  given: ValueOf<typeof routeShape>,
  former?: RouteSettings,
): RouteSettings {
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
    ...(protocolType === "WEBSOCKET" ? selectionsIn(given, former) : {}),
  };
}

type Selections = Pick<
  RouteSettings,
  "modelSelectionExpression" | "requestModels" | "requestParameters" | "routeResponseSelectionExpression"
>;

/** What routes of WebSocket APIs have besides. */
function selectionsIn(given: Selections, former: Selections = {}): Selections {
  const told = (all: Selections) =>
    present({
      modelSelectionExpression: all.modelSelectionExpression,
      requestModels: all.requestModels,
      requestParameters: all.requestParameters,
      routeResponseSelectionExpression: all.routeResponseSelectionExpression,
    });
  return { ...told(former), ...told(given) };
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
