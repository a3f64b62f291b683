// Integrations and routes of HTTP APIs and WebSocket APIs on the wire.
// https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-integrations.html

import type { RestOperations } from "../../../aws/wire/rest-operation.ts";
import { required, structure, text } from "../../../aws/wire/shape.ts";
import type { ApiParts } from "../api-parts.ts";
import type { ApiGateway } from "../apigateway.ts";
import type { HttpApis } from "../http-apis/http-apis.ts";
import { notFound } from "../refusals.ts";
import { apiId, page, pageQuery } from "./api-operations.ts";
import {
  changedEntries,
  integrationMembers,
  integrationSettings,
  routeMembers,
  routeSettings,
} from "./integration-members.ts";
import { gatewayOperation, pageOf } from "./rest.ts";

const base = "/v2/apis/{apiId}";
const integrationId = required(text());
const routeId = required(text());

export function integrationOperations({ httpApis }: ApiGateway): RestOperations {
  const path = `${base}/integrations`;
  const one = `${path}/{integrationId}`;
  return {
    CreateIntegration: gatewayOperation(
      structure({ apiId, ...integrationMembers }),
      { path, method: "POST", status: 201 },
      ({ apiId: of, ...given }) => ({
        ...httpApis.putIntegration(of, integrationSettings(httpApis.get(of), given)),
      }),
    ),
    UpdateIntegration: gatewayOperation(
      structure({ apiId, integrationId, ...integrationMembers }),
      { path: one, method: "PATCH" },
      ({ apiId: of, integrationId: id, ...given }) => {
        const api = httpApis.get(of);
        const { integrationId: _, ...former } = httpApis.integrations.get(of, id);
        const change = {
          ...given,
          requestParameters: changedEntries(former.requestParameters, given.requestParameters),
          responseParameters: changedEntries(former.responseParameters, given.responseParameters),
        };
        return { ...httpApis.putIntegration(of, integrationSettings(api, change, former), id) };
      },
    ),
    DeleteIntegration: gatewayOperation(
      structure({ apiId, integrationId }),
      { path: one, method: "DELETE", status: 204 },
      ({ apiId: of, integrationId: id }) => {
        httpApis.deleteIntegration(of, id);
        return {};
      },
    ),
    GetIntegration: gatewayOperation(
      structure({ apiId, integrationId }),
      { path: one, method: "GET" },
      ({ apiId: of, integrationId: id }) => ({ ...partOf(httpApis, httpApis.integrations, of, id) }),
    ),
    GetIntegrations: listOperation(httpApis, httpApis.integrations, path, (each) => each.integrationId),
  };
}

export function routeOperations({ httpApis }: ApiGateway): RestOperations {
  const path = `${base}/routes`;
  const one = `${path}/{routeId}`;
  return {
    CreateRoute: gatewayOperation(
      structure({ apiId, ...routeMembers }),
      { path, method: "POST", status: 201 },
      ({ apiId: of, ...given }) => ({
        ...httpApis.putRoute(of, routeSettings(httpApis.get(of), given)),
      }),
    ),
    UpdateRoute: gatewayOperation(
      structure({ apiId, routeId, ...routeMembers }),
      { path: one, method: "PATCH" },
      ({ apiId: of, routeId: id, ...given }) => {
        const former = partOf(httpApis, httpApis.routes, of, id);
        return { ...httpApis.putRoute(of, routeSettings(httpApis.get(of), given, former), id) };
      },
    ),
    DeleteRoute: gatewayOperation(
      structure({ apiId, routeId }),
      { path: one, method: "DELETE", status: 204 },
      ({ apiId: of, routeId: id }) => {
        httpApis.deleteRoute(of, id);
        return {};
      },
    ),
    GetRoute: gatewayOperation(
      structure({ apiId, routeId }),
      { path: one, method: "GET" },
      ({ apiId: of, routeId: id }) => ({ ...partOf(httpApis, httpApis.routes, of, id) }),
    ),
    GetRoutes: listOperation(httpApis, httpApis.routes, path, (each) => each.routeId),
    DeleteRouteRequestParameter: gatewayOperation(
      structure({ apiId, routeId, requestParameterKey: required(text()) }),
      { path: `${one}/requestparameters/{requestParameterKey}`, method: "DELETE", status: 204 },
      ({ apiId: of, routeId: id, requestParameterKey: key }) => {
        const route = partOf(httpApis, httpApis.routes, of, id);
        const { [key]: gone, ...requestParameters } = route.requestParameters ?? {};
        if (gone === undefined) throw notFound(`Invalid request parameter key specified ${key}`);
        httpApis.putRoute(of, { ...route, requestParameters }, id);
        return {};
      },
    ),
  };
}

/** Throws NotFoundException for the API, or what it has not. */
export function partOf<Part>(apis: HttpApis, parts: ApiParts<Part>, of: string, id: string): Part {
  apis.get(of);
  return parts.get(of, id);
}

export function listOperation<Part extends object>(
  apis: HttpApis,
  parts: ApiParts<Part>,
  path: string,
  idOf: (part: Part) => string,
  shown: (part: Part, of: string) => object = (part) => part,
) {
  return gatewayOperation(
    structure({ apiId, ...page }),
    { path, method: "GET", query: pageQuery },
    ({ apiId: of, ...request }) => {
      apis.get(of);
      const found = pageOf(parts.of(of), request, idOf);
      return { items: found.page.map((part) => shown(part, of)), nextToken: found.nextToken };
    },
  );
}
