// What only WebSocket APIs have, on the wire: responses of routes and of integrations, and models.
// https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-routes-routeid-routeresponses.html

import { jsonOrUndefined } from "../../../aws/json-text.ts";
import { present } from "../../../aws/wire/given.ts";
import type { WireObject } from "../../../aws/wire/operation.ts";
import type { RestOperations } from "../../../aws/wire/rest-operation.ts";
import { flag, mapOf, oneOf, optional, required, structure, text } from "../../../aws/wire/shape.ts";
import type { ApiParts } from "../api-parts.ts";
import type { ApiGateway } from "../apigateway.ts";
import type { HttpApis } from "../http-apis/http-apis.ts";
import { putIntegrationResponse, putModel, putRouteResponse } from "../http-apis/socket-parts.ts";
import { badRequest } from "../refusals.ts";
import { apiId, page, pageQuery } from "./api-operations.ts";
import { listOperation, partOf } from "./part-operations.ts";
import { gatewayOperation, pageOf } from "./rest.ts";

const base = "/v2/apis/{apiId}";
const routeId = required(text());
const integrationId = required(text());
const routeResponseId = required(text());
const integrationResponseId = required(text());
const modelId = required(text());
const texts = optional(mapOf(text()));
const routeResponseMembers = {
  modelSelectionExpression: optional(text()),
  responseModels: texts,
  responseParameters: optional(mapOf(structure({ required: optional(flag()) }))),
};
const integrationResponseMembers = {
  contentHandlingStrategy: optional(oneOf("CONVERT_TO_BINARY", "CONVERT_TO_TEXT")),
  responseParameters: texts,
  responseTemplates: texts,
  templateSelectionExpression: optional(text()),
};
const modelMembers = {
  contentType: optional(text({ max: 256 })),
  description: optional(text({ max: 1024 })),
};
const name = text({ min: 1, max: 128 });
const schema = text({ max: 32_768 });

export function routeResponseOperations({ httpApis }: ApiGateway): RestOperations {
  const path = `${base}/routes/{routeId}/routeresponses`;
  const one = `${path}/{routeResponseId}`;
  const named = { apiId, routeId, routeResponseId };
  return {
    CreateRouteResponse: gatewayOperation(
      structure({ apiId, routeId, ...routeResponseMembers, routeResponseKey: required(text()) }),
      { path, method: "POST", status: 201 },
      ({ apiId: of, ...given }) => ({ ...putRouteResponse(httpApis, of, present(given) as typeof given) }),
    ),
    UpdateRouteResponse: gatewayOperation(
      structure({ ...named, ...routeResponseMembers, routeResponseKey: optional(text()) }),
      { path: one, method: "PATCH" },
      ({ apiId: of, routeResponseId: id, ...change }) => {
        const former = partOf(httpApis, httpApis.routeResponses, of, id);
        return { ...putRouteResponse(httpApis, of, { ...former, ...present(change) }, id) };
      },
    ),
    DeleteRouteResponse: gatewayOperation(
      structure(named),
      { path: one, method: "DELETE", status: 204 },
      ({ apiId: of, routeResponseId: id }) => removed(httpApis, httpApis.routeResponses, of, id),
    ),
    GetRouteResponse: gatewayOperation(
      structure(named),
      { path: one, method: "GET" },
      ({ apiId: of, routeResponseId: id }) => ({ ...partOf(httpApis, httpApis.routeResponses, of, id) }),
    ),
    GetRouteResponses: gatewayOperation(
      structure({ apiId, routeId, ...page }),
      { path, method: "GET", query: pageQuery },
      ({ apiId: of, routeId: id, ...request }) => {
        partOf(httpApis, httpApis.routes, of, id);
        const all = httpApis.routeResponses.of(of).filter((each) => each.routeId === id);
        const found = pageOf(all, request, (each) => each.routeResponseId);
        return { items: found.page, nextToken: found.nextToken };
      },
    ),
  };
}

