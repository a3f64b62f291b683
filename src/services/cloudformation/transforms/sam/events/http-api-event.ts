// HttpApi: a route of an HTTP API that calls the function.

import type { Json, JsonObject } from "../../../../../aws/json.ts";
import { ApiDocument, methodInArn, methodKey, pathInArn } from "../apis/api-document.ts";
import { apiKinds, httpApi } from "../apis/api-kinds.ts";
import { secureHttpOperation } from "../apis/event-auth.ts";
import { apiId } from "../apis/implicit-apis.ts";
import { type Route, route as routeOf } from "../apis/prepare-apis.ts";
import { type Draft, draftOf, isDraft, listAt, objectAt, own, present } from "../draft.ts";
import type { Invokable } from "../function/invokable.ts";
import { sub, where } from "../intrinsics.ts";
import type { EventSource } from "./event-source.ts";
import { addPermission } from "./permission.ts";

export function httpApiEvent(event: EventSource, invokable: Invokable): undefined {
  const reference = event.required("ApiId");
  const api = apiOf(event, reference);
  const route = routeOf({ kind: httpApi, properties: event.properties }, api);
  if (event.property("Path") === undefined || !hasDefaultRoute(event, reference))
    addPermission(event, invokable, {
      principal: "apigateway.amazonaws.com",
      sourceArn: permittedArn(event, reference, route),
    });
  const document = api === undefined ? undefined : ApiDocument.of(api);
  if (api === undefined || document === undefined) return undefined;
  takeRoute(event, reference, route);
  addIntegration(event, invokable, route, document);
  addPathParameters(route, document);
  secureHttpOperation({ event, route, document, api, stage: null });
  addRouteSettings(event, route, api);
  return undefined;
}

function apiOf(event: EventSource, reference: Json): Draft | undefined {
  const api = event.expansion.resource(apiId(reference) ?? "");
  if (api === undefined || !apiKinds.some(({ type }) => type === api.Type)) return undefined;
  return isDraft(api.Properties) ? api.Properties : undefined;
}

function isDefault({ path }: Route): boolean {
  return path === "$default" || path === "/$default";
}

/** Whether another event of the function takes what no other route of the API takes: its permission is for all routes. */
function hasDefaultRoute(event: EventSource, reference: Json): boolean {
  const events = event.owner.property("Events");
  return Object.values(isDraft(events) ? events : {}).some((other) => {
    const properties = own(other, "Properties");
    return (
      own(other, "Type") === event.type &&
      (own(properties, "Path") ?? null) === null &&
      apiId(own(properties, "ApiId")) === apiId(reference)
    );
  });
}

/** An event without a path may be called by any. */
function permittedArn(event: EventSource, reference: Json, route: Route): JsonObject {
  const api = "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${__ApiId__}/${__Stage__}/";
  const path = event.property("Path") === undefined ? "*" : "$default";
  const call = isDefault(route) ? path : `${methodInArn(route.method)}${pathInArn(route.path)}`;
  return sub(`${api}${call}`, { __ApiId__: reference, __Stage__: "*" });
}

/** Throws InvalidResource if another event has the route already. */
function takeRoute(event: EventSource, reference: Json, { method, path }: Route): void {
  const { routes } = event.expansion;
  const key = `${apiId(reference)} ${methodKey(method)} ${path}`;
  if (routes.has(key))
    event.fail(`API method '${methodKey(method)}' defined multiple times for path '${path}'.`, "Path");
  routes.add(key);
}

/** An integration that the document has already keeps what it says. */
function addIntegration(event: EventSource, invokable: Invokable, route: Route, document: ApiDocument): void {
  const timeout = event.property("TimeoutInMillis");
  const integration = present({
    type: "aws_proxy",
    httpMethod: "POST",
    payloadFormatVersion: event.property("PayloadFormatVersion") || "2.0",
    uri: where(event.owner.condition, invocationUri(invokable)),
    timeoutInMillis: timeout,
  });
  const [existing] = document.operation(route.path, route.method);
  const isNew = existing === undefined || Object.keys(existing).length === 0;
  if (isNew) {
    const added = {
      responses: {},
      ...(isDefault(route) ? { isDefaultRoute: true } : {}),
      "x-amazon-apigateway-integration": integration,
    };
    document.setOperation(route.path, route.method, where(event.owner.condition, added));
    return;
  }
  for (const definition of document.operation(route.path, route.method)) {
    if (draftOf(definition["x-amazon-apigateway-integration"]) === undefined) definition.responses ??= {};
    if (isDefault(route)) definition.isDefaultRoute = true;
    const kept = draftOf(definition["x-amazon-apigateway-integration"]);
    if (kept === undefined) definition["x-amazon-apigateway-integration"] = integration;
    else if (timeout !== undefined) kept.timeoutInMillis = timeout;
  }
}

function invocationUri({ arn, alias, resource }: Invokable): JsonObject {
  const place = alias === undefined ? `${resource.id}.Arn` : String(arn.Ref);
  return sub(
    `arn:\${AWS::Partition}:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${${place}}/invocations`,
  );
}

function addPathParameters(route: Route, document: ApiDocument): void {
  const names = [...route.path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name as string);
  if (names.length === 0) return;
  for (const definition of document.operation(route.path, route.method)) {
    const parameters = listAt(definition, "parameters");
    for (const name of names) {
      const known = draftOf(parameters.find((one) => own(one, "name") === name && own(one, "in") === "path"));
      if (known !== undefined) known.required = true;
      else parameters.push({ name, in: "path", required: true });
    }
  }
}

/** A route's settings are its API's stage's. */
function addRouteSettings(event: EventSource, route: Route, api: Draft): void {
  const settings = event.property("RouteSettings");
  const all = isDraft(settings) ? objectAt(api, "RouteSettings") : undefined;
  if (!isDraft(settings) || all === undefined) return;
  const key = isDefault(route) ? "$default" : `${route.method.toUpperCase()} ${route.path}`;
  const existing = all[key];
  all[key] = { ...(isDraft(existing) ? existing : {}), ...settings };
}
