// Mapping templates in the Velocity Template Language, with the variables that API Gateway gives them.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html

import { Compile, parse } from "velocityjs";
import { compilePath } from "../../../asl/path/compile-path.ts";
import type { Json, JsonObject } from "../../../aws/json.ts";
import { badRequest } from "../refusals.ts";
import type { ServedRequest } from "../requests/served-request.ts";
import { javaMethod } from "./java-methods.ts";

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

type Parsed = ReturnType<typeof parse>;

const parsedTemplates = new Map<string, Parsed>();
const mostParsed = 1000;

/** Throws BadRequestException. */
export function compileTemplate(template: string): Parsed {
  const known = parsedTemplates.get(template);
  if (known !== undefined) return known;
  checkParseable(template);
  let parsed: Parsed;
  try {
    parsed = parse(template);
  } catch (problem) {
    throw badRequest(`Invalid mapping template: ${(problem as Error).message}`);
  }
  if (parsedTemplates.size >= mostParsed) parsedTemplates.clear();
  parsedTemplates.set(template, parsed);
  return parsed;
}

/**
 * For each of its signs the parser copies what is left of the template, without a pause: a template of 16 KB may have 3,000 of them, one
 * of 300 KB, AWS's longest, 160.
 */
const mostCopied = 50_000_000;
const longestTemplate = 300 * 1024;
/** And for each member in a chain, `$a.b.c`, all those before it. */
const longChain = /(?:\.\w+){500}/;

function checkParseable(template: string): void {
  if (template.length > longestTemplate) throw badRequest("Mapping templates have at most 300 KB");
  const signs = template.split(/[#$]/).length - 1;
  if (signs * template.length > mostCopied || longChain.test(template))
    throw badRequest("Invalid mapping template: it has too many directives and references for its length");
}

/** Throws whatever a template cannot do. */
export function render(template: string, { request, body }: TemplateInput): Rendered {
  const context: Record<string, unknown> = structuredClone(request.context) as Record<string, unknown>;
  const override: { status?: unknown } = {};
  context.responseOverride = override;
  const variables = {
    input: inputOf(request, body),
    util,
    context,
    stageVariables: { ...request.stageVariables },
  };
  // Whatever a template calls is one of Java's methods that Velocity has there, and never a method of JavaScript's.
  const handler = {
    uid: "java",
    match: () => true,
    resolve: ({ property, params, context: of }: { property: string; params: unknown[]; context: unknown }) =>
      javaMethod(of, property, params),
  };
  const compiler = new BoundedCompile(compileTemplate(template), {
    escape: false,
    customMethodHandlers: [handler],
  } as never);
  const text = compiler.render(variables as never);
  const status = Number(override.status);
  return { text, status: Number.isInteger(status) && override.status !== undefined ? status : undefined };
}

interface ArrayLiteral {
  readonly isRange?: boolean;
  readonly value: readonly unknown[];
}

/** What the package mixes into its compiler, and does not declare of it. */
interface Mixed {
  renderAstList(parts?: readonly object[], contextId?: string): string;
  getString(literal: { readonly value: string }): string;
  getArray(literal: ArrayLiteral): unknown;
  getReferences(reference: object): unknown;
}

const mixed = Compile.prototype as unknown as Mixed;

/** AWS: a loop turns a thousand times at most. A range is a list before it is gone over, and a long one would take all memory. */
const mostTurns = 1000;

/** All turns of all loops and macros together: of what they hold, so many parts are rendered, and so many characters are made. */
const mostParts = 200_000;
const mostCharacters = 10 * 1024 * 1024;

class BoundedCompile extends Compile {
  #parts = 0;
  #characters = 0;

  override renderAstList(parts?: readonly object[], contextId?: string): string {
    this.#parts += parts?.length ?? 1;
    if (this.#parts > mostParts) throw new Error(`More than ${mostParts} parts are rendered`);
    const text = mixed.renderAstList.call(this, parts, contextId);
    this.#characters += text.length;
    if (this.#characters > mostCharacters) throw new Error(`More than ${mostCharacters} characters are made`);
    return text;
  }

  /** A text with references in it is parsed each time. */
  getString(literal: { readonly value: string }): string {
    this.#parts += 1 + literal.value.length;
    if (this.#parts > mostParts) throw new Error(`More than ${mostParts} parts are rendered`);
    return mixed.getString.call(this, literal);
  }

  getArray(literal: ArrayLiteral): unknown {
    if (literal.isRange === true) {
      const [begin = 0, end = 0] = literal.value.map((each) =>
        Number(typeof each === "object" && each !== null ? mixed.getReferences.call(this, each) : each),
      );
      if (Math.abs(end - begin) >= mostTurns) throw new Error(`A range has ${mostTurns} numbers at most`);
    }
    return mixed.getArray.call(this, literal);
  }
}

/** Functions that a template may call by name. */
export type TemplateFunctions = ReadonlyMap<string, (...args: readonly unknown[]) => unknown>;

export class TemplateObject {
  readonly functions: TemplateFunctions;
  readonly [property: string]: unknown;

  constructor(functions: Readonly<Record<string, (...args: readonly unknown[]) => unknown>>) {
    this.functions = new Map(Object.entries(functions));
  }
}

function inputOf(request: ServedRequest, body: string): object {
  let parsed: Json | undefined;
  const document = (): Json => {
    parsed ??= body.trim() === "" ? {} : (JSON.parse(body) as Json);
    return parsed;
  };
  const at = (path: unknown): Json | undefined =>
    compilePath(String(path), "template").find({ input: document(), context: null, variables: noVariables });
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
