// What a client gets of a function's response: as the response says, or the response itself as JSON.
// https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-response-payload

import { isJsonObject, type Json } from "../../../aws/json.ts";
import type { RawAnswer } from "../../../aws/wire/operation.ts";

const json = { "content-type": "application/json" };
/** Of a connection, not of an answer: the server sets these. */
const ownHeaders = new Set(["connection", "content-length", "keep-alive", "transfer-encoding", "upgrade"]);
const headerName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const unwritable = /[^\t\x20-\x7e\x80-\xff]/;

/** A head as a function says it; undefined for what no answer can be. */
export interface UrlHead {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
}

export function urlAnswer(payload: string): RawAnswer {
  const response = parsed(payload);
  if (!isJsonObject(response) || response.statusCode === undefined)
    return { status: 200, headers: json, body: payload };
  const head = headOf(response, json);
  const { body } = response;
  if (head === undefined) return badGateway();
  const hasBody = head.status !== 204 && head.status !== 304 && body !== undefined && body !== null;
  if (!hasBody) return { ...head, body: "" };
  if (typeof body !== "string") return { ...head, body: JSON.stringify(body) };
  return { ...head, body: response.isBase64Encoded === true ? Buffer.from(body, "base64") : body };
}

/** Of a response as a function makes it, or of what stands before one that is streamed. */
export function headOf(
  { statusCode = 200, headers = {}, cookies = [] }: { readonly [member: string]: Json | undefined },
  usual: Readonly<Record<string, string>>,
): UrlHead | undefined {
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

export function badGateway(): RawAnswer {
  return { status: 502, headers: json, body: "Internal Server Error" };
}

/** In Lambda's words for who is refused. */
export function refusal(status: number, code: string, message: string | null): RawAnswer {
  return {
    status,
    headers: { ...json, "x-amzn-errortype": code },
    body: JSON.stringify({ Message: message }),
  };
}

function parsed(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch {
    return undefined;
  }
}
