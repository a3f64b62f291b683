// The OpenAPI or Swagger document of an API: its paths and operations, under conditions or not.

import type { Json } from "../../../../../aws/json.ts";
import { type Draft, isDraft, objectAt, own, setOwn } from "../draft.ts";
import { choiceOf, isNoValue } from "../intrinsics.ts";

export const anyMethod = "x-amazon-apigateway-any-method";

const methods = new Set([
  "get",
  "put",
  "post",
  "delete",
  "options",
  "head",
  "patch",
  "trace",
  anyMethod,
  "any",
]);

/** A method as documents have it. */
export function methodKey(method: string): string {
  const key = method.toLowerCase();
  return key === "any" ? anyMethod : key;
}

/** A method as ARNs have it. */
export function methodInArn(method: string): string {
  return methodKey(method) === anyMethod ? "*" : method.toUpperCase();
}

/** A path as ARNs have it: its parameters stand for anything. */
export function pathInArn(path: string): string {
  return path.replace(/\{[\w.-]+\+?\}/g, "*");
}

export interface Operation {
  readonly method: string;
  readonly definition: Draft;
}

export class ApiDocument {
  readonly root: Draft;
  readonly #paths: Draft;

  private constructor(root: Draft, paths: Draft) {
    this.root = root;
    this.#paths = paths;
  }

  /** The document of an API's properties; undefined if there is none that has paths. */
  static of(properties: Draft): ApiDocument | undefined {
    const body = own(properties, "DefinitionBody");
    const paths = own(body, "paths");
    return isDraft(body) && isDraft(paths) ? new ApiDocument(body, paths) : undefined;
  }

  get isOpenApi3(): boolean {
    const version = own(this.root, "openapi");
    return version !== undefined && /^3(\.|$)/.test(String(version));
  }

  paths(): readonly string[] {
    return Object.keys(this.#paths);
  }

  has(path: string, method: string): boolean {
    return this.items(path).some((item) => own(item, methodKey(method)) !== undefined);
  }

  /** What a path holds: one item, or one for each branch of a condition. */
  items(path: string): readonly Draft[] {
    return contents(own(this.#paths, path));
  }

  operations(path: string): readonly Operation[] {
    return this.items(path).flatMap((item) =>
      Object.keys(item)
        .filter((method) => methods.has(method))
        .flatMap((method) => contents(item[method]).map((definition) => ({ method, definition }))),
    );
  }

  operation(path: string, method: string): readonly Draft[] {
    return this.items(path).flatMap((item) => contents(own(item, methodKey(method))));
  }

  /** Makes a path and a method of it, if they aren't there. */
  addOperation(path: string, method: string): void {
    const key = methodKey(method);
    if (own(this.#paths, path) === undefined || own(this.#paths, path) === null)
      setOwn(this.#paths, path, {});
    for (const item of this.items(path)) objectAt(item, key);
  }

  setOperation(path: string, method: string, definition: Json): void {
    for (const item of this.items(path)) setOwn(item, methodKey(method), definition);
  }

  setPath(path: string, item: Json): void {
    setOwn(this.#paths, path, item);
  }

  path(path: string): Json | undefined {
    return own(this.#paths, path);
  }
}

/** The objects that a value can be, by its conditions. */
function contents(value: Json | undefined): readonly Draft[] {
  const choice = choiceOf(value);
  if (choice !== undefined) return [choice.then, choice.otherwise].flatMap((branch) => contents(branch));
  return isDraft(value) && !isNoValue(value) ? [value] : [];
}
