// What an integration of a REST API answers a request with: the request is mapped for the backend, and its answer for the client.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-integration-settings.html

import { RE2JS } from "re2js";
import type { RawAnswer } from "../../../aws/wire/operation.ts";
import {
  answerOfProxy,
  callerFor,
  functionArnIn,
  invoked,
  type ProxyManner,
} from "../requests/function-backend.ts";
import { toldHeaders } from "../requests/header-names.ts";
import { httpAnswer } from "../requests/http-backend.ts";
import { isReached, tellUnreached } from "../requests/outside.ts";
import { sourceOf, textOf, withVariables } from "../requests/parameter-source.ts";
import { proxyEvent } from "../requests/proxy-event.ts";
import type { RequestParts } from "../requests/request-parts.ts";
import type { ServedRequest } from "../requests/served-request.ts";
import { inTime } from "../requests/time-limit.ts";
import { isBinaryType } from "../requests/told-request.ts";
import { type BackendAnswer, callAws, callFunction } from "./aws-call.ts";
import { actionIn } from "./aws-uri.ts";
import { type Content, converted } from "./content-handling.ts";
import { type Fault, isFault } from "./gateway-responses.ts";
import { render } from "./mapping-template.ts";
import type { IntegrationResponse, RestIntegration, RestMethod, RestResource } from "./records.ts";
import {
  attempt,
  mappedBody,
  mappedHeaders,
  mappedQuery,
  mappedValue,
  withMapped,
  withPathParameters,
} from "./request-mapping.ts";

export interface MethodCall {
  readonly resource: RestResource;
  readonly method: RestMethod;
}

const json = { "content-type": "application/json" };
const internalError: Fault = { fault: "API_CONFIGURATION_ERROR" };
const badGateway: Fault = { fault: "API_CONFIGURATION_ERROR", status: 502 };
const unreached: Fault = { fault: "INTEGRATION_FAILURE" };
const timedOut: Fault = { fault: "INTEGRATION_TIMEOUT" };

export async function restAnswer(
  request: ServedRequest,
  { resource, method }: MethodCall,
  parts: RequestParts,
): Promise<RawAnswer | Fault> {
  const integration = method.methodIntegration;
  if (integration === undefined) return internalError;
  const work =
    integration.type === "AWS_PROXY"
      ? proxied(request, resource, integration, parts)
      : mappedAnswer(request, integration, parts);
  const answer = await inTime(work, { limitMs: integration.timeoutInMillis, late: timedOut }, parts.clock);
  const { traceHeader } = request;
  if (traceHeader === undefined || isFault(answer) || !isOfFunction(integration)) return answer;
  return { ...answer, headers: { "x-amzn-trace-id": traceHeader, ...answer.headers } };
}

function isOfFunction({ type, uri = "" }: RestIntegration): boolean {
  return type === "AWS_PROXY" || (type === "AWS" && uri.includes(":lambda:path/"));
}

/** By templates, or as it is; of an integration that is none of a function's as a proxy. */
export async function mappedAnswer(
  request: ServedRequest,
  integration: RestIntegration,
  parts: RequestParts,
): Promise<RawAnswer | Fault> {
  const isPassed = integration.type === "HTTP_PROXY";
  const body = isPassed ? "" : mappedBody(request, integration);
  if (typeof body === "object" && "fault" in body) return body;
  const headers = mappedHeaders(request, integration, isPassed);
  const backend = await backendAnswer({ ...request, headers }, body, integration, parts);
  if ("fault" in backend) return backend;
  if (!("backend" in backend))
    return isPassed ? backend : mappedFrom(await asBackend(backend), integration, request);
  return mappedFrom(backend, integration, request);
}

async function proxied(
  request: ServedRequest,
  { path }: RestResource,
  integration: RestIntegration,
  { functions, identity }: RequestParts,
): Promise<RawAnswer | Fault> {
  const { uri = "", httpMethod = "POST", requestParameters = {} } = integration;
  // A function is called by no other, whichever one the client asks by.
  if (httpMethod !== "POST" && httpMethod !== "ANY") return internalError;
  // The event's path has no stage, that of its context has.
  const { told } = request;
  const frame = { resource: path, path: told?.path ?? request.path, requestContext: request.context };
  const event = proxyEvent(withMapped(request, requestParameters), frame);
  const payload = await invoked(functions, {
    functionName: functionArnIn(withVariables(uri, request)),
    ...{ payload: JSON.stringify(event), traceHeader: request.traceHeader },
    caller: callerFor(request, identity, { roleArn: integration.credentials }),
  });
  if (payload === "throttled" || payload === "not permitted") return internalError;
  const manner: ProxyManner = {
    ...{ usual: json, takesBytes: told?.takesBytes },
    told: (headers) => toldHeaders("function", headers),
  };
  return (payload === undefined ? undefined : answerOfProxy(payload, manner)) ?? badGateway;
}

