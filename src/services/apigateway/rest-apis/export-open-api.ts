// REST APIs written as Swagger 2 or OpenAPI 3 documents, such as `open-api.ts` reads.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-export-api.html

import { type Json, type JsonObject, objectOrEmpty } from "../../../aws/json.ts";
import { present } from "../../../aws/wire/given.ts";
import { isoSeconds } from "../ids.ts";
import type {
  DocumentationVersion,
  MethodParts,
  Model,
  RestApi,
  RestAuthorizer,
  RestIntegration,
  RestMethod,
  RestResource,
} from "./records.ts";

export type Specification = "oas30" | "swagger";
/** What is written besides what every reader of such documents knows. */
export type Extension = "integrations" | "authorizers" | "documentation" | "apigateway";

export interface ExportedApi {
  readonly api: RestApi;
  readonly stageName: string;
  /** Where AWS has it. */
  readonly host: string;
  /** What was deployed. */
  readonly resources: readonly RestResource[];
  readonly parts: MethodParts;
  readonly documentation?: DocumentationVersion | undefined;
}

interface Manner {
  readonly isSwagger: boolean;
  has(extension: Extension): boolean;
}

export function exportedDocument(
  exported: ExportedApi,
  specification: Specification,
  extensions: ReadonlySet<Extension>,
): JsonObject {
  const { api, stageName, host, resources, parts, documentation } = exported;
  const isSwagger = specification === "swagger";
  const manner: Manner = {
    isSwagger,
    has: (extension) => extensions.has("apigateway") || extensions.has(extension),
  };
  const info = present({
    ...{ title: api.name, description: api.description },
    version: api.version ?? isoSeconds(api.createdDate),
  });
  const schemas = Object.fromEntries(
    usedModels(resources, parts.models).map((each) => [each.name, schemaOf(each, manner)]),
  );
  const schemes = Object.fromEntries(schemesOf(resources, parts.authorizers, manner));
  const whole = isSwagger
    ? {
        ...{ swagger: "2.0", info, host, basePath: `/${stageName}`, schemes: ["https"] },
        ...{ paths: pathsOf(exported, manner), securityDefinitions: schemes, definitions: schemas },
      }
    : {
        ...{ openapi: "3.0.1", info },
        servers: [
          { url: `https://${host}/{basePath}`, variables: { basePath: { default: `/${stageName}` } } },
        ],
        ...{ paths: pathsOf(exported, manner), components: { schemas, securitySchemes: schemes } },
      };
  return {
    ...whole,
    ...(manner.has("apigateway") ? gatewayExtensions(api, parts) : {}),
    ...(manner.has("documentation") && documentation !== undefined
      ? { "x-amazon-apigateway-documentation": documentationOf(documentation) }
      : {}),
  };
}

function gatewayExtensions(api: RestApi, { requestValidators, gatewayResponses }: MethodParts): JsonObject {
  const validators = requestValidators.map(({ name, validateRequestBody, validateRequestParameters }) => [
    name,
    { validateRequestBody, validateRequestParameters },
  ]);
  const responses = gatewayResponses.map(({ responseType, ...response }) => [
    responseType,
    present(response),
  ]);
  return {
    ...(api.binaryMediaTypes === undefined
      ? {}
      : { "x-amazon-apigateway-binary-media-types": api.binaryMediaTypes }),
    ...(api.policy === undefined
      ? {}
      : { "x-amazon-apigateway-policy": objectOrEmpty(JSON.parse(api.policy)) }),
    ...(validators.length === 0
      ? {}
      : { "x-amazon-apigateway-request-validators": Object.fromEntries(validators) }),
    ...(responses.length === 0
      ? {}
      : { "x-amazon-apigateway-gateway-responses": Object.fromEntries(responses) }),
  };
}

function documentationOf({ version, createdDate, parts }: DocumentationVersion): JsonObject {
  const documentationParts = parts.map(({ location, properties }) => ({
    location: present(location),
    properties: JSON.parse(properties) as Json,
  }));
  return { version, createdDate: isoSeconds(createdDate), documentationParts };
}

