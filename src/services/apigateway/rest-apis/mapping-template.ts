// Mapping templates in the Velocity Template Language, with the variables that API Gateway gives them.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html

import { compilePath } from "../../../asl/path/compile-path.ts";
import type { Json, JsonObject } from "../../../aws/json.ts";
import type { ServedRequest } from "../requests/served-request.ts";
import { BoundedCompile } from "./bounded-compile.ts";
import { compileTemplate } from "./parse-template.ts";
import { TemplateBudget } from "./template-budget.ts";

export interface TemplateInput {
  readonly request: ServedRequest;
  /** The body that the template is about: the request's, or the backend's answer. */
  readonly body: string;
}

export interface Rendered {
  readonly text: string;
  /** What the template set by `$context.responseOverride.status`. */
  readonly status: number | undefined;
}

/** The body that a template reads is no JSON. */
export class UnreadableBody extends Error {
  override readonly name = "UnreadableBody";
}

/** Throws UnreadableBody, and whatever else a template cannot do. */
export function render(template: string, { request, body }: TemplateInput): Rendered {
  const context: Record<string, unknown> = structuredClone(request.context) as Record<string, unknown>;
  const override: { status?: unknown } = {};
  context.responseOverride = override;
  const budget = new TemplateBudget(body);
  const variables = {
    input: inputOf(request, body, budget),
    util,
    context,
    stageVariables: { ...request.stageVariables },
  };
  const compiler = new BoundedCompile(compileTemplate(template), budget);
  // API Gateway writes nothing for what is not there; Velocity by itself writes the reference.
  const text = compiler.render(variables as never, undefined, true);
  const status = Number(override.status);
  return { text, status: Number.isInteger(status) && override.status !== undefined ? status : undefined };
}

/** Functions that a template may call by name. */
export type TemplateFunctions = ReadonlyMap<string, (...args: readonly unknown[]) => unknown>;

class TemplateObject {
  readonly functions: TemplateFunctions;
  readonly [property: string]: unknown;

  constructor(functions: Readonly<Record<string, (...args: readonly unknown[]) => unknown>>) {
    this.functions = new Map(Object.entries(functions));
  }
}

function inputOf(request: ServedRequest, body: string, budget: TemplateBudget): object {
  let parsed: Json | undefined;
  const document = (): Json => {
    parsed ??= body.trim() === "" ? {} : read(body);
    return parsed;
  };
  const at = (path: unknown): Json | undefined => {
    // All of the body may be looked at, and the path is read each time.
    budget.read(body.length + 64 * String(path).length);
    const compiled = compilePath(String(path), "template");
    return compiled.find({ input: document(), context: null, variables: noVariables });
  };
  const query = Object.fromEntries(new URLSearchParams(request.query));
  const params: JsonObject = {
    path: request.pathParameters,
    querystring: query,
    header: definedOf(request.headers),
  };
  const named = (name: string) =>
    request.pathParameters[name] ?? query[name] ?? request.headers[name.toLowerCase()] ?? "";
  const input = new TemplateObject({
    json: (path) => JSON.stringify(at(path) ?? ""),
    path: (path) => structuredClone(at(path)),
    params: (name) => {
      if (name === undefined) return structuredClone(params);
      const text = String(name);
      return Object.hasOwn(params, text) ? structuredClone(params[text]) : named(text);
    },
  });
  return Object.assign(input, { body });
}

function read(body: string): Json {
  try {
    return JSON.parse(body) as Json;
  } catch (problem) {
    throw new UnreadableBody(`Could not parse request body into json: ${(problem as Error).message}`);
  }
}

const noVariables = { get: () => undefined };

const util = new TemplateObject({
  // Java's escapes of JavaScript, single quotes and slashes included.
  escapeJavaScript: (text) =>
    JSON.stringify(String(text ?? ""))
      .slice(1, -1)
      .replaceAll("'", "\\'")
      .replaceAll("/", "\\/"),
  parseJson: (text) => JSON.parse(String(text)) as unknown,
  urlEncode: (text) => encodeURIComponent(String(text)).replaceAll("%20", "+"),
  urlDecode: (text) => decodeURIComponent(String(text).replaceAll("+", " ")),
  base64Encode: (text) => Buffer.from(String(text)).toString("base64"),
  base64Decode: (text) => Buffer.from(String(text), "base64").toString("utf8"),
});

function definedOf(headers: ServedRequest["headers"]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  );
}
