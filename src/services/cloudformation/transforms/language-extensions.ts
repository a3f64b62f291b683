// AWS::LanguageExtensions: loops are unrolled, and what names something may be computed. Fn::Length and Fn::ToJsonString are
// evaluated with all other functions: what they are given may be known only then.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/transform-aws-languageextensions.html

import { isJsonObject, type Json, type JsonObject } from "../../../aws/json.ts";
import { memberPointer } from "../../../aws/json-pointer.ts";
import { madeFrom } from "../../../aws/template/places.ts";
import { textAt } from "../../../aws/template/scalar-text.ts";
import { callOf } from "../template/intrinsics/intrinsic.ts";
import { referencesIn } from "../template/references.ts";
import { Resolver } from "../template/resolver.ts";
import type { TemplateSource } from "../template/template-source.ts";
import { unrolled } from "./for-each.ts";

/**
 * `values` are those of the parameters and pseudo parameters. Yields where whoever asks may give way to others. Throws TemplateError.
 */
export function* extendLanguage(
  source: TemplateSource,
  values: ReadonlyMap<string, Json>,
): Generator<void, TemplateSource> {
  const { file, body } = source;
  const before = Resolver.ofValues(file, body, values);
  const looped = (yield* unrolled(body, "", {
    collection: (value, path) => collectionOf(before, value, path),
    isTaken: (name) =>
      ["Parameters", "Resources", "Mappings"].some((section) => hasMember(body[section], name)),
    fail: (path, problem) => before.fail(path, problem),
  })) as JsonObject;
  const computed = yield* new ComputedNames(Resolver.ofValues(file, looped, values)).inTemplate(looped);
  return { ...source, body: computed };
}

function collectionOf(resolver: Resolver, value: Json, path: string): readonly string[] {
  // Loops are unrolled before there are resources.
  const late = [...referencesIn(value, path)].find(({ attribute }) => attribute !== undefined);
  if (late !== undefined)
    return resolver.fail(
      late.path,
      "Transform AWS::LanguageExtensions failed with: Fn::ForEach could not be resolved",
    );
  const list = resolver.resolve(value, path);
  const incorrect = "Transform AWS::LanguageExtensions failed with: Fn::ForEach layout is incorrect";
  if (!Array.isArray(list)) return resolver.fail(path, incorrect);
  // A parameter that is a list may stand among the items.
  return list.flatMap((item: Json, index) => {
    const items: readonly Json[] = Array.isArray(item) ? item : [item];
    return items.map((_, at) => textAt(items, at) ?? resolver.fail(memberPointer(path, index), incorrect));
  });
}

/** Functions where AWS otherwise takes a name only: in Ref and Fn::GetAtt, and as a policy of deletion. */
class ComputedNames {
  readonly #resolver: Resolver;

  constructor(resolver: Resolver) {
    this.#resolver = resolver;
  }

  *inTemplate(body: JsonObject): Generator<void, JsonObject> {
    const named = (yield* this.#inValue(body, "")) as JsonObject;
    const { Resources: resources } = named;
    if (resources === undefined || !isJsonObject(resources)) return named;
    const entries = Object.entries(resources).map(([id, resource]) => {
      return [
        id,
        isJsonObject(resource) ? this.#withPolicies(resource, memberPointer("/Resources", id)) : resource,
      ] as const;
    });
    return madeFrom({ ...named, Resources: madeFrom(Object.fromEntries(entries), resources) }, named);
  }

  #withPolicies(resource: JsonObject, path: string): JsonObject {
    const policies = ["DeletionPolicy", "UpdateReplacePolicy"].filter((name) =>
      isJsonObject(resource[name] ?? null),
    );
    if (policies.length === 0) return resource;
    const computed = policies.map((name) => [
      name,
      this.#resolver.resolve(resource[name] ?? null, `${path}/${name}`),
    ]);
    return madeFrom({ ...resource, ...Object.fromEntries(computed) }, resource);
  }

  *#inValue(value: Json, path: string): Generator<void, Json> {
    if (Array.isArray(value)) {
      const items: Json[] = [];
      for (const [index, item] of value.entries())
        items.push(yield* this.#inValue(item, memberPointer(path, index)));
      return madeFrom(items, value);
    }
    if (!isJsonObject(value)) return value;
    const call = callOf(value);
    const at = call && memberPointer(path, call.name);
    if (call?.name === "Ref" && isJsonObject(call.argument)) {
      return madeFrom({ Ref: this.#resolver.resolve(call.argument, at ?? path) }, value);
    }
    if (call?.name === "Fn::GetAtt" && Array.isArray(call.argument) && call.argument.some(isJsonObject)) {
      return madeFrom({ "Fn::GetAtt": this.#resolver.resolve(call.argument, at ?? path) }, value);
    }
    const members: [string, Json][] = [];
    for (const [key, member] of Object.entries(value))
      members.push([key, yield* this.#inValue(member, memberPointer(path, key))]);
    yield;
    return madeFrom(Object.fromEntries(members), value);
  }
}

function hasMember(section: Json | undefined, name: string): boolean {
  return section !== undefined && isJsonObject(section) && Object.hasOwn(section, name);
}
