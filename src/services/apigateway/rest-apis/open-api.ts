// REST APIs as Swagger 2 or OpenAPI 3 documents with API Gateway's extensions.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-import-api.html

import { isJsonObject, type Json, type JsonObject, objectOrEmpty } from "../../../aws/json.ts";
import { present } from "../../../aws/wire/given.ts";
import type { ApiParts } from "../api-parts.ts";
import { isTrue, textIn, textsIn } from "../open-api-values.ts";
import { badRequest } from "../refusals.ts";
import { importParts, partsInDocument } from "./documentation.ts";
import { checkMethod } from "./method-checks.ts";
import { parametersIn, partsIn, responsesIn, schemesIn } from "./open-api-parts.ts";
import { checkParameters } from "./parameter-checks.ts";
import type { IntegrationResponse, MethodParts, RestApi, RestIntegration, RestMethod } from "./records.ts";
import { modelCheck } from "./request-validation.ts";
import { policyIn } from "./resource-policy.ts";
import { putMethod, resourceAt } from "./resources.ts";
import type { RestApis } from "./rest-apis.ts";

const methods = ["get", "put", "post", "delete", "options", "head", "patch"];
const anyMethod = "x-amazon-apigateway-any-method";

/** What methods refer to by the names that the document has for it. */
interface ImportedMethod {
  readonly path: string;
  readonly method: RestMethod;
  readonly authorizer: string | undefined;
  readonly validator: string | undefined;
}

interface ImportedDocument {
  readonly methods: readonly ImportedMethod[];
  readonly parts: MethodParts;
}

/** Throws BadRequestException. */
export function checkKeySource(source: string): void {
  if (source === "HEADER" || source === "AUTHORIZER") return;
  throw badRequest(`Invalid API key source '${source}': expected one of [HEADER, AUTHORIZER]`);
}

/** What a document says of the API itself; what it does not say is left out. Throws BadRequestException. */
export function apiSettings(document: JsonObject): Pick<RestApi, "name"> & Partial<RestApi> {
  const { title, description, version } = objectOrEmpty(document.info);
  const extension = (name: string) => document[`x-amazon-apigateway-${name}`];
  const types = extension("binary-media-types");
  const size = extension("minimum-compression-size");
  const apiKeySource = textIn(extension("api-key-source"));
  if (apiKeySource !== undefined) checkKeySource(apiKeySource);
  // OpenAPI 3 has it with its servers.
  const server = Array.isArray(document.servers) ? objectOrEmpty(document.servers[0]) : {};
  const { disableExecuteApiEndpoint: isClosed, vpcEndpointIds } = objectOrEmpty(
    server["x-amazon-apigateway-endpoint-configuration"] ?? extension("endpoint-configuration"),
  );
  return {
    name: textIn(title) ?? "",
    ...present({
      ...{ description: textIn(description), version: textIn(version) },
      binaryMediaTypes: Array.isArray(types) ? types.map(String) : undefined,
      policy: policyIn(extension("policy")),
      apiKeySource,
      minimumCompressionSize: typeof size === "number" ? size : undefined,
      disableExecuteApiEndpoint: isClosed === undefined ? undefined : isTrue(isClosed),
      endpointConfiguration: Array.isArray(vpcEndpointIds)
        ? { types: ["PRIVATE"], vpcEndpointIds: vpcEndpointIds.map(String) }
        : undefined,
    }),
  };
}

/**
 * Makes what an API consists of anew, or adds to it and puts in its place what the document has, where it is merged. Nothing is changed by
 * a document that is refused. Throws BadRequestException.
 */
export function importResources(apis: RestApis, apiId: string, document: JsonObject, isMerged = false): void {
  const { methods: imported, parts } = checkDocument(document);
  const documentation = partsInDocument(document).parts;
  if (!isMerged) apis.clear(apiId);
  if (documentation.length > 0) importParts(apis, apiId, documentation, isMerged);
  for (const each of parts.models) apis.models.put(apiId, each);
  for (const each of parts.gatewayResponses) apis.gatewayResponses.put(apiId, each);
  const byName = <Part extends { readonly id: string; readonly name: string }>(
    kept: ApiParts<Part>,
    given: readonly Part[],
  ) => {
    for (const each of given) {
      const former = kept.of(apiId).find(({ name }) => name === each.name);
      kept.put(apiId, former === undefined ? each : { ...each, id: former.id });
    }
    return new Map(kept.of(apiId).map(({ id, name }) => [name, id]));
  };
  const authorizers = byName(apis.authorizers, parts.authorizers);
  const validators = byName(apis.requestValidators, parts.requestValidators);
  for (const { path, method, authorizer, validator } of imported)
    putMethod(apis, apiId, resourceAt(apis, apiId, path.replace(/(.)\/$/, "$1")).id, {
      ...method,
      ...(authorizer === undefined ? {} : { authorizerId: authorizers.get(authorizer) }),
      ...(validator === undefined ? {} : { requestValidatorId: validators.get(validator) }),
    });
}