function pathsOf({ resources, parts }: ExportedApi, manner: Manner): JsonObject {
  const paths = resources
    .filter(({ resourceMethods = {} }) => Object.keys(resourceMethods).length > 0)
    .map(({ path, resourceMethods = {} }) => {
      const methods = Object.values(resourceMethods).map((method) => [
        method.httpMethod === "ANY" ? "x-amazon-apigateway-any-method" : method.httpMethod.toLowerCase(),
        operationOf(method, parts, manner),
      ]);
      return [path, Object.fromEntries(methods)];
    });
  return Object.fromEntries(paths);
}

function operationOf(method: RestMethod, parts: MethodParts, manner: Manner): JsonObject {
  const { requestParameters = {}, requestModels = {}, methodResponses = {} } = method;
  const bodies = Object.entries(requestModels);
  const parameters: JsonObject[] = Object.entries(requestParameters).map(([parameter, isRequired]) =>
    parameterOf(parameter, isRequired, manner),
  );
  const [[, bodyModel] = []] = bodies;
  if (manner.isSwagger && bodyModel !== undefined)
    parameters.push({ in: "body", name: bodyModel, required: true, schema: referenceTo(bodyModel, manner) });
  const validator = parts.requestValidators.find(({ id }) => id === method.requestValidatorId);
  const responses = Object.values(methodResponses).map((response) => [
    response.statusCode,
    responseOf(response.statusCode, response, manner),
  ]);
  const security = securityOf(method, parts.authorizers);
  return present({
    operationId: method.operationName,
    ...(manner.isSwagger
      ? {
          consumes: bodies.length === 0 ? undefined : bodies.map(([type]) => type),
          produces: ["application/json"],
        }
      : {}),
    parameters: parameters.length === 0 ? undefined : parameters,
    requestBody:
      manner.isSwagger || bodies.length === 0
        ? undefined
        : {
            content: Object.fromEntries(
              bodies.map(([type, model]) => [type, { schema: referenceTo(model, manner) }]),
            ),
            required: true,
          },
    responses: Object.fromEntries(responses),
    security: security.length === 0 ? undefined : security,
    "x-amazon-apigateway-request-validator": manner.has("apigateway") ? validator?.name : undefined,
    "x-amazon-apigateway-integration":
      manner.has("integrations") && method.methodIntegration !== undefined
        ? integrationOf(method.methodIntegration)
        : undefined,
  });
}

const places: Readonly<Record<string, string>> = { header: "header", querystring: "query", path: "path" };

/** `method.request.querystring.q` is the parameter q of the query. */
function parameterOf(parameter: string, isRequired: boolean, { isSwagger }: Manner): JsonObject {
  const [, , place = "", ...names] = parameter.split(".");
  return {
    ...{ name: names.join("."), in: places[place] ?? place, required: isRequired || place === "path" },
    ...(isSwagger ? { type: "string" } : { schema: { type: "string" } }),
  };
}

function responseOf(
  statusCode: string,
  { responseParameters = {}, responseModels = {} }: NonNullable<RestMethod["methodResponses"]>[string],
  manner: Manner,
): JsonObject {
  const names = Object.keys(responseParameters).map((each) => each.replace("method.response.header.", ""));
  const type = manner.isSwagger ? { type: "string" } : { schema: { type: "string" } };
  const models = Object.entries(responseModels);
  const [[, model] = []] = models;
  const content = Object.fromEntries(
    models.map(([each, name]) => [each, { schema: referenceTo(name, manner) }]),
  );
  return {
    description: `${statusCode} response`,
    ...(names.length === 0 ? {} : { headers: Object.fromEntries(names.map((name) => [name, type])) }),
    ...(manner.isSwagger && model !== undefined ? { schema: referenceTo(model, manner) } : {}),
    ...(manner.isSwagger || models.length === 0 ? {} : { content }),
  };
}

