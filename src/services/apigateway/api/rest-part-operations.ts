// Authorizers, models, request validators and gateway responses of REST APIs on the wire.
// https://docs.aws.amazon.com/apigateway/latest/api/API_Operations.html

import { present } from "../../../aws/wire/given.ts";
import type { WireObject } from "../../../aws/wire/operation.ts";
import {
  flag,
  integer,
  listOf,
  mapOf,
  oneOf,
  optional,
  required,
  structure,
  text,
} from "../../../aws/wire/shape.ts";
import type { ApiGateway } from "../apigateway.ts";
import { newId } from "../ids.ts";
import { badRequest, conflict } from "../refusals.ts";
import { checkAuthorizer } from "../rest-apis/authorizer-checks.ts";
import { type GatewayResponseType, gatewayResponseTypes } from "../rest-apis/gateway-responses.ts";
import type { GatewayResponse, Model } from "../rest-apis/records.ts";
import { modelCheck } from "../rest-apis/request-validation.ts";
import { patched, patchOperations, withoutEmpty } from "./patch.ts";
import { type NamedOperations, restOperation } from "./rest.ts";
import { itemsOf } from "./rest-api-operations.ts";

const restApiId = required(text());
const one = "/restapis/{restApiId}";
const limit = { limit: optional(text()), position: optional(text()) };
const query = { limit: "text", position: "text" } as const;
const texts = optional(mapOf(text()));

export function restAuthorizerOperations({ restApis }: ApiGateway): NamedOperations {
  const path = `${one}/authorizers`;
  const authorizerId = required(text());
  return {
    CreateAuthorizer: restOperation(
      structure({
        ...{
          restApiId,
          name: required(text()),
          type: required(oneOf("TOKEN", "REQUEST", "COGNITO_USER_POOLS")),
        },
        ...{
          authType: optional(text()),
          authorizerUri: optional(text()),
          authorizerCredentials: optional(text()),
        },
        ...{ identitySource: optional(text()), identityValidationExpression: optional(text()) },
        ...{ authorizerResultTtlInSeconds: optional(integer()), providerARNs: optional(listOf(text())) },
      }),
      { path, method: "POST", status: 201 },
      ({ restApiId: of, ...given }) => {
        if (restApis.find(of) === undefined)
          throw conflict(
            "Unable to complete operation due to concurrent modification. Please try again later.",
          );
        if (restApis.authorizers.of(of).some((each) => each.name === given.name))
          throw badRequest("Authorizer name must be unique");
        return { ...restApis.authorizers.put(of, checkAuthorizer({ ...given, id: newId(6) })) };
      },
    ),
    GetAuthorizer: restOperation(
      structure({ restApiId, authorizerId }),
      { path: `${path}/{authorizerId}`, method: "GET" },
      (request) => {
        restApis.get(request.restApiId);
        return { ...restApis.authorizers.get(request.restApiId, request.authorizerId) };
      },
    ),
    GetAuthorizers: restOperation(
      structure({ restApiId, ...limit }),
      { path, method: "GET", query },
      (request) => {
        restApis.get(request.restApiId);
        return itemsOf(restApis.authorizers.of(request.restApiId), request, ({ id }) => id);
      },
    ),
    DeleteAuthorizer: restOperation(
      structure({ restApiId, authorizerId }),
      { path: `${path}/{authorizerId}`, method: "DELETE", status: 202 },
      (request) => {
        restApis.deleteAuthorizer(request.restApiId, request.authorizerId);
        return {};
      },
    ),
    FlushStageAuthorizersCache: restOperation(
      structure({ restApiId, stageName: required(text()) }),
      { path: `${one}/stages/{stageName}/cache/authorizers`, method: "DELETE", status: 202 },
      (request) => {
        restApis.get(request.restApiId);
        restApis.stages.get(request.restApiId, request.stageName);
        restApis.touch(request.restApiId);
        return {};
      },
    ),
  };
}