/** What it has. Throws BadRequestException. */
export function checkDocument(document: JsonObject): ImportedDocument {
  if (document.swagger === undefined && !String(document.openapi).startsWith("3."))
    throw badRequest("Invalid specification: expected a Swagger 2 or OpenAPI 3 document");
  const imported = Object.entries(objectOrEmpty(document.paths)).flatMap(([path, item]) =>
    methodsIn(document, path, objectOrEmpty(item)),
  );
  for (const { method } of imported) {
    checkMethod(method);
    checkParameters(method);
  }
  const parts = partsIn(document);
  for (const each of parts.models) modelCheck(each, parts.models);
  return { methods: imported, parts };
}

function methodsIn(document: JsonObject, path: string, item: JsonObject): readonly ImportedMethod[] {
  return Object.entries(item).flatMap(([name, value]) => {
    const isAny = name === anyMethod;
    if (!isAny && !methods.includes(name.toLowerCase())) return [];
    const operation = objectOrEmpty(value);
    const { authorizer, ...access } = accessIn(document, operation, path);
    const method: RestMethod = {
      httpMethod: isAny ? "ANY" : name.toUpperCase(),
      ...access,
      operationName: textIn(operation.operationId),
      ...parametersIn(document, operation, item),
      methodResponses: responsesIn(document, operation),
      methodIntegration: integrationIn(operation["x-amazon-apigateway-integration"]),
    };
    const validator =
      operation["x-amazon-apigateway-request-validator"] ?? document["x-amazon-apigateway-request-validator"];
    return [{ path, method, authorizer, validator: textIn(validator) }];
  });
}

interface Access extends Pick<RestMethod, "authorizationType" | "apiKeyRequired" | "authorizationScopes"> {
  /** By its name in the document. */
  readonly authorizer: string | undefined;
}

/** A scheme of keys may stand beside one that authorizes. */
function accessIn(document: JsonObject, operation: JsonObject, path: string): Access {
  const required = operation.security ?? document.security ?? [];
  const asked = Array.isArray(required)
    ? required.flatMap((each) => Object.entries(objectOrEmpty(each as Json)))
    : [];
  let access: Access = { authorizationType: "NONE", apiKeyRequired: false, authorizer: undefined };
  for (const [name, scopes] of asked) {
    const scheme = objectOrEmpty(schemesIn(document)[name]);
    const type = textIn(scheme["x-amazon-apigateway-authtype"])?.toLowerCase();
    const authorizer = objectOrEmpty(scheme["x-amazon-apigateway-authorizer"]);
    if (type === "awssigv4" || name === "AWS_IAM") access = { ...access, authorizationType: "AWS_IAM" };
    else if (textIn(authorizer.type) !== undefined) {
      const isPool = textIn(authorizer.type)?.toLowerCase() === "cognito_user_pools";
      access = {
        ...{ apiKeyRequired: access.apiKeyRequired, authorizer: name },
        authorizationType: isPool ? "COGNITO_USER_POOLS" : "CUSTOM",
        ...(Array.isArray(scopes) && scopes.length > 0 ? { authorizationScopes: scopes.map(String) } : {}),
      };
    } else if (scheme.type === "apiKey" || name === "api_key") access = { ...access, apiKeyRequired: true };
    // SAM writes NONE where an operation does without the default authorizer. A scheme that API Gateway doesn't know asks for nothing.
    else if (name !== "NONE" && scheme.type === undefined)
      throw badRequest(`${path}: there is no authorizer ${name}`);
  }
  return access;
}

function integrationIn(value: Json | undefined): RestIntegration | undefined {
  if (!isJsonObject(value)) return undefined;
  const responses = Object.entries(objectOrEmpty(value.responses)).map(([pattern, given]) =>
    responseIn(pattern, objectOrEmpty(given)),
  );
  return {
    type: (textIn(value.type) ?? "").toUpperCase() as RestIntegration["type"],
    httpMethod: textIn(value.httpMethod),
    uri: textIn(value.uri),
    connectionType: textIn(value.connectionType)?.toUpperCase(),
    connectionId: textIn(value.connectionId),
    credentials: textIn(value.credentials),
    contentHandling: textIn(value.contentHandling),
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
    contentHandling: textIn(given.contentHandling),
  };
}
