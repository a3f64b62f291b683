// Authorizers, models, request validators and gateway responses of REST APIs on the wire.
// https://docs.aws.amazon.com/apigateway/latest/api/API_Operations.html

import type { WireObject } from "../../../aws/wire/operation.ts";
import type { RestOperations } from "../../../aws/wire/rest-operation.ts";
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
import { gatewayResponseTypes } from "../rest-apis/gateway-responses.ts";
import type { GatewayResponse } from "../rest-apis/records.ts";
import { modelCheck } from "../rest-apis/request-validation.ts";
import { patched, patchOperations } from "./patch.ts";
import { gatewayOperation } from "./rest.ts";
import { itemsOf } from "./rest-api-operations.ts";

const restApiId = required(text());
const one = "/restapis/{restApiId}";
const limit = { limit: optional(text()), position: optional(text()) };
const query = { limit: "text", position: "text" } as const;
const texts = optional(mapOf(text()));

export function restAuthorizerOperations({ restApis }: ApiGateway): RestOperations {
  const path = `${one}/authorizers`;
  const authorizerId = required(text());
  return {
    CreateAuthorizer: gatewayOperation(
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
    GetAuthorizer: gatewayOperation(
      structure({ restApiId, authorizerId }),
      { path: `${path}/{authorizerId}`, method: "GET" },
      (request) => {
        restApis.get(request.restApiId);
        return { ...restApis.authorizers.get(request.restApiId, request.authorizerId) };
      },
    ),
    GetAuthorizers: gatewayOperation(
      structure({ restApiId, ...limit }),
      { path, method: "GET", query },
      (request) => {
        restApis.get(request.restApiId);
        return itemsOf(restApis.authorizers.of(request.restApiId), request, ({ id }) => id);
      },
    ),
    DeleteAuthorizer: gatewayOperation(
      structure({ restApiId, authorizerId }),
      { path: `${path}/{authorizerId}`, method: "DELETE", status: 202 },
      (request) => {
        restApis.deleteAuthorizer(request.restApiId, request.authorizerId);
        return {};
      },
    ),
    FlushStageAuthorizersCache: gatewayOperation(
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

export function modelOperations({ restApis }: ApiGateway): RestOperations {
  const path = `${one}/models`;
  const modelName = required(text());
  const modelAt = (request: { readonly restApiId: string; readonly modelName: string }) => {
    restApis.get(request.restApiId);
    return restApis.models.get(request.restApiId, request.modelName);
  };
  return {
    CreateModel: gatewayOperation(
      structure({
        ...{ restApiId, name: required(text({ pattern: /[A-Za-z0-9]+/ })), description: optional(text()) },
        ...{ schema: optional(text({ max: 400 * 1024 })), contentType: required(text()) },
      }),
      { path, method: "POST", status: 201 },
      ({ restApiId: of, ...given }) => {
        restApis.get(of);
        if (restApis.models.find(of, given.name) !== undefined)
          throw conflict(`Model name already exists for this REST API`);
        if (!given.schema)
          throw badRequest("Model schema must have at least 1 property or array items defined");
        const model = { ...given, id: newId(6) };
        modelCheck(model, restApis.models.of(of));
        return { ...restApis.models.put(of, model) };
      },
    ),
    GetModel: gatewayOperation(
      structure({ restApiId, modelName }),
      { path: `${path}/{modelName}`, method: "GET", query: { flatten: "flag" } },
      (request) => ({ ...modelAt(request) }),
    ),
    GetModels: gatewayOperation(
      structure({ restApiId, ...limit }),
      { path, method: "GET", query },
      (request) => {
        restApis.get(request.restApiId);
        return itemsOf(restApis.models.of(request.restApiId), request, ({ name }) => name);
      },
    ),
    DeleteModel: gatewayOperation(
      structure({ restApiId, modelName }),
      { path: `${path}/{modelName}`, method: "DELETE", status: 202 },
      (request) => {
        modelAt(request);
        restApis.models.remove(request.restApiId, request.modelName);
        return {};
      },
    ),
  };
}

export function validatorOperations({ restApis }: ApiGateway): RestOperations {
  const path = `${one}/requestvalidators`;
  const requestValidatorId = required(text());
  return {
    CreateRequestValidator: gatewayOperation(
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
    GetRequestValidator: gatewayOperation(
      structure({ restApiId, requestValidatorId }),
      { path: `${path}/{requestValidatorId}`, method: "GET" },
      (request) => {
        restApis.get(request.restApiId);
        return { ...restApis.requestValidators.get(request.restApiId, request.requestValidatorId) };
      },
    ),
    GetRequestValidators: gatewayOperation(
      structure({ restApiId, ...limit }),
      { path, method: "GET", query },
      (request) => {
        restApis.get(request.restApiId);
        return itemsOf(restApis.requestValidators.of(request.restApiId), request, ({ id }) => id);
      },
    ),
    DeleteRequestValidator: gatewayOperation(
      structure({ restApiId, requestValidatorId }),
      { path: `${path}/{requestValidatorId}`, method: "DELETE", status: 202 },
      (request) => {
        restApis.deleteRequestValidator(request.restApiId, request.requestValidatorId);
        return {};
      },
    ),
  };
}

export function gatewayResponseOperations({ restApis }: ApiGateway): RestOperations {
  const path = `${one}/gatewayresponses`;
  const responseType = required(text());
  const rules = {
    "/statusCode": "text",
    "/responseParameters/*": "text",
    "/responseTemplates/*": "text",
  } as const;
  const at = { path: `${path}/{responseType}` };
  /** As the API says it, or as it is without. */
  const responseAt = (of: string, type: string): GatewayResponse & { readonly defaultResponse: boolean } => {
    restApis.get(of);
    const usual = checkType(type);
    const given = restApis.gatewayResponses.find(of, type);
    return given === undefined ? { ...usual, defaultResponse: true } : { ...given, defaultResponse: false };
  };
  const put = (of: string, response: GatewayResponse): WireObject => {
    checkType(response.responseType);
    return { ...restApis.gatewayResponses.put(of, response), defaultResponse: false };
  };
  return {
    PutGatewayResponse: gatewayOperation(
      structure({
        ...{ restApiId, responseType, statusCode: optional(text({ pattern: /[1-5]\d\d/ })) },
        ...{ responseParameters: texts, responseTemplates: texts },
      }),
      { ...at, method: "PUT", status: 201 },
      ({ restApiId: of, ...response }) => {
        restApis.get(of);
        return put(of, response);
      },
    ),
    GetGatewayResponse: gatewayOperation(
      structure({ restApiId, responseType }),
      { ...at, method: "GET" },
      (request) => ({
        ...responseAt(request.restApiId, request.responseType),
      }),
    ),
    GetGatewayResponses: gatewayOperation(
      structure({ restApiId, ...limit }),
      { path, method: "GET", query },
      (request) => {
        const all = Object.keys(gatewayResponseTypes).map((type) => responseAt(request.restApiId, type));
        return itemsOf(all, request, (each) => each.responseType);
      },
    ),
    UpdateGatewayResponse: gatewayOperation(
      structure({ restApiId, responseType, patchOperations }),
      { ...at, method: "PATCH" },
      ({ restApiId: of, responseType: type, patchOperations: given }) => {
        const { defaultResponse: _, ...former } = responseAt(of, type);
        return put(of, patched(former, given, rules));
      },
    ),
    DeleteGatewayResponse: gatewayOperation(
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

/** What it is without the API's saying. Throws BadRequestException. */
export function checkType(responseType: string): GatewayResponse {
  const known: Readonly<Record<string, { readonly status: number }>> = gatewayResponseTypes;
  const usual = Object.hasOwn(known, responseType) ? known[responseType] : undefined;
  if (usual === undefined) throw badRequest(`Invalid gateway response type specified: ${responseType}`);
  const responseTemplates = { "application/json": '{"message":$context.error.messageString}' };
  return {
    ...{ responseType, responseParameters: {}, responseTemplates },
    ...(responseType.startsWith("DEFAULT_") ? {} : { statusCode: String(usual.status) }),
  };
}
