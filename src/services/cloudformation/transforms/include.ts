// `Fn::Transform`: AWS::Include, a part of a template that is kept elsewhere, and macros of the account's own, which make a part anew.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/transform-aws-include.html

import { isJsonObject, type Json, type JsonObject, objectOrEmpty } from "../../../aws/json.ts";
import { memberPointer } from "../../../aws/json-pointer.ts";
import { madeFrom } from "../../../aws/template/places.ts";
import { inSlices } from "../../../time/time-slice.ts";
import type { Resolver } from "../template/resolver.ts";
import { readSnippetInPieces } from "../template/template-source.ts";
import { type MacroCall, MacroFailed } from "./own-macros.ts";

export const includeName = "AWS::Include";

/** A template may not ask for more. */
const mostIncluded = 100;

/** Answers the text at a location such as `s3://bucket/key`. What it throws is told with the place that asked. */
export type ReadIncluded = (location: string) => string | Promise<string>;

export interface IncludeParts {
  readonly read: ReadIncluded;
  readonly callMacro: (call: Omit<MacroCall, "templateParameterValues">) => Promise<Json> | undefined;
}

export class Includes {
  readonly #resolver: Resolver;
  readonly #parts: IncludeParts;
  #included = 0;

  constructor(resolver: Resolver, parts: IncludeParts) {
    this.#resolver = resolver;
    this.#parts = parts;
  }

  /** The value with each `Fn::Transform` in it replaced by what it includes, the innermost first. Throws TemplateError. */
  async inValue(value: Json, path: string): Promise<Json> {
    return includesAnything(value) ? this.#replaced(value, path) : value;
  }

  async #replaced(value: Json, path: string): Promise<Json> {
    if (Array.isArray(value)) {
      const items: Json[] = [];
      for (const [index, item] of value.entries())
        items.push(await this.inValue(item, memberPointer(path, index)));
      return madeFrom(items, value);
    }
    if (!isJsonObject(value)) return value;
    const members = new Map<string, Json>();
    for (const [key, member] of Object.entries(value)) {
      members.set(key, await this.inValue(member, memberPointer(path, key)));
    }
    const object: JsonObject = madeFrom(Object.fromEntries(members), value);
    const call = members.get("Fn::Transform");
    return call === undefined ? object : this.#merged(object, call, path);
  }

  /** What stands beside the call stays, and is what counts where the included part has the same key. */
  async #merged(object: JsonObject, call: Json, path: string): Promise<Json> {
    const { "Fn::Transform": _, ...beside } = object;
    const made = await this.#byMacro(call, madeFrom(beside, object), memberPointer(path, "Fn::Transform"));
    if (made !== undefined) return made;
    const snippet = await this.include(call, memberPointer(path, "Fn::Transform"));
    if (Object.keys(beside).length === 0) return snippet;
    if (isJsonObject(snippet)) return madeFrom({ ...snippet, ...beside }, object);
    return this.#fail(path, "only an object can be included beside other keys");
  }

  /** What a macro of the account's makes of what stands beside its call; undefined where there is none of the name. */
  async #byMacro(call: Json, fragment: JsonObject, path: string): Promise<Json | undefined> {
    const { Name: name = null, Parameters: given = {} } = isJsonObject(call) ? call : {};
    if (typeof name !== "string" || name === includeName) return undefined;
    const params = this.#resolver.resolve(given, `${path}/Parameters`);
    try {
      return await this.#parts.callMacro({ name, fragment, params: isJsonObject(params) ? params : {} });
    } catch (problem) {
      return problem instanceof MacroFailed
        ? this.#resolver.fail(path, problem.message)
        : Promise.reject(problem);
    }
  }

  /** What a call such as `{Name: "AWS::Include", Parameters: {Location: …}}` includes. */
  async include(call: Json, path: string): Promise<Json> {
    const { Name: name = null, Parameters: parameters = {} } = objectOrEmpty(call);
    if (name !== includeName) {
      const shown = typeof name === "string" ? name : JSON.stringify(call);
      return this.#resolver.fail(path, `No transform named ${shown} found.`);
    }
    const location = this.#resolver.resolve(
      isJsonObject(parameters) ? (parameters.Location ?? null) : null,
      `${path}/Parameters/Location`,
    );
    if (typeof location !== "string" || location === "") {
      return this.#fail(path, "The location parameter is not a valid S3 uri.");
    }
    if (++this.#included > mostIncluded)
      this.#fail(path, `a template can include ${mostIncluded} parts at most`);
    return inSlices(readSnippetInPieces(await this.#text(location, path), location));
  }

  async #text(location: string, path: string): Promise<string> {
    try {
      return await this.#parts.read(location);
    } catch (cause) {
      return this.#fail(path, (cause as Error).message);
    }
  }

  #fail(path: string, problem: string): never {
    return this.#resolver.fail(path, `Transform ${includeName} failed with: ${problem}`);
  }
}

function includesAnything(value: Json): boolean {
  if (Array.isArray(value)) return value.some(includesAnything);
  if (!isJsonObject(value)) return false;
  return Object.entries(value).some(([key, member]) => key === "Fn::Transform" || includesAnything(member));
}
