// What a client gets of a function's response in payload format 2.0: as the response says, or the response itself as JSON.
// https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-response-payload and
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html

import { isJsonObject, type Json } from "../json.ts";
import { jsonOrUndefined } from "../json-text.ts";
import type { RawAnswer } from "./operation.ts";

const json = { "content-type": "application/json" };
/** Of a connection, not of an answer: the server sets these. */
const ownHeaders = new Set([
  ...["connection", "content-length", "keep-alive", "trailer", "transfer-encoding", "upgrade"],
]);
const headerName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const unwritable = /[^\t\x20-\x7e\x80-\xff]/;

/** A head as a function says it; undefined for what no answer can be. */
export interface ProxyHead {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
}

/** `usual` are the headers of a response that says its status. Undefined for what no answer can be. */
export function proxyAnswer(payload: string, usual: Readonly<Record<string, string>>): RawAnswer | undefined {
  const response = jsonOrUndefined(payload);
  if (!isJsonObject(response) || response.statusCode === undefined)
    return { status: 200, headers: json, body: payload };
  const head = headOf(response, usual);
  return head && { ...head, body: bodyOf(head, response) };
}

/** What a response has for a body; an object in its place is told as JSON. */
export function bodyOf(
  { status }: ProxyHead,
  { body, isBase64Encoded }: { readonly [member: string]: Json | undefined },
): string | Uint8Array {
  if (status === 204 || status === 304 || body === undefined || body === null) return "";
  if (typeof body !== "string") return JSON.stringify(body);
  return isBase64Encoded === true ? Buffer.from(body, "base64") : body;
}

/** Of a response as a function makes it, or of what stands before one that is streamed. */
export function headOf(
  { statusCode = 200, headers = {}, cookies = [] }: { readonly [member: string]: Json | undefined },
  usual: Readonly<Record<string, string>>,
): ProxyHead | undefined {
  const status = Number(statusCode);
  if (!Number.isInteger(status) || status < 200 || status > 599) return undefined;
  if (!isJsonObject(headers ?? {}) || !Array.isArray(cookies ?? [])) return undefined;
  const given = Object.entries((headers ?? {}) as Readonly<Record<string, Json>>)
    .map(([name, value]) => [name.toLowerCase(), String(value)] as const)
    .filter(([name]) => !ownHeaders.has(name));
  const set = ((cookies ?? []) as readonly Json[]).map(String);
  const isWritable =
    given.every(([name, value]) => headerName.test(name) && !unwritable.test(value)) &&
    set.every((cookie) => !unwritable.test(cookie));
  if (!isWritable) return undefined;
  return {
    status,
    headers: { ...usual, ...Object.fromEntries(given), ...(set.length === 0 ? {} : { "set-cookie": set }) },
  };
}
