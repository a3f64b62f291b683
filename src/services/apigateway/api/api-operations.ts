// HTTP APIs and WebSocket APIs on the wire. https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis.html

import { present } from "../../../aws/wire/given.ts";
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
  type ValueOf,
} from "../../../aws/wire/shape.ts";
import type { ApiGateway } from "../apigateway.ts";
import { importApi } from "../http-apis/import-api.ts";
import { quickCreate } from "../http-apis/quick-create.ts";
import type { ApiSettings, HttpApi } from "../http-apis/records.ts";
import { badRequest } from "../refusals.ts";
import { document } from "./document-shape.ts";
import { gatewayOperation, pageOf } from "./rest.ts";

export const apiId = required(text({ min: 1 }));
export const page = { maxResults: optional(text()), nextToken: optional(text()) };
export const pageQuery = { maxResults: "text", nextToken: "text" } as const;

const cors = structure({
  allowCredentials: optional(flag()),
  allowHeaders: optional(listOf(text())),
  allowMethods: optional(listOf(text())),
  allowOrigins: optional(listOf(text())),
  exposeHeaders: optional(listOf(text())),
  maxAge: optional(integer({ min: -1, max: 86_400 })),
});
const settings = {
  apiKeySelectionExpression: optional(text()),
  corsConfiguration: optional(cors),
  description: optional(text({ max: 1024 })),
  disableExecuteApiEndpoint: optional(flag()),
  disableSchemaValidation: optional(flag()),
  ipAddressType: optional(oneOf("ipv4", "dualstack")),
  routeSelectionExpression: optional(text()),
  version: optional(text({ max: 64 })),
};
const target = {
  credentialsArn: optional(text()),
  routeKey: optional(text()),
  target: optional(text()),
};
const newApi = structure({
  ...settings,
  ...target,
  name: required(text({ min: 1, max: 128 })),
  protocolType: required(oneOf("HTTP", "WEBSOCKET")),
  tags: optional(mapOf(text())),
});
const changedApi = structure({ apiId, ...settings, name: optional(text({ min: 1, max: 128 })) });
const imported = structure({ body: document, apiId: optional(text()) });
const importQuery = { basepath: "text", failOnWarnings: "flag" } as const;
const base = "/v2/apis";

export function apiOperations(gateway: ApiGateway): RestOperations {
  const { httpApis } = gateway;
  const shown = async (api: HttpApi, host: string): Promise<WireObject> => ({
    ...api,
    apiEndpoint: await gateway.endpointOf(api, host),
    tags: httpApis.tags.get(httpApis.arn(api.apiId)) ?? {},
  });
  return {
    CreateApi: gatewayOperation(
      newApi,
      { path: base, method: "POST", status: 201 },
      async (request, call) => {
        const { tags, protocolType, ...given } = request;
        const { target: quick } = given;
        if (protocolType === "WEBSOCKET" && quick !== undefined)
          throw badRequest("Quick create is supported for HTTP APIs only: a WebSocket API has no target");
        const api = httpApis.create(newSettings(given), protocolType);
        if (tags !== undefined) httpApis.tags.put(httpApis.arn(api.apiId), tags);
        if (quick !== undefined) quickCreate(httpApis, api.apiId, { ...given, target: quick });
        return shown(api, call.host);
      },
    ),
    GetApi: gatewayOperation(
      structure({ apiId }),
      { path: `${base}/{apiId}`, method: "GET" },
      (request, call) => shown(httpApis.get(request.apiId), call.host),
    ),
    GetApis: gatewayOperation(
      structure(page),
      { path: base, method: "GET", query: pageQuery },
      async (request, call) => {
        const found = pageOf(httpApis.all(), request, (api) => api.apiId);
        const items = await Promise.all(found.page.map((api) => shown(api, call.host)));
        return { items, nextToken: found.nextToken };
      },
    ),
    UpdateApi: gatewayOperation(
      changedApi,
      { path: `${base}/{apiId}`, method: "PATCH" },
      ({ apiId: id, ...change }, call) => shown(httpApis.update(id, present(change)), call.host),
    ),
    DeleteApi: gatewayOperation(
      structure({ apiId }),
      { path: `${base}/{apiId}`, method: "DELETE", status: 204 },
      (request) => {
        httpApis.delete(request.apiId);
        return {};
      },
    ),
    ImportApi: gatewayOperation(
      imported,
      { path: base, method: "PUT", status: 201, query: importQuery },
      ({ body }, call) => shown(importApi(httpApis, body, {}), call.host),
    ),
    ReimportApi: gatewayOperation(
      imported,
      { path: `${base}/{apiId}`, method: "PUT", status: 201, query: importQuery },
      ({ body, apiId: id }, call) => shown(importApi(httpApis, body, { apiId: id }), call.host),
    ),
    DeleteCorsConfiguration: gatewayOperation(
      structure({ apiId }),
      { path: `${base}/{apiId}/cors`, method: "DELETE", status: 204 },
      (request) => {
        httpApis.update(request.apiId, { corsConfiguration: undefined });
        return {};
      },
    ),
  };
}

function newSettings(given: Omit<ValueOf<typeof newApi>, "tags" | "protocolType">): ApiSettings {
  const { credentialsArn: _, routeKey: __, target: ___, ...told } = given;
  return {
    ...told,
    disableExecuteApiEndpoint: given.disableExecuteApiEndpoint ?? false,
    ipAddressType: given.ipAddressType ?? "ipv4",
  };
}