export function modelOperations({ restApis }: ApiGateway): NamedOperations {
  const path = `${one}/models`;
  const modelName = required(text());
  return {
    CreateModel: restOperation(
      structure({
        ...{ restApiId, name: required(text({ pattern: /[A-Za-z0-9]*/ })), description: optional(text()) },
        ...{ schema: optional(text({ max: 400 * 1024 })), contentType: required(text()) },
      }),
      { path, method: "POST", status: 201 },
      ({ restApiId: of, ...given }) => {
        restApis.get(of);
        if (given.name === "") throw badRequest("Model name must be non-empty");
        if (restApis.models.find(of, given.name) !== undefined)
          throw conflict(`Model name already exists for this REST API`);
        const model = checkedModel({ ...given, id: newId(6) }, restApis.models.of(of));
        return { ...restApis.models.put(of, model) };
      },
    ),
    GetModel: restOperation(
      structure({ restApiId, modelName }),
      { path: `${path}/{modelName}`, method: "GET", query: { flatten: "flag" } },
      (request) => ({ ...restApis.models.get(request.restApiId, request.modelName) }),
    ),
    GetModels: restOperation(
      structure({ restApiId, ...limit }),
      { path, method: "GET", query },
      (request) => {
        restApis.get(request.restApiId);
        return itemsOf(restApis.models.of(request.restApiId), request, ({ name }) => name);
      },
    ),
    DeleteModel: restOperation(
      structure({ restApiId, modelName }),
      { path: `${path}/{modelName}`, method: "DELETE", status: 202 },
      (request) => {
        restApis.deleteModel(request.restApiId, request.modelName);
        return {};
      },
    ),
  };
}

/** A model as it is kept. Throws BadRequestException. */
export function checkedModel({ description, ...model }: Model, models: readonly Model[]): Model {
  if (!model.schema) throw badRequest("Model schema must have at least 1 property or array items defined");
  modelCheck(model, models);
  return { ...model, ...(description ? { description } : {}) };
}

export function validatorOperations({ restApis }: ApiGateway): NamedOperations {
  const path = `${one}/requestvalidators`;
  const requestValidatorId = required(text());
  return {
    CreateRequestValidator: restOperation(
      structure({
        ...{ restApiId, name: optional(text()) },
        ...{ validateRequestBody: optional(flag()), validateRequestParameters: optional(flag()) },
      }),
      { path, method: "POST", status: 201 },
      ({ restApiId: of, name = "", validateRequestBody = false, validateRequestParameters = false }) => {
        if (restApis.find(of) === undefined) throw badRequest("Invalid REST API identifier specified");
        const validator = { id: newId(6), name, validateRequestBody, validateRequestParameters };
        return { ...restApis.requestValidators.put(of, validator) };
      },
    ),
    GetRequestValidator: restOperation(
      structure({ restApiId, requestValidatorId }),
      { path: `${path}/{requestValidatorId}`, method: "GET" },
      (request) => ({ ...restApis.requestValidators.get(request.restApiId, request.requestValidatorId) }),
    ),
    GetRequestValidators: restOperation(
      structure({ restApiId, ...limit }),
      { path, method: "GET", query },
      (request) => {
        restApis.get(request.restApiId);
        return itemsOf(restApis.requestValidators.of(request.restApiId), request, ({ id }) => id);
      },
    ),
    DeleteRequestValidator: restOperation(
      structure({ restApiId, requestValidatorId }),
      { path: `${path}/{requestValidatorId}`, method: "DELETE", status: 202 },
      (request) => {
        restApis.deleteRequestValidator(request.restApiId, request.requestValidatorId);
        return {};
      },
    ),
  };
}

