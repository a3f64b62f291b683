// An API made as an OpenAPI document says.

import type { JsonObject } from "../../../aws/json.ts";
import type { HttpApis } from "./http-apis.ts";
import { checkIntegration } from "./integration-checks.ts";
import { importedApi } from "./open-api.ts";
import type { ApiSettings, HttpApi } from "./records.ts";
import { checkRouteKey } from "./route-key.ts";

/**
 * Makes a new API, or the routes and integrations of one anew; `settings` go before what the document says. Nothing is changed by a
 * document that is refused. Throws NotFoundException, BadRequestException.
 */
export function importApi(
  apis: HttpApis,
  document: JsonObject,
  { apiId, settings = {} }: { readonly apiId?: string | undefined; readonly settings?: Partial<ApiSettings> },
): HttpApi {
  const { routes, authorizers, tags, ...told } = importedApi(document);
  for (const { routeKey, integration } of routes) {
    checkRouteKey(routeKey);
    if (integration !== undefined) checkIntegration(integration);
  }
  const present = apiId === undefined ? undefined : apis.get(apiId);
  const merged: ApiSettings = { ipAddressType: "ipv4", ...present, ...told, ...settings };
  const api = present === undefined ? apis.create(merged) : apis.update(present.apiId, merged);
  apis.clear(api.apiId);
  const ids = new Map(
    authorizers.map((each) => [each.name, apis.putAuthorizer(api.apiId, each).authorizerId]),
  );
  for (const { integration, authorizer, ...route } of routes) {
    const made = integration && apis.putIntegration(api.apiId, integration);
    const target = made && `integrations/${made.integrationId}`;
    apis.putRoute(api.apiId, {
      ...route,
      target,
      apiKeyRequired: false,
      authorizerId: ids.get(authorizer ?? ""),
    });
  }
  if (Object.keys(tags).length > 0) apis.tags.put(apis.arn(api.apiId), tags);
  return api;
}
