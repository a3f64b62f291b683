// REST APIs as Swagger 2 or OpenAPI 3 documents with API Gateway's extensions.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-import-api.html

import { isJsonObject, type Json, type JsonObject } from "../../../aws/json.ts";
import { badRequest } from "../refusals.ts";
import { checkMethod } from "./method-checks.ts";
import type { IntegrationResponse, RestApi, RestIntegration, RestMethod, Texts } from "./records.ts";
import type { RestApis } from "./rest-apis.ts";

const methods = ["get", "put", "post", "delete", "options", "head", "patch"];
const anyMethod = "x-amazon-apigateway-any-method";

interface ImportedMethod {
  readonly path: string;
  readonly method: RestMethod;
}

/** What a document says of the API itself. */
export function apiSettings({ info }: JsonObject): Pick<RestApi, "name" | "description" | "version"> {
  const { title, description, version } = objectIn(info);
  return { name: textIn(title) ?? "", description: textIn(description), version: textIn(version) };
}

/** Makes the resources and methods of an API anew. Nothing is changed by a document that is refused. Throws BadRequestException. */
export function importResources(apis: RestApis, apiId: string, document: JsonObject): void {
  const imported = checkDocument(document);
  apis.clear(apiId);
  for (const { path, method } of imported)
    apis.putMethod(apiId, apis.resourceAt(apiId, path.replace(/(.)\/$/, "$1")).id, method);
}

/** Its methods. Throws BadRequestException. */
export function checkDocument(document: JsonObject): readonly ImportedMethod[] {
  if (document.swagger === undefined && document.openapi === undefined)
    throw badRequest("Invalid specification: expected a Swagger 2 or OpenAPI 3 document");
  const imported = Object.entries(objectIn(document.paths)).flatMap(([path, item]) =>
    methodsIn(document, path, objectIn(item)),
  );
  for (const { method } of imported) checkMethod(method);
  return imported;
}

function methodsIn(document: JsonObject, path: string, item: JsonObject): readonly ImportedMethod[] {
  return Object.entries(item).flatMap(([name, value]) => {
    const isAny = name === anyMethod;
    if (!isAny && !methods.includes(name.toLowerCase())) return [];
    const operation = objectIn(value);
    const statuses = Object.keys(objectIn(operation.responses));
    const method: RestMethod = {
      httpMethod: isAny ? "ANY" : name.toUpperCase(),
      authorizationType: authorizationIn(document, operation, path),
      apiKeyRequired: false,
      operationName: textIn(operation.operationId),
      methodResponses: Object.fromEntries(statuses.map((statusCode) => [statusCode, { statusCode }])),
      methodIntegration: integrationIn(operation["x-amazon-apigateway-integration"]),
    };
    return [{ path, method }];
  });
}

function authorizationIn(document: JsonObject, operation: JsonObject, path: string): string {
  const required = operation.security ?? document.security ?? [];
  const names = Array.isArray(required)
    ? required.flatMap((each) => Object.keys(objectIn(each as Json)))
    : [];
  const schemes = {
    ...objectIn(document.securityDefinitions),
    ...objectIn(objectIn(document.components).securitySchemes),
  };
  for (const name of names) {
    const scheme = objectIn(schemes[name]);
    if (
      name === "api_key" ||
      (scheme.type === "apiKey" && scheme["x-amazon-apigateway-authtype"] === undefined)
    )
      continue;
    if (scheme["x-amazon-apigateway-authtype"] === "awsSigv4") return "AWS_IAM";
    throw badRequest(`${path}: the region has no authorizers of REST APIs, and cannot ask ${name}`);
  }
  return "NONE";
}

function integrationIn(value: Json | undefined): RestIntegration | undefined {
  if (!isJsonObject(value)) return undefined;
  const responses = Object.entries(objectIn(value.responses)).map(([pattern, given]) =>
    responseIn(pattern, objectIn(given)),
  );
  return {
    type: (textIn(value.type) ?? "").toUpperCase() as RestIntegration["type"],
    httpMethod: textIn(value.httpMethod),
    uri: textIn(value.uri),
    credentials: textIn(value.credentials),
    requestParameters: textsIn(value.requestParameters),
    requestTemplates: textsIn(value.requestTemplates),
    passthroughBehavior: (textIn(value.passthroughBehavior) ?? "WHEN_NO_MATCH").toUpperCase(),
    timeoutInMillis: value.timeoutInMillis === undefined ? 29_000 : Number(value.timeoutInMillis),
    integrationResponses: Object.fromEntries(responses.map((each) => [each.statusCode, each])),
  };
}

function responseIn(pattern: string, given: JsonObject): IntegrationResponse {
  return {
    statusCode: String(given.statusCode ?? "200"),
    ...(pattern === "default" ? {} : { selectionPattern: pattern }),
    responseParameters: textsIn(given.responseParameters),
    responseTemplates: textsIn(given.responseTemplates),
  };
}

function textsIn(value: Json | undefined): Texts | undefined {
  if (!isJsonObject(value)) return undefined;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, String(each)]));
}

function textIn(value: Json | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function objectIn(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}