export function gatewayResponseOperations({ restApis }: ApiGateway): NamedOperations {
  const path = `${one}/gatewayresponses`;
  const responseType = required(oneOf(...responseTypes));
  const rules = {
    "/statusCode": "text",
    "/responseParameters/*": "text",
    "/responseTemplates/*": "text",
  } as const;
  const at = { path: `${path}/{responseType}` };
  /** As the API says it, or as it is without. */
  const responseAt = (
    of: string,
    type: GatewayResponseType,
  ): GatewayResponse & { readonly defaultResponse: boolean } => {
    restApis.get(of);
    const usual = usualResponse(type);
    const given = restApis.gatewayResponses.find(of, type);
    if (given !== undefined) return { ...usual, ...withoutEmpty(given), defaultResponse: false };
    const isServers = gatewayResponseTypes[type].status >= 500;
    const ofAll = restApis.gatewayResponses.find(of, isServers ? "DEFAULT_5XX" : "DEFAULT_4XX");
    return { ...usual, ...ofAll, responseType: type, defaultResponse: true };
  };
  const put = (
    of: string,
    response: GatewayResponse & { readonly responseType: GatewayResponseType },
  ): WireObject => {
    restApis.gatewayResponses.put(of, response);
    return { ...responseAt(of, response.responseType) };
  };
  return {
    PutGatewayResponse: restOperation(
      structure({
        ...{ restApiId, responseType, statusCode: optional(text({ pattern: /[1-5]\d\d/ })) },
        ...{ responseParameters: texts, responseTemplates: texts },
      }),
      { ...at, method: "PUT", status: 201 },
      ({ restApiId: of, ...response }) => {
        restApis.get(of);
        return put(of, { ...present(response), responseType: response.responseType });
      },
    ),
    GetGatewayResponse: restOperation(
      structure({ restApiId, responseType }),
      { ...at, method: "GET" },
      (request) => ({
        ...responseAt(request.restApiId, request.responseType),
      }),
    ),
    GetGatewayResponses: restOperation(
      structure({ restApiId, ...limit }),
      { path, method: "GET", query },
      (request) => {
        const types = Object.keys(gatewayResponseTypes) as GatewayResponseType[];
        const all = types.map((type) => responseAt(request.restApiId, type));
        return itemsOf(all, request, (each) => each.responseType);
      },
    ),
    UpdateGatewayResponse: restOperation(
      structure({ restApiId, responseType, patchOperations }),
      { ...at, method: "PATCH" },
      ({ restApiId: of, responseType: type, patchOperations: given }) => {
        const { defaultResponse: _, ...former } = responseAt(of, type);
        return put(of, { ...patched(former, given, rules, "own names"), responseType: type });
      },
    ),
    DeleteGatewayResponse: restOperation(
      structure({ restApiId, responseType }),
      { ...at, method: "DELETE", status: 202 },
      (request) => {
        restApis.get(request.restApiId);
        restApis.gatewayResponses.get(request.restApiId, request.responseType);
        restApis.gatewayResponses.remove(request.restApiId, request.responseType);
        return {};
      },
    ),
  };
}

/** As AWS lists them. */
const responseTypes = [
  ...(["REQUEST_TOO_LARGE", "RESOURCE_NOT_FOUND", "AUTHORIZER_CONFIGURATION_ERROR"] as const),
  ...(["MISSING_AUTHENTICATION_TOKEN", "BAD_REQUEST_BODY", "INVALID_SIGNATURE", "INVALID_API_KEY"] as const),
  ...(["BAD_REQUEST_PARAMETERS", "AUTHORIZER_FAILURE", "UNAUTHORIZED", "INTEGRATION_TIMEOUT"] as const),
  ...([
    "ACCESS_DENIED",
    "DEFAULT_4XX",
    "DEFAULT_5XX",
    "WAF_FILTERED",
    "QUOTA_EXCEEDED",
    "THROTTLED",
  ] as const),
  ...(["API_CONFIGURATION_ERROR", "UNSUPPORTED_MEDIA_TYPE", "INTEGRATION_FAILURE", "EXPIRED_TOKEN"] as const),
] as const satisfies readonly GatewayResponseType[];

/** What it is without the API's saying. */
function usualResponse(responseType: GatewayResponseType): GatewayResponse {
  const { status } = gatewayResponseTypes[responseType];
  const responseTemplates = { "application/json": '{"message":$context.error.messageString}' };
  return {
    ...{ responseType, responseParameters: {}, responseTemplates },
    ...(responseType.startsWith("DEFAULT_") ? {} : { statusCode: String(status) }),
  };
}
