// Where a mapped parameter gets its value: `$request.header.name`, `$context.requestId`, a text with such in braces, or a text as it is.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-parameter-mapping.html

import { compilePath } from "../../../asl/path/compile-path.ts";
import { isJsonObject, type Json } from "../../../aws/json.ts";
import { jsonOrUndefined } from "../../../aws/json-text.ts";
import { badRequest } from "../refusals.ts";
import type { ServedRequest } from "./served-request.ts";

/** What there is to read: `response` while an answer is mapped. */
export interface Sources {
  readonly request: ServedRequest;
  readonly response?: SourceResponse | undefined;
}

export interface SourceResponse {
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: () => Json | undefined;
}

/** Undefined for what is not there. */
export type ReadSource = (sources: Sources) => Json | undefined;

const whole = /^\$(request|response|context|stageVariables)\b/;
const inBraces = /\$\{((?:request|response|context|stageVariables)[^}]*)\}/g;
const compiled = new Map<string, ReadSource>();
/** Templates are a user's own, but not as many are kept as there may ever be. */
const mostCompiled = 2000;

/** Throws BadRequestException for what is no source. */
export function sourceOf(text: string): ReadSource {
  const known = compiled.get(text);
  if (known !== undefined) return known;
  const read = compile(text);
  if (compiled.size >= mostCompiled) compiled.clear();
  compiled.set(text, read);
  return read;
}

/** Throws BadRequestException. */
export function checkSource(text: string): void {
  sourceOf(text);
}

function compile(text: string): ReadSource {
  if (whole.test(text)) return variable(text.slice(1));
  const parts = text.split(inBraces).map((part, index) => (index % 2 === 0 ? part : variable(part)));
  if (parts.length === 1) return () => text;
  return (sources) =>
    parts.map((part) => (typeof part === "string" ? part : textOf(part(sources) ?? ""))).join("");
}

function variable(text: string): ReadSource {
  const [, space = "", rest = ""] = /^(\w+)(.*)$/s.exec(text) ?? [];
  if (space === "context") {
    const names = rest.slice(1).split(".");
    return ({ request }) => memberOf(request.context, names);
  }
  if (space === "stageVariables") {
    const name = rest.slice(1);
    return ({ request }) => ownOf(request.stageVariables, name);
  }
  const [, kind = "", name = ""] = /^\.(\w+)(.*)$/s.exec(rest) ?? [];
  const read = space === "request" ? requestSource(kind, name) : responseSource(kind, name);
  if (read === undefined) throw badRequest(`Invalid mapping expression specified: $${text}`);
  return read;
}

function requestSource(kind: string, rest: string): ReadSource | undefined {
  const name = rest.slice(1);
  switch (kind) {
    case "header":
      return ({ request }) => ownOf(request.headers, name.toLowerCase());
    case "querystring":
      return ({ request }) => {
        const values = new URLSearchParams(request.query).getAll(name);
        return values.length === 0 ? undefined : values.join(",");
      };
    case "path":
      if (rest === "") return ({ request }) => request.path;
      return ({ request }) => ownOf(request.pathParameters, name);
    case "body":
      if (rest === "") return ({ request }) => request.body.toString("utf8");
      return bodySource(rest, ({ request }) => parsed(request.body));
    default:
      return undefined;
  }
}

function responseSource(kind: string, rest: string): ReadSource | undefined {
  if (kind === "header")
    return ({ response }) => String(response?.headers[rest.slice(1).toLowerCase()] ?? "") || undefined;
  if (kind !== "body") return undefined;
  if (rest === "") return ({ response }) => response?.body();
  return bodySource(rest, ({ response }) => response?.body());
}

const noVariables = { get: () => undefined };

function bodySource(rest: string, bodyOf: ReadSource): ReadSource {
  const path = bodyPath(rest);
  return (sources) => {
    const input = bodyOf(sources);
    if (input === undefined) return undefined;
    return path.find({ input, context: null, variables: noVariables });
  };
}

function bodyPath(rest: string) {
  try {
    return compilePath(`$${rest}`, "RequestParameters");
  } catch {
    throw badRequest(`Invalid mapping expression specified: $request.body${rest}`);
  }
}

function parsed(body: Buffer): Json | undefined {
  return jsonOrUndefined(body.toString());
}

function memberOf(value: Json, names: readonly string[]): Json | undefined {
  let at: Json | undefined = value;
  for (const name of names) at = isJsonObject(at) ? ownOf(at, name) : undefined;
  return at;
}

function ownOf<Value>(container: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(container, name) ? container[name] : undefined;
}

/** What is no text is told as JSON. */
export function textOf(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** An address in which stage variables stand. */
export function withVariables(uri: string, request: ServedRequest): string {
  if (!uri.includes("${")) return uri;
  return textOf(sourceOf(uri)({ request }) ?? "");
}
