// HTTP APIs as OpenAPI 3 documents with API Gateway's extensions.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-open-api.html

import { isJsonObject, type Json, type JsonObject, objectOrEmpty } from "../../../aws/json.ts";
import { isTrue, textIn, textsIn } from "../open-api-values.ts";
import type { Texts } from "../records.ts";
import { badRequest } from "../refusals.ts";
import { type AuthorizerSettings, authorizerSettings } from "./authorizer.ts";
import type { CorsConfiguration, HttpRoute, IntegrationSettings } from "./records.ts";

export interface ImportedApi {
  readonly name: string;
  readonly description: string | undefined;
  readonly version: string | undefined;
  readonly corsConfiguration: CorsConfiguration | undefined;
  readonly disableExecuteApiEndpoint: boolean;
  readonly tags: Texts;
  readonly routes: readonly ImportedRoute[];
  readonly authorizers: readonly AuthorizerSettings[];
}

export interface ImportedRoute {
  readonly routeKey: string;
  readonly operationName: string | undefined;
  readonly authorizationType: HttpRoute["authorizationType"];
  readonly authorizationScopes: readonly string[] | undefined;
  /** With CUSTOM and JWT: its name in the document. */
  readonly authorizer: string | undefined;
  readonly integration: IntegrationSettings | undefined;
}

const methods = ["get", "put", "post", "delete", "options", "head", "patch"];
const anyMethod = "x-amazon-apigateway-any-method";

/** Throws BadRequestException. */
export function importedApi(document: JsonObject): ImportedApi {
  if (typeof document.openapi !== "string" || !document.openapi.startsWith("3."))
    throw badRequest("Unable to parse API definition: expected an OpenAPI 3 document");
  const info = objectOrEmpty(document.info);
  const endpoint = objectOrEmpty(document["x-amazon-apigateway-endpoint-configuration"]);
  const server = Array.isArray(document.servers) ? objectOrEmpty(document.servers[0] as Json) : {};
  const settings = objectOrEmpty(server["x-amazon-apigateway-endpoint-configuration"]);
  return {
    name: textIn(info.title) ?? "",
    description: textIn(info.description),
    version: textIn(info.version),
    corsConfiguration: corsIn(document["x-amazon-apigateway-cors"]),
    disableExecuteApiEndpoint: [endpoint, settings].some((each) => isTrue(each.disableExecuteApiEndpoint)),
    tags: tagsIn(document.tags),
    authorizers: authorizersIn(document),
    routes: Object.entries(objectOrEmpty(document.paths)).flatMap(([path, item]) =>
      routesIn(document, path, objectOrEmpty(item)),
    ),
  };
}

function routesIn(document: JsonObject, path: string, item: JsonObject): readonly ImportedRoute[] {
  return Object.entries(item).flatMap(([name, value]) => {
    const isAny = name === anyMethod;
    if (!isAny && !methods.includes(name.toLowerCase())) return [];
    const operation = objectOrEmpty(value);
    const isDefault = isAny && /^\/?\$default$/.test(path);
    return [
      {
        routeKey: isDefault ? "$default" : `${isAny ? "ANY" : name.toUpperCase()} ${path}`,
        operationName: textIn(operation.operationId),
        ...authorizationIn(document, operation, path),
        integration: integrationIn(document, operation),
      },
    ];
  });
}

function authorizationIn(
  document: JsonObject,
  operation: JsonObject,
  path: string,
): Pick<ImportedRoute, "authorizationType" | "authorizer" | "authorizationScopes"> {
  const required = operation.security ?? document.security ?? [];
  const [[scheme, scopes] = []] = Array.isArray(required)
    ? required.flatMap((each) => Object.entries(objectOrEmpty(each as Json)))
    : [];
  const none = { authorizer: undefined, authorizationScopes: undefined };
  // SAM writes NONE where an operation does without the default authorizer.
  if (scheme === undefined || scheme === "NONE") return { authorizationType: "NONE", ...none };
  const { "x-amazon-apigateway-authtype": type, "x-amazon-apigateway-authorizer": authorizer } =
    objectOrEmpty(schemesIn(document)[scheme]);
  if (scheme === "AWS_IAM" || type === "awsSigv4") return { authorizationType: "AWS_IAM", ...none };
  const kind = textIn(objectOrEmpty(authorizer).type)?.toLowerCase();
  if (kind === "request") return { authorizationType: "CUSTOM", ...none, authorizer: scheme };
  if (kind !== "jwt")
    throw badRequest(`${path}: there is no authorizer ${scheme} of the type request or jwt`);
  const authorizationScopes = Array.isArray(scopes) && scopes.length > 0 ? scopes.map(String) : undefined;
  return { authorizationType: "JWT", authorizer: scheme, authorizationScopes };
}