function integrationOf(integration: RestIntegration): JsonObject {
  const { type, passthroughBehavior, integrationResponses = {}, cacheNamespace: _, ...rest } = integration;
  const { cacheKeyParameters: __, tlsConfig, ...told } = rest;
  const responses = Object.values(integrationResponses).map(({ selectionPattern, ...response }) => [
    selectionPattern ?? "default",
    present(response),
  ]);
  return present({
    ...{ ...told, type: type.toLowerCase(), passthroughBehavior: passthroughBehavior.toLowerCase() },
    tlsConfig: tlsConfig && present(tlsConfig),
    responses: responses.length === 0 ? undefined : Object.fromEntries(responses),
  });
}

const keyScheme = "api_key";
const signatureScheme = "sigv4";

function securityOf(method: RestMethod, authorizers: readonly RestAuthorizer[]): readonly JsonObject[] {
  const authorizer = authorizers.find(({ id }) => id === method.authorizerId);
  return [
    ...(authorizer === undefined ? [] : [{ [authorizer.name]: method.authorizationScopes ?? [] }]),
    ...(method.authorizationType === "AWS_IAM" ? [{ [signatureScheme]: [] }] : []),
    ...(method.apiKeyRequired ? [{ [keyScheme]: [] }] : []),
  ];
}

/** Of those that the methods ask for. */
function* schemesOf(
  resources: readonly RestResource[],
  authorizers: readonly RestAuthorizer[],
  manner: Manner,
): Generator<readonly [string, JsonObject]> {
  const methods = resources.flatMap(({ resourceMethods = {} }) => Object.values(resourceMethods));
  if (methods.some(({ apiKeyRequired }) => apiKeyRequired))
    yield [keyScheme, { type: "apiKey", name: "x-api-key", in: "header" }];
  if (methods.some(({ authorizationType }) => authorizationType === "AWS_IAM"))
    yield [
      signatureScheme,
      {
        ...{ type: "apiKey", name: "Authorization", in: "header" },
        "x-amazon-apigateway-authtype": "awsSigv4",
      },
    ];
  for (const authorizer of authorizers)
    if (methods.some(({ authorizerId }) => authorizerId === authorizer.id))
      yield [authorizer.name, schemeOf(authorizer, manner)];
}

function schemeOf(
  { id: _, name: __, type, authType, ...authorizer }: RestAuthorizer,
  manner: Manner,
): JsonObject {
  const { identitySource } = authorizer;
  const [, header = "Unused"] = /^method\.request\.header\.([^,]+)/.exec(identitySource ?? "") ?? [];
  const scheme = { type: "apiKey", name: type === "REQUEST" ? "Unused" : header, in: "header" };
  if (!manner.has("authorizers")) return scheme;
  return {
    ...scheme,
    "x-amazon-apigateway-authtype":
      authType ?? (type === "COGNITO_USER_POOLS" ? "cognito_user_pools" : "custom"),
    "x-amazon-apigateway-authorizer": present({ ...authorizer, type: type.toLowerCase() }),
  };
}

/** All but those that every API has from its start and no method of this one refers to. */
function usedModels(resources: readonly RestResource[], models: readonly Model[]): readonly Model[] {
  const named = new Set(
    resources
      .flatMap(({ resourceMethods = {} }) => Object.values(resourceMethods))
      .flatMap(({ requestModels = {}, methodResponses = {} }) => [
        ...Object.values(requestModels),
        ...Object.values(methodResponses).flatMap(({ responseModels = {} }) => Object.values(responseModels)),
      ]),
  );
  return models.filter(({ name }) => named.has(name) || (name !== "Empty" && name !== "Error"));
}

const modelAddress = /https:\/\/apigateway\.[\w.-]+\/restapis\/[^/"]+\/models\/([A-Za-z0-9]+)/g;

function schemaOf({ schema = "{}" }: Model, manner: Manner): Json {
  const text = schema.replaceAll(modelAddress, (_, name: string) => placeOf(name, manner));
  const { $schema: _, ...told } = JSON.parse(text) as JsonObject;
  return told;
}

function placeOf(model: string, { isSwagger }: Manner): string {
  return isSwagger ? `#/definitions/${model}` : `#/components/schemas/${model}`;
}

function referenceTo(model: string, manner: Manner): JsonObject {
  return { $ref: placeOf(model, manner) };
}
