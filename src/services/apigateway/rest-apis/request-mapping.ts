// What a request is mapped to for the backend of an integration: its body, its headers, its path and its query.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/request-response-data-mappings.html

import { isSent } from "../requests/header-names.ts";
import { sourceOf, textOf } from "../requests/parameter-source.ts";
import type { ServedRequest } from "../requests/served-request.ts";
import { type Content, converted } from "./content-handling.ts";
import type { Fault } from "./gateway-responses.ts";
import { render, UnreadableBody } from "./mapping-template.ts";
import type { RestIntegration } from "./records.ts";

type RequestParameters = NonNullable<RestIntegration["requestParameters"]>;

const json = { "content-type": "application/json" };

export function mappedBody(
  request: ServedRequest,
  { requestTemplates = {}, passthroughBehavior, contentHandling }: RestIntegration,
): Content | Fault {
  const [type = "application/json"] = (request.headers["content-type"] ?? "application/json").split(";");
  const template = requestTemplates[type.trim().toLowerCase()];
  const { isBinary = false } = request.told ?? {};
  if (template !== undefined) {
    // A template reads text, and finds an empty object where nothing was sent.
    const body = request.body.toString(isBinary ? "base64" : "utf8") || "{}";
    try {
      return render(template, { request, body }).text;
    } catch (problem) {
      return faultOf(problem as Error);
    }
  }
  const hasTemplates = Object.keys(requestTemplates).length > 0;
  if (passthroughBehavior === "NEVER" || (passthroughBehavior === "WHEN_NO_TEMPLATES" && hasTemplates))
    return { fault: "UNSUPPORTED_MEDIA_TYPE" };
  const body = converted(request.body, { isBinary, contentHandling, wantsBytes: isBinary });
  return body ?? { fault: "API_CONFIGURATION_ERROR" };
}

function faultOf(problem: Error): Fault {
  const { message } = problem;
  if (problem instanceof UnreadableBody)
    return { fault: "DEFAULT_4XX", message, cause: `Execution failed: ${message}` };
  return {
    fault: "API_CONFIGURATION_ERROR",
    cause: `Execution failed due to configuration error: Unable to transform request: ${message}`,
  };
}

export function mappedHeaders(
  request: ServedRequest,
  { requestParameters = {} }: RestIntegration,
  isPassed: boolean,
): ServedRequest["headers"] {
  const apiId = String(request.context.apiId);
  const headers: Record<string, string | undefined> = {
    ...(isPassed
      ? passedOn(request.headers)
      : { ...json, accept: "application/json", "user-agent": `AmazonAPIGateway_${apiId}` }),
    "x-amzn-apigateway-api-id": apiId,
  };
  for (const [name, value] of mappedTo("header", request, requestParameters))
    headers[name.toLowerCase()] = value;
  return headers;
}

function passedOn(headers: ServedRequest["headers"]): ServedRequest["headers"] {
  return Object.fromEntries(Object.entries(headers).filter(([name, value]) => isSent("passed", name, value)));
}

/** What `method.request.header.x`, `context.x` or `'static'` comes to. */
export function mappedValue(source: string, request: ServedRequest): string | undefined {
  const [, constant] = /^'(.*)'$/s.exec(source) ?? [];
  if (constant !== undefined) return constant;
  const value = sourceOf(`$${source.replace(/^method\./, "")}`)({ request });
  return value === undefined ? undefined : textOf(value);
}

/** With the headers and the query that the integration maps, which a function is told of as if they had been sent. */
export function withMapped(request: ServedRequest, requestParameters: RequestParameters): ServedRequest {
  const { told } = request;
  const query = new URLSearchParams(request.query);
  for (const [name, value] of mappedQuery(request, requestParameters)) query.set(name, value);
  const headers = mappedTo("header", request, requestParameters).flatMap(([name, value]) =>
    value === undefined ? [] : ([[name, [value]]] as const),
  );
  return {
    ...{ ...request, query: query.toString() },
    told: told && { ...told, headers: { ...told.headers, ...Object.fromEntries(headers) } },
  };
}

export function withPathParameters(
  uri: string,
  request: ServedRequest,
  requestParameters: RequestParameters,
): string {
  return uri.replaceAll(/\{([^{}+]+)\+?\}/g, (_, name: string) => {
    const source = requestParameters[`integration.request.path.${name}`] ?? `method.request.path.${name}`;
    return (mappedValue(source, request) ?? "").split("/").map(encodeURIComponent).join("/");
  });
}

export function mappedQuery(request: ServedRequest, requestParameters: RequestParameters): URLSearchParams {
  const query = new URLSearchParams();
  for (const [name, value] of mappedTo("querystring", request, requestParameters))
    if (value !== undefined) query.set(name, value);
  return query;
}

/** By the names that the backend is to have them by. */
function mappedTo(
  place: "header" | "querystring",
  request: ServedRequest,
  requestParameters: RequestParameters,
): readonly (readonly [string, string | undefined])[] {
  const start = `integration.request.${place}.`;
  return Object.entries(requestParameters).flatMap(([target, source]) =>
    target.startsWith(start) ? [[target.slice(start.length), mappedValue(source, request)] as const] : [],
  );
}

/** Undefined for what throws: a client is told of a mapping that fails by its status alone. */
export function attempt<Value>(work: () => Value): Value | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
