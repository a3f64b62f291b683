// Requests to function URLs: whatever is asked there, the function answers.
// https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html

import { ServiceError } from "../../../aws/service-error.ts";
import { corsHeaders, preflightAnswer } from "../../../aws/wire/cors.ts";
import type { RawAnswer, Route, RouteCall } from "../../../aws/wire/operation.ts";
import { headOf, proxyAnswer } from "../../../aws/wire/proxy-answer.ts";
import { confinement, functionUrlPath } from "../../../aws/wire/served-hosts.ts";
import { type InvocationRequest, type InvocationResult, largestRequestBytes } from "../invocation.ts";
import type { FoundUrl } from "../urls/function-urls.ts";
import { preludeType, withoutPrelude } from "../urls/prelude.ts";
import { urlEvent } from "../urls/url-event.ts";
import { arnOf } from "./answers.ts";
import type { LambdaParts } from "./parts.ts";
import { invokeStreaming } from "./streamed-response.ts";

const json = { "content-type": "application/json" };
const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
const forbidden = refusal(
  403,
  "AccessDeniedException",
  "Forbidden. For troubleshooting Function URL authorization issues, see: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html",
);

export function urlRequestRoutes(parts: LambdaParts): readonly Route[] {
  const path = new RegExp(`^${functionUrlPath}(?<urlId>[a-z0-9]+)(?:/.*)?$`);
  return methods.map((method) => ({
    ...{
      operation: "Invoke",
      method,
      path,
      largestBodyBytes: largestRequestBytes.RequestResponse,
    },
    handle: (call) => answerUrl(parts, call),
  }));
}

async function answerUrl(parts: LambdaParts, call: RouteCall): Promise<RawAnswer> {
  const found = parts.urls.byId(call.parameters.urlId ?? "");
  if (found === undefined) return refusal(404, "ResourceNotFoundException", null);
  const startedAt = performance.now();
  const answer = await answerFound(parts, found, call);
  parts.urlMetrics.record(found.record.name, answer.status, performance.now() - startedAt);
  return answer;
}

async function answerFound(parts: LambdaParts, found: FoundUrl, call: RouteCall): Promise<RawAnswer> {
  const { cors, authType } = found.url;
  const preflight = cors && preflightAnswer(cors, call, "origin");
  if (preflight !== undefined) return { status: 200, headers: preflight, body: "" };
  const isSignedAsAsked = authType === "NONE" || isSigned(call);
  const answer =
    isSignedAsAsked && isPermitted(parts, found, call) ? await invoked(parts, found, call) : forbidden;
  const shared = cors && corsHeaders(cors, call.headers, "origin");
  return { ...answer, headers: { ...withShared(answer.headers, shared), ...confinement(call.host) } };
}

function isPermitted({ permits }: LambdaParts, { record, alias, url }: FoundUrl, call: RouteCall): boolean {
  return permits?.byUrl(arnOf(record, alias), url.authType, call.accessKeyId) ?? true;
}

/** What the function says for pages of other origins is told as well: a header that both have is there twice, as on AWS. */
function withShared(own: RawAnswer["headers"], shared: Readonly<Record<string, string>> = {}) {
  const both = Object.entries(shared).map(([name, value]) => [name, [value, own[name] ?? []].flat()]);
  return { ...own, ...(Object.fromEntries(both) as Record<string, string[]>) };
}

async function invoked(parts: LambdaParts, found: FoundUrl, call: RouteCall): Promise<RawAnswer> {
  const { record, alias } = found;
  const { accountId, region } = parts.functions.identity;
  const event = urlEvent(call, found, { accountId, region, now: parts.now() });
  const request = {
    functionName: alias === undefined ? record.name : `${record.name}:${alias}`,
    requestId: call.requestId,
    payload: JSON.stringify(event),
    traceHeader: call.headers["x-amzn-trace-id"],
  };
  try {
    if (found.url.invokeMode === "RESPONSE_STREAM") return await streamedAnswer(parts, request);
    const { payload, functionError } = await parts.invoke(request);
    return functionError === undefined ? (proxyAnswer(payload, json) ?? badGateway()) : badGateway();
  } catch (problem) {
    if (!(problem instanceof ServiceError)) throw problem;
    const { status, code, message, members } = problem;
    if (status >= 500 || status === 404) return badGateway();
    const body = JSON.stringify({ ...members, message });
    return { status, headers: { "content-type": "application/json", "x-amzn-errortype": code }, body };
  }
}

async function streamedAnswer(parts: LambdaParts, request: InvocationRequest): Promise<RawAnswer> {
  const { contentType, chunks, result } = await invokeStreaming((given) => parts.invoke(given), request);
  if (contentType === undefined) {
    const { payload, functionError } = await result;
    const headers = { "content-type": "application/json" };
    return functionError === undefined ? { status: 200, headers, body: payload } : badGateway();
  }
  const whole = toItsEnd(chunks, result);
  if (contentType !== preludeType)
    return { status: 200, headers: { "content-type": contentType }, body: whole };
  const { head, body } = await withoutPrelude(whole);
  const told = head && headOf(head, { "content-type": "application/octet-stream" });
  return told === undefined ? badGateway() : { ...told, body };
}

/** A response that broke off must not look whole. */
async function* toItsEnd(
  chunks: AsyncIterable<Uint8Array>,
  result: Promise<InvocationResult>,
): AsyncGenerator<Uint8Array> {
  yield* chunks;
  const { functionError } = await result;
  if (functionError !== undefined)
    throw new ServiceError(functionError, "The function failed while it answered", { status: 502 });
}

/** Any signature is taken, as everywhere in the region. */
function isSigned({ headers, query }: RouteCall): boolean {
  return headers.authorization?.startsWith("AWS4-") === true || query.has("X-Amz-Signature");
}

function badGateway(): RawAnswer {
  return { status: 502, headers: json, body: "Internal Server Error" };
}

/** In Lambda's words for who is refused. */
function refusal(status: number, code: string, message: string | null): RawAnswer {
  return {
    status,
    headers: { ...json, "x-amzn-errortype": code },
    body: JSON.stringify({ Message: message }),
  };
}