async function backendAnswer(
  request: ServedRequest,
  mapped: Content,
  integration: RestIntegration,
  parts: RequestParts,
): Promise<BackendAnswer | RawAnswer | Fault> {
  const { type, uri = "", httpMethod = "GET", requestParameters = {}, timeoutInMillis } = integration;
  const body = mapped.toString("utf8");
  if (type === "MOCK") {
    const status = attempt(() => (JSON.parse(body) as { statusCode?: unknown }).statusCode);
    return { backend: "mock", selector: String(status ?? ""), body: "", headers: {} };
  }
  const whole = withVariables(uri, request);
  if (type === "AWS") {
    const target = actionIn(whole);
    if (target.type === "elsewhere") {
      tellUnreached(request, whole, parts);
      return unreached;
    }
    if (target.type === "function")
      return callFunction(parts.functions, {
        ...{ functionName: target.arn, payload: body || "{}", traceHeader: request.traceHeader },
        caller: callerFor(request, parts.identity, { roleArn: integration.credentials }),
      });
    const query = mappedQuery(request, requestParameters);
    if (target.type !== "object") return callAws(parts, target, { body, query }, request);
    const url = new URL(
      `http://${parts.host}/${withPathParameters(target.path, request, requestParameters)}`,
    );
    url.search = query.toString();
    const signed = { ...request.headers, authorization: signatureFor("s3") };
    const asked = { ...request, headers: signed, body: Buffer.from(mapped) };
    const method = httpMethod === "ANY" ? request.method : httpMethod;
    return asBackend(await httpAnswer(asked, { url, method, timeoutMs: timeoutInMillis }), "aws");
  }
  const filled = withPathParameters(whole, request, requestParameters);
  const url = URL.canParse(filled) ? new URL(filled) : undefined;
  if (url === undefined) return internalError;
  if (!isReached(url)) {
    tellUnreached(request, filled, parts);
    return unreached;
  }
  if (type === "HTTP_PROXY")
    for (const [name, value] of new URLSearchParams(request.query)) url.searchParams.append(name, value);
  for (const [name, value] of mappedQuery(request, requestParameters)) url.searchParams.set(name, value);
  const method = httpMethod === "ANY" ? request.method : httpMethod;
  if (type === "HTTP_PROXY")
    return httpAnswer(request, {
      ...{ url, method, timeoutMs: timeoutInMillis },
      told: (headers) => toldHeaders("passed", headers),
    });
  return httpAnswer({ ...request, body: Buffer.from(mapped) }, { url, method, timeoutMs: timeoutInMillis });
}

/** The region takes any signature; it says which service is meant. */
function signatureFor(service: string): string {
  return `AWS4-HMAC-SHA256 Credential=local/20000101/local/${service}/aws4_request, SignedHeaders=host, Signature=local`;
}

async function asBackend(
  { status, headers, body }: RawAnswer,
  backend: BackendAnswer["backend"] = "http",
): Promise<BackendAnswer> {
  const bytes = Buffer.from(body as string | Uint8Array);
  return { backend, selector: String(status), body: bytes.toString("utf8"), bytes, headers };
}

function mappedFrom(
  backend: BackendAnswer,
  { integrationResponses = {} }: RestIntegration,
  request: ServedRequest,
): RawAnswer | Fault {
  const response = responseFor(Object.values(integrationResponses), backend);
  if (response === undefined) return internalError;
  const { responseTemplates = {}, responseParameters = {}, statusCode, contentHandling } = response;
  const template = responseTemplates["application/json"] ?? Object.values(responseTemplates)[0];
  const rendered =
    template === undefined || template === ""
      ? { text: passedOn(backend, contentHandling, request), status: undefined }
      : attempt(() => render(template, { request, body: backend.body }));
  if (rendered?.text === undefined) return internalError;
  const headers: Record<string, string> = {
    "content-type": Object.keys(responseTemplates)[0] ?? "application/json",
  };
  for (const [name, source] of Object.entries(responseParameters)) {
    const [, header] = /^method\.response\.header\.(.+)$/.exec(name) ?? [];
    const value = header === undefined ? undefined : responseValue(source, backend, request);
    if (header !== undefined && value !== undefined) headers[header.toLowerCase()] = value;
  }
  return {
    status: rendered.status ?? Number(statusCode),
    headers: toldHeaders("mapped", headers),
    body: rendered.text,
  };
}

function passedOn(
  { body, bytes = Buffer.from(body), headers }: BackendAnswer,
  contentHandling: string | undefined,
  { told }: ServedRequest,
): Content | undefined {
  const { binaryMediaTypes = [], takesBytes = false } = told ?? {};
  const isBinary = isBinaryType(binaryMediaTypes, String(headers["content-type"] ?? ""));
  return converted(bytes, { isBinary, contentHandling, wantsBytes: takesBytes });
}

function responseValue(source: string, backend: BackendAnswer, request: ServedRequest): string | undefined {
  if (!source.startsWith("integration.response.")) return mappedValue(source, request);
  const read = sourceOf(`$${source.slice("integration.".length)}`);
  const body = () => attempt(() => JSON.parse(backend.body)) as never;
  const value = read({ request, response: { headers: backend.headers, body } });
  return value === undefined ? undefined : textOf(value);
}

/** The one whose pattern what the backend said matches as a whole, or the one without a pattern. */
function responseFor(
  responses: readonly IntegrationResponse[],
  { backend, selector }: BackendAnswer,
): IntegrationResponse | undefined {
  const matching = responses.find(
    ({ selectionPattern = "" }) =>
      selectionPattern !== "" &&
      attempt(() => RE2JS.compile(selectionPattern, RE2JS.DOTALL).matches(selector)) === true,
  );
  const ofMock = backend === "mock" ? responses.find(({ statusCode }) => statusCode === selector) : undefined;
  return matching ?? ofMock ?? responses.find(({ selectionPattern = "" }) => selectionPattern === "");
}
