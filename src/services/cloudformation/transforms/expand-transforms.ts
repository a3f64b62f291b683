// The transforms that a template asks for, done in AWS's order: what is included by parts of it, then those of the whole template,
// one after the other.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-macros-overview.html

import { isJsonObject, type Json, type JsonObject } from "../../../aws/json.ts";
import { memberPointer } from "../../../aws/json-pointer.ts";
import { madeFrom } from "../../../aws/template/places.ts";
import { TemplateError } from "../../../aws/template/template-error.ts";
import { inSlices, TimeSlice } from "../../../time/time-slice.ts";
import { noTransform } from "../template/checks/check-sections.ts";
import { parameterRef } from "../template/parameters/parameter-values.ts";
import { Problems } from "../template/problems.ts";
import { Resolver } from "../template/resolver.ts";
import { readParameters } from "../template/sections/parameters-section.ts";
import type { TemplateSource } from "../template/template-source.ts";
import { withCarriedPlaces } from "./carried-places.ts";
import { Includes, includeName, type ReadIncluded } from "./include.ts";
import { extendLanguage } from "./language-extensions.ts";
import { type CallMacro, MacroFailed } from "./own-macros.ts";

export interface TransformContext {
  /** Those that were given; of the others the defaults count. */
  readonly parameters: ReadonlyMap<string, string>;
  /** All but `AWS::NoValue`. */
  readonly pseudoParameters: ReadonlyMap<string, Json>;
  /** The value of a parameter of SSM. */
  readonly stored: (name: string) => string | undefined | Promise<string | undefined>;
  readonly readIncluded: ReadIncluded;
  /** Transforms of whole templates beside those that the language itself has, by their names. */
  readonly macros: ReadonlyMap<string, Macro>;
  /** Of the account's own. */
  readonly callMacro: CallMacro;
}

/** Answers the template that it makes of another one. `values` are those of the parameters and pseudo parameters. Throws TemplateError. */
export type Macro = (
  source: TemplateSource,
  values: ReadonlyMap<string, Json>,
) => TemplateSource | Promise<TemplateSource>;

const languageExtensions = "AWS::LanguageExtensions";

/** The template with its transforms done. Throws TemplateError. */
export async function expandTransforms(
  source: TemplateSource,
  context: TransformContext,
): Promise<TemplateSource> {
  return new Expansion(source.file, context).expand(source);
}

class Expansion {
  readonly #file: string;
  readonly #context: TransformContext;

  constructor(file: string, context: TransformContext) {
    this.#file = file;
    this.#context = context;
  }

  async expand(source: TemplateSource): Promise<TemplateSource> {
    const { Transform: _, ...rest } = source.body;
    const asked = askedTransforms(source.body);
    const slice = new TimeSlice();
    const body = await this.#withIncluded(madeFrom(rest, source.body), asked, source.body);
    let current: TemplateSource = { ...source, body };
    for (const each of asked) {
      if (slice.isOver) await slice.giveWay();
      if (!isInclude(each.name)) current = await this.#transformed(current, each, source.body);
    }
    return current;
  }

  async #withIncluded(body: JsonObject, asked: readonly Asked[], written: JsonObject): Promise<JsonObject> {
    const values = await this.#values(written);
    const resolver = Resolver.ofValues(this.#file, written, values);
    const { readIncluded, callMacro } = this.#context;
    const includes = new Includes(resolver, {
      read: readIncluded,
      callMacro: (call) => callMacro({ ...call, templateParameterValues: declaredValues(written, values) }),
    });
    let whole = (await includes.inValue(body, "")) as JsonObject;
    for (const { name, path } of asked) {
      if (!isInclude(name)) continue;
      const call = typeof name === "string" ? { Name: name } : name;
      whole = mergedSections(whole, await includes.include(call, path));
    }
    return whole;
  }

  async #transformed(
    source: TemplateSource,
    { name, path }: Asked,
    written: JsonObject,
  ): Promise<TemplateSource> {
    const values = await this.#values(source.body);
    if (name === languageExtensions) return done(await inSlices(extendLanguage(source, values)), name);
    const macro = typeof name === "string" ? this.#context.macros.get(name) : undefined;
    if (macro !== undefined) return done(await macro(source, values), String(name));
    const own = await this.#byOwnMacro(source, { name, path }, values);
    if (own !== undefined) return own;
    throw TemplateError.of(this.#file, written, [{ path, problem: noTransform(name) }]);
  }

  /** Undefined where there is no such macro. Throws TemplateError. */
  async #byOwnMacro(
    source: TemplateSource,
    { name: asked, path }: Asked,
    values: ReadonlyMap<string, Json>,
  ): Promise<TemplateSource | undefined> {
    const { Name: name = null, Parameters: given = {} } = isJsonObject(asked) ? asked : { Name: asked };
    if (typeof name !== "string") return undefined;
    const { file, body } = source;
    const resolver = Resolver.ofValues(file, body, values);
    const params = isJsonObject(given) ? given : {};
    const call = {
      ...{ name, fragment: body, templateParameterValues: declaredValues(body, values) },
      params: resolver.resolve(params, `${path}/Parameters`) as JsonObject,
    };
    try {
      const made = await this.#context.callMacro(call);
      if (made === undefined) return undefined;
      if (isJsonObject(made)) return done({ ...source, body: withCarriedPlaces(made, body) }, name);
      return resolver.fail(path, "Template format error: unsupported structure.");
    } catch (problem) {
      return problem instanceof MacroFailed ? resolver.fail(path, problem.message) : Promise.reject(problem);
    }
  }

  /** Of the parameters that have one; what is wrong with the others is told when the template is whole. */
  async #values(body: JsonObject): Promise<ReadonlyMap<string, Json>> {
    const { parameters, pseudoParameters, stored } = this.#context;
    const values = new Map(pseudoParameters);
    for (const { name, type, default: byDefault } of readParameters(body, new Problems()).values()) {
      const given = parameters.get(name) ?? byDefault;
      const value = given !== undefined && type.isStored ? await stored(given) : given;
      if (value !== undefined) values.set(name, parameterRef(type, value));
    }
    return values;
  }
}

/** Those of the template's own parameters. */
function declaredValues({ Parameters: declared }: JsonObject, values: ReadonlyMap<string, Json>): JsonObject {
  const names = isJsonObject(declared) ? Object.keys(declared) : [];
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = values.get(name);
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}

interface Asked {
  /** Or an object with the name and parameters. */
  readonly name: Json;
  readonly path: string;
}

function askedTransforms({ Transform: asked }: JsonObject): readonly Asked[] {
  if (asked === undefined) return [];
  if (!Array.isArray(asked)) return [{ name: asked, path: "/Transform" }];
  return asked.map((name: Json, index) => ({ name, path: memberPointer("/Transform", index) }));
}

function done(source: TemplateSource, name: string): TemplateSource {
  return { ...source, transforms: [...source.transforms, name] };
}

function isInclude(name: Json): boolean {
  return name === includeName || (isJsonObject(name) && name.Name === includeName);
}

/** What is included at the top brings sections of its own, and more of those that there are. */
function mergedSections(body: JsonObject, included: Json): JsonObject {
  if (!isJsonObject(included)) return body;
  const sections = Object.entries(included).map(([name, section]) => {
    const own = body[name];
    const both =
      own !== undefined && isJsonObject(own) && isJsonObject(section)
        ? { ...section, ...own }
        : (own ?? section);
    return [name, own === undefined ? section : madeFrom(both, own)] as const;
  });
  return madeFrom({ ...body, ...Object.fromEntries(sections) }, body);
}