function schemesIn(document: JsonObject): JsonObject {
  return objectOrEmpty(objectOrEmpty(document.components).securitySchemes);
}

function authorizersIn(document: JsonObject): readonly AuthorizerSettings[] {
  return Object.entries(schemesIn(document)).flatMap(([name, scheme]) => {
    const given = objectOrEmpty(objectOrEmpty(scheme)["x-amazon-apigateway-authorizer"]);
    const { authorizerResultTtlInSeconds: ttl, enableSimpleResponses, identitySource } = given;
    const authorizerType = textIn(given.type)?.toUpperCase();
    if (authorizerType === undefined) return [];
    const version = given.authorizerPayloadFormatVersion;
    const jwt = objectOrEmpty(given.jwtConfiguration);
    return [
      authorizerSettings("HTTP", {
        ...{ name, authorizerType, authorizerUri: textIn(given.authorizerUri) },
        // A template's number may have lost its ".0".
        authorizerPayloadFormatVersion: version === undefined ? undefined : Number(version).toFixed(1),
        authorizerCredentialsArn: textIn(given.authorizerCredentials),
        identitySource: Array.isArray(identitySource)
          ? identitySource.map(String)
          : textIn(identitySource)?.split(/\s*,\s*/),
        enableSimpleResponses: isTrue(enableSimpleResponses),
        authorizerResultTtlInSeconds: ttl === undefined ? undefined : Number(ttl),
        jwtConfiguration: {
          issuer: textIn(jwt.issuer),
          audience: Array.isArray(jwt.audience) ? jwt.audience.map(String) : undefined,
        },
      }),
    ];
  });
}

function integrationIn(document: JsonObject, operation: JsonObject): IntegrationSettings | undefined {
  const given = resolved(document, operation["x-amazon-apigateway-integration"]);
  if (given === undefined) return undefined;
  const type = (textIn(given.type) ?? "").toUpperCase();
  if (type !== "AWS_PROXY" && type !== "HTTP_PROXY")
    throw badRequest(`Invalid integration type: ${type || "(none)"}; expected AWS_PROXY or HTTP_PROXY`);
  const timeout = given.timeoutInMillis;
  return {
    integrationType: type,
    integrationSubtype: textIn(given.integrationSubtype),
    integrationUri: textIn(given.uri),
    integrationMethod: textIn(given.httpMethod),
    connectionType: textIn(given.connectionType)?.toUpperCase() ?? "INTERNET",
    connectionId: textIn(given.connectionId),
    credentialsArn: textIn(given.credentials),
    description: textIn(given.description),
    payloadFormatVersion: String(given.payloadFormatVersion ?? "1.0").startsWith("2") ? "2.0" : "1.0",
    requestParameters: textsIn(given.requestParameters),
    responseParameters: responsesIn(given.responseParameters),
    timeoutInMillis: timeout === undefined ? 30_000 : Number(timeout),
  };
}

/** An integration may stand among the components. */
function resolved(document: JsonObject, value: Json | undefined): JsonObject | undefined {
  if (!isJsonObject(value)) return undefined;
  if (typeof value.$ref !== "string") return value;
  const [, name = ""] = /^#\/components\/x-amazon-apigateway-integrations\/(.+)$/.exec(value.$ref) ?? [];
  const found = objectOrEmpty(objectOrEmpty(document.components)["x-amazon-apigateway-integrations"])[name];
  if (!isJsonObject(found)) throw badRequest(`Invalid reference: ${value.$ref}`);
  return found;
}

function corsIn(value: Json | undefined): CorsConfiguration | undefined {
  if (!isJsonObject(value)) return undefined;
  const list = (name: string): readonly string[] | undefined => {
    const given = value[name];
    if (given === undefined || given === null) return undefined;
    return (Array.isArray(given) ? given : [given]).map(String);
  };
  return {
    ...{ allowOrigins: list("allowOrigins"), allowHeaders: list("allowHeaders") },
    ...{ allowMethods: list("allowMethods"), exposeHeaders: list("exposeHeaders") },
    ...(value.maxAge === undefined ? {} : { maxAge: Number(value.maxAge) }),
    ...(value.allowCredentials === undefined ? {} : { allowCredentials: isTrue(value.allowCredentials) }),
  };
}

function tagsIn(value: Json | undefined): Texts {
  const tags = Array.isArray(value) ? value.map((each) => objectOrEmpty(each as Json)) : [];
  return Object.fromEntries(
    tags.flatMap((tag) => {
      const text = textIn(tag["x-amazon-apigateway-tag-value"]);
      return text === undefined ? [] : [[String(tag.name), text]];
    }),
  );
}

function responsesIn(value: Json | undefined): Readonly<Record<string, Texts>> | undefined {
  if (!isJsonObject(value)) return undefined;
  return Object.fromEntries(Object.entries(value).map(([status, each]) => [status, textsIn(each) ?? {}]));
}
