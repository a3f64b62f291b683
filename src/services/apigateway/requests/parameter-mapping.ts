// What an integration changes of a request before its backend has it, and of an answer before its client has it.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-parameter-mapping.html

import type { Json } from "../../../aws/json.ts";
import { jsonOrUndefined } from "../../../aws/json-text.ts";
import type { RawAnswer } from "../../../aws/wire/operation.ts";
import { type ReadSource, type Sources, sourceOf, textOf } from "./parameter-source.ts";
import type { ServedRequest } from "./served-request.ts";

interface Mapping {
  readonly action: string;
  /** `header`, `querystring`, `path` or `statuscode`. */
  readonly of: string;
  readonly name: string;
  readonly read: ReadSource;
}

/** The request as its backend is to see it. */
export function mappedRequest(
  request: ServedRequest,
  parameters: Readonly<Record<string, string>> | undefined,
): ServedRequest {
  if (parameters === undefined) return request;
  const headers: Record<string, string | undefined> = { ...request.headers };
  const query = new URLSearchParams(request.query);
  let { path } = request;
  for (const { action, of, name, read } of mappingsOf(parameters)) {
    const value = action === "remove" ? undefined : read({ request });
    if (action !== "remove" && value === undefined) continue;
    const text = textOf(value ?? "");
    if (of === "path") path = text.startsWith("/") ? text : `/${text}`;
    else if (of === "header") change(headers, action, name.toLowerCase(), text);
    else if (action === "remove") query.delete(name);
    else if (action === "append") query.append(name, text);
    else query.set(name, text);
  }
  return { ...request, path, headers, query: query.toString() };
}

/** The answer as its client is to see it. */
export function mappedAnswer(
  answer: RawAnswer,
  parameters: Readonly<Record<string, Readonly<Record<string, string>>>> | undefined,
  request: ServedRequest,
): RawAnswer {
  const ofStatus = parameters?.[String(answer.status)];
  if (ofStatus === undefined) return answer;
  const headers: Record<string, string | undefined> = {};
  const lists: Record<string, readonly string[]> = {};
  for (const [name, value] of Object.entries(answer.headers))
    if (typeof value === "string") headers[name] = value;
    else lists[name] = value;
  let { status } = answer;
  const sources: Sources = {
    request,
    response: { headers: answer.headers, body: () => jsonIn(answer.body) },
  };
  for (const { action, of, name, read } of mappingsOf(ofStatus)) {
    const value = action === "remove" ? "" : read(sources);
    if (value === undefined) continue;
    if (of !== "statuscode") change(headers, action, name.toLowerCase(), textOf(value));
    else if (/^[2-5]\d\d$/.test(textOf(value))) status = Number(value);
  }
  const kept = Object.entries(headers).filter(
    (each): each is [string, string] => each[1] !== undefined && !/[^\t\x20-\x7e\x80-\xff]/.test(each[1]),
  );
  return { ...answer, status, headers: { ...lists, ...Object.fromEntries(kept) } };
}

function mappingsOf(parameters: Readonly<Record<string, string>>): readonly Mapping[] {
  return Object.entries(parameters).map(([key, source]) => {
    const [, action = "", of = "", name = ""] = /^(\w+):(\w+)\.?(.*)$/s.exec(key) ?? [];
    return { action, of, name, read: sourceOf(source) };
  });
}

function change(
  headers: Record<string, string | undefined>,
  action: string,
  name: string,
  text: string,
): void {
  const present = headers[name];
  if (action === "remove") delete headers[name];
  else headers[name] = action === "append" && present !== undefined ? `${present},${text}` : text;
}

function jsonIn(body: RawAnswer["body"]): Json | undefined {
  if (typeof body !== "string" && !(body instanceof Uint8Array)) return undefined;
  return jsonOrUndefined(Buffer.from(body as string).toString());
}
