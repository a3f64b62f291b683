// What a WebSocket API has besides: responses of its routes and integrations, and models.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-route-response.html

import { newId } from "../ids.ts";
import { badRequest, conflict } from "../refusals.ts";
import type { HttpApis } from "./http-apis.ts";
import type { RouteResponse, SocketIntegrationResponse, SocketModel } from "./records.ts";

/** Throws NotFoundException, BadRequestException, and ConflictException for another of the same route. */
export function putRouteResponse(
  apis: HttpApis,
  apiId: string,
  settings: Omit<RouteResponse, "routeResponseId">,
  id = newId(7),
): RouteResponse {
  apis.get(apiId);
  apis.routes.get(apiId, settings.routeId);
  const { routeId, routeResponseKey } = settings;
  if (routeResponseKey !== "$default") throw badRequest("Only the $default route response key is supported");
  const isTaken = apis.routeResponses
    .of(apiId)
    .some((each) => each.routeId === routeId && each.routeResponseId !== id);
  if (isTaken) throw conflict(`Route response with key ${routeResponseKey} already exists for this Route`);
  const made = apis.routeResponses.put(apiId, { ...settings, routeResponseId: id });
  apis.touch(apiId);
  return made;
}

/** Throws NotFoundException, BadRequestException, and ConflictException for a key that another of the integration has. */
export function putIntegrationResponse(
  apis: HttpApis,
  apiId: string,
  settings: Omit<SocketIntegrationResponse, "integrationResponseId">,
  id = newId(7),
): SocketIntegrationResponse {
  apis.get(apiId);
  apis.integrations.get(apiId, settings.integrationId);
  const { integrationId, integrationResponseKey: key } = settings;
  if (key !== "$default" && !/^\/.+\/$/s.test(key))
    throw badRequest(`Invalid integration response key: ${key}; expected $default or /pattern/`);
  const isTaken = apis.integrationResponses
    .of(apiId)
    .some(
      (each) =>
        each.integrationId === integrationId &&
        each.integrationResponseKey === key &&
        each.integrationResponseId !== id,
    );
  if (isTaken) throw conflict(`Integration response with key ${key} already exists for this Integration`);
  const made = apis.integrationResponses.put(apiId, { ...settings, integrationResponseId: id });
  apis.touch(apiId);
  return made;
}

/** Throws NotFoundException, BadRequestException, and ConflictException for a name that another has. */
export function putModel(
  apis: HttpApis,
  apiId: string,
  settings: Omit<SocketModel, "modelId">,
  id = newId(6),
): SocketModel {
  apis.get(apiId);
  const isTaken = apis.models.of(apiId).some((each) => each.name === settings.name && each.modelId !== id);
  if (isTaken) throw conflict("Model name already exists for this API");
  const made = apis.models.put(apiId, { ...settings, modelId: id });
  apis.touch(apiId);
  return made;
}