export function integrationResponseOperations({ httpApis }: ApiGateway): RestOperations {
  const path = `${base}/integrations/{integrationId}/integrationresponses`;
  const one = `${path}/{integrationResponseId}`;
  const named = { apiId, integrationId, integrationResponseId };
  return {
    CreateIntegrationResponse: gatewayOperation(
      structure({
        ...{ apiId, integrationId, ...integrationResponseMembers },
        integrationResponseKey: required(text()),
      }),
      { path, method: "POST", status: 201 },
      ({ apiId: of, ...given }) => ({
        ...putIntegrationResponse(httpApis, of, present(given) as typeof given),
      }),
    ),
    UpdateIntegrationResponse: gatewayOperation(
      structure({ ...named, ...integrationResponseMembers, integrationResponseKey: optional(text()) }),
      { path: one, method: "PATCH" },
      ({ apiId: of, integrationResponseId: id, ...change }) => {
        const former = partOf(httpApis, httpApis.integrationResponses, of, id);
        return { ...putIntegrationResponse(httpApis, of, { ...former, ...present(change) }, id) };
      },
    ),
    DeleteIntegrationResponse: gatewayOperation(
      structure(named),
      { path: one, method: "DELETE", status: 204 },
      ({ apiId: of, integrationResponseId: id }) => removed(httpApis, httpApis.integrationResponses, of, id),
    ),
    GetIntegrationResponse: gatewayOperation(
      structure(named),
      { path: one, method: "GET" },
      ({ apiId: of, integrationResponseId: id }) => ({
        ...partOf(httpApis, httpApis.integrationResponses, of, id),
      }),
    ),
    GetIntegrationResponses: gatewayOperation(
      structure({ apiId, integrationId, ...page }),
      { path, method: "GET", query: pageQuery },
      ({ apiId: of, integrationId: id, ...request }) => {
        partOf(httpApis, httpApis.integrations, of, id);
        const all = httpApis.integrationResponses.of(of).filter((each) => each.integrationId === id);
        const found = pageOf(all, request, (each) => each.integrationResponseId);
        return { items: found.page, nextToken: found.nextToken };
      },
    ),
  };
}

export function modelOperations({ httpApis }: ApiGateway): RestOperations {
  const path = `${base}/models`;
  const one = `${path}/{modelId}`;
  return {
    CreateModel: gatewayOperation(
      structure({ apiId, ...modelMembers, name: required(name), schema: required(schema) }),
      { path, method: "POST", status: 201 },
      ({ apiId: of, contentType = "application/json", ...given }) => {
        checkSchema(given.schema);
        return { ...putModel(httpApis, of, { ...given, contentType }) };
      },
    ),
    UpdateModel: gatewayOperation(
      structure({ apiId, modelId, ...modelMembers, name: optional(name), schema: optional(schema) }),
      { path: one, method: "PATCH" },
      ({ apiId: of, modelId: id, ...change }) => {
        const former = partOf(httpApis, httpApis.models, of, id);
        if (change.schema !== undefined) checkSchema(change.schema);
        return { ...putModel(httpApis, of, { ...former, ...present(change) }, id) };
      },
    ),
    DeleteModel: gatewayOperation(
      structure({ apiId, modelId }),
      { path: one, method: "DELETE", status: 204 },
      ({ apiId: of, modelId: id }) => removed(httpApis, httpApis.models, of, id),
    ),
    GetModel: gatewayOperation(
      structure({ apiId, modelId }),
      { path: one, method: "GET" },
      ({ apiId: of, modelId: id }) => ({ ...partOf(httpApis, httpApis.models, of, id) }),
    ),
    GetModels: listOperation(httpApis, httpApis.models, path, (each) => each.modelId),
  };
}

/** Throws BadRequestException. */
export function checkSchema(text: string): void {
  if (jsonOrUndefined(text) === undefined) throw badRequest("Invalid model specified: the schema is no JSON");
}

function removed<Part>(apis: HttpApis, parts: ApiParts<Part>, of: string, id: string): WireObject {
  apis.removePart(of, parts, id);
  return {};
}
