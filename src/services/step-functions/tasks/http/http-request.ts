// The request of an HTTP task: its arguments, and what the connection adds to them or puts in their place.
// https://docs.aws.amazon.com/step-functions/latest/dg/call-https-apis.html

import { isJsonObject, type Json, type JsonObject } from "../../../../aws/json.ts";
import type { HttpParameter, HttpParameters } from "../../../../http-client/connection.ts";
import { isLoopback } from "../../../../http-client/loopback.ts";
import { ArgumentProblem, optionalText, requiredText } from "../arguments.ts";
import { type ArrayFormat, formPairs, formText, isArrayFormat } from "./form-encoding.ts";
import type { TextRequest } from "./http-exchange.ts";

export const methods: ReadonlySet<string> = new Set([
  "GET",
  "POST",
  "PUT",
  "DELETE",
  "PATCH",
  "OPTIONS",
  "HEAD",
]);

const forbiddenHeaders = new Set([
  "a-im",
  "accept-charset",
  "accept-datetime",
  "accept-encoding",
  "authorization",
  "cache-control",
  "connection",
  "content-encoding",
  "content-md5",
  "date",
  "expect",
  "forwarded",
  "from",
  "host",
  "http2-settings",
  "if-match",
  "if-modified-since",
  "if-none-match",
  "if-range",
  "if-unmodified-since",
  "max-forwards",
  "origin",
  "pragma",
  "proxy-authorization",
  "referer",
  "server",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "via",
  "warning",
]);

const formType = "application/x-www-form-urlencoded";

/** Throws ArgumentProblem. */
export function httpRequest(given: JsonObject, added: HttpParameters, region: string): TextRequest {
  const method = requiredText(given, "Method");
  if (!methods.has(method))
    throw new ArgumentProblem(
      `The field 'Method' must be one of ${[...methods].join(", ")}, but was: ${method}`,
    );
  const encoding = encodingOf(given);
  const url = endpointOf(given);
  addQuery(url, given.QueryParameters, added.query);
  const headers = headersOf(given.Headers);
  const body = bodyOf(given.RequestBody, added.body, encoding);
  if (body !== undefined && !headers.has("content-type"))
    headers.set("content-type", encoding.isForm ? formType : "application/json");
  for (const { key, value } of added.headers) headers.set(key, value);
  headers.set("user-agent", `Amazon|StepFunctions|HttpInvoke|${region}`);
  headers.set("range", "bytes=0-262144");
  return { url, method, headers, body };
}

function endpointOf(given: JsonObject): URL {
  const text = requiredText(given, "ApiEndpoint");
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isAllowed = url?.protocol === "https:" || (url?.protocol === "http:" && isLoopback(url));
  if (url !== undefined && isAllowed) return url;
  throw new ArgumentProblem(`The field 'ApiEndpoint' must be an HTTPS URL, but was: ${text}`);
}

interface Encoding {
  readonly isForm: boolean;
  readonly arrays: ArrayFormat;
}

function encodingOf({ Transform: transform }: JsonObject): Encoding {
  if (transform === undefined || transform === null) return { isForm: false, arrays: "INDICES" };
  if (!isJsonObject(transform)) throw new ArgumentProblem("The field 'Transform' must be an object");
  const body = optionalText(transform, "RequestBodyEncoding") ?? "NONE";
  if (body !== "NONE" && body !== "URL_ENCODED")
    throw new ArgumentProblem(
      `The field 'RequestBodyEncoding' must be NONE or URL_ENCODED, but was: ${body}`,
    );
  const { RequestEncodingOptions: options } = transform;
  const arrays = (isJsonObject(options) ? optionalText(options, "ArrayFormat") : undefined) ?? "INDICES";
  if (!isArrayFormat(arrays))
    throw new ArgumentProblem(
      `The field 'ArrayFormat' must be INDICES, REPEAT, COMMAS or BRACKETS, but was: ${arrays}`,
    );
  return { isForm: body === "URL_ENCODED", arrays };
}

function addQuery(url: URL, given: Json | undefined, added: readonly HttpParameter[]): void {
  if (typeof given === "string") {
    for (const [key, value] of new URLSearchParams(given)) url.searchParams.append(key, value);
  } else if (isJsonObject(given)) {
    for (const [key, value] of formPairs(given, "REPEAT")) url.searchParams.append(key, value);
  } else if (given !== undefined && given !== null) {
    throw new ArgumentProblem("The field 'QueryParameters' must be an object or a string");
  }
  for (const { key, value } of added) url.searchParams.set(key, value);
}

function headersOf(given: Json | undefined): Headers {
  const headers = new Headers();
  if (given === undefined || given === null) return headers;
  if (!isJsonObject(given)) throw new ArgumentProblem("The field 'Headers' must be an object");
  for (const [name, value] of Object.entries(given)) {
    if (isForbidden(name)) throw new ArgumentProblem(`The header '${name}' must not be given`);
    for (const each of Array.isArray(value) ? value : [value]) append(headers, name, each as Json);
  }
  return headers;
}

function append(headers: Headers, name: string, value: Json): void {
  try {
    headers.append(name, String(value));
  } catch {
    throw new ArgumentProblem(`The header '${name}' cannot have the value: ${JSON.stringify(value)}`);
  }
}

function isForbidden(header: string): boolean {
  const name = header.toLowerCase();
  return forbiddenHeaders.has(name) || /^x-(forwarded|amz|amzn)-/.test(name);
}

function bodyOf(
  given: Json | undefined,
  added: readonly HttpParameter[],
  { isForm, arrays }: Encoding,
): string | undefined {
  const own = given ?? undefined;
  if (added.length > 0 && own !== undefined && !isJsonObject(own))
    throw new ArgumentProblem(
      "The field 'RequestBody' must be an object, because the connection adds members to it",
    );
  const members = Object.fromEntries(added.map(({ key, value }) => [key, value]));
  const body = added.length === 0 ? own : { ...(own as JsonObject | undefined), ...members };
  if (body === undefined || typeof body === "string") return body;
  if (!isForm) return JSON.stringify(body);
  if (!isJsonObject(body)) throw new ArgumentProblem("A RequestBody to be URL-encoded must be an object");
  return formText(formPairs(body, arrays), arrays);
}
