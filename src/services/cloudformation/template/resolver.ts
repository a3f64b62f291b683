// Resolves a template's intrinsic functions and conditions. Resolving never changes the template: it builds the resolved value.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html

import { isJsonObject, type Json, type JsonObject, objectOrEmpty } from "../../../aws/json.ts";
import { memberPointer } from "../../../aws/json-pointer.ts";
import { madeFrom } from "../../../aws/template/places.ts";
import { TemplateError } from "../../../aws/template/template-error.ts";
import {
  circularConditions,
  conditionFunctions,
  namedCondition,
  notACondition,
  unresolvedCondition,
} from "./intrinsics/conditions.ts";
import { intrinsics, unsupportedFunction } from "./intrinsics/functions.ts";
import { callOf, type Evaluation, noValue, type Resolved } from "./intrinsics/intrinsic.ts";

/** What names stand for while a template is being resolved. */
export interface Names {
  /** The value of `Ref`, or undefined for a name that stands for nothing. */
  ref(name: string): Json | undefined;
  /** The value of `Fn::GetAtt`, or undefined for a resource or attribute that is not there. */
  attribute(logicalId: string, attribute: string): Json | undefined;
  /** What a stack of the region exports under the name. */
  exported?(name: string): Json | undefined;
  /** The values of all parameters of a type. */
  refAll?(type: string): readonly Json[];
}

/** What the resolver needs of a template. */
export interface Resolvable {
  readonly file: string;
  readonly body: Json;
  readonly mappings: JsonObject;
  readonly conditions: JsonObject;
}

/** Characters that functions may put together for one value. */
const mostMade = 16_000_000;

export class Resolver implements Evaluation {
  readonly template: Resolvable;
  readonly names: Names;
  readonly #conditions = new Map<string, boolean>();
  readonly #openConditions = new Set<string>();
  /** Of calls of `resolve` in each other. */
  #depth = 0;
  /** Characters that the outermost call has put together. */
  #made = 0;

  constructor(template: Resolvable, names: Names) {
    this.template = template;
    this.names = names;
  }

  /** For what a template says before its resources are looked at: names stand for the values of parameters only. */
  static ofValues(file: string, body: JsonObject, values: ReadonlyMap<string, Json>): Resolver {
    const { Mappings: mappings = {}, Conditions: conditions = {} } = body;
    const template = { file, body, mappings: objectOrEmpty(mappings), conditions: objectOrEmpty(conditions) };
    return new Resolver(template, { ref: (name) => values.get(name), attribute: () => undefined });
  }

  get mappings(): JsonObject {
    return this.template.mappings;
  }

  /** Resolves everything in `value`; `path` says where it stands in the template, for messages. Throws TemplateError. */
  resolve(value: Json, path: string): Json {
    if (this.#depth === 0) this.#made = 0;
    this.#depth++;
    try {
      const resolved = this.resolveOrDrop(value, path);
      return resolved === noValue ? null : resolved;
    } finally {
      this.#depth--;
    }
  }

  resolveOrDrop(value: Json, path: string): Resolved {
    if (Array.isArray(value)) return this.#resolveArray(value, path);
    if (!isJsonObject(value)) return value;
    const call = callOf(value);
    return call === undefined ? this.#resolveObject(value, path) : this.#call(call.name, call.argument, path);
  }

  /** Whether the named condition holds. Throws TemplateError for an unknown or circular one. */
  holds(name: string, path: string): boolean {
    const known = this.#conditions.get(name);
    if (known !== undefined) return known;
    const body = Object.hasOwn(this.template.conditions, name) ? this.template.conditions[name] : undefined;
    if (body === undefined) return this.fail(path, unresolvedCondition(name));
    if (this.#openConditions.has(name)) return this.fail(path, circularConditions([...this.#openConditions]));
    this.#openConditions.add(name);
    const result = this.isTrue(body, memberPointer("/Conditions", name));
    this.#openConditions.delete(name);
    this.#conditions.set(name, result);
    return result;
  }

  isTrue(condition: Json, path: string): boolean {
    const name = namedCondition(condition);
    if (name !== undefined) return this.holds(name, path);
    const call = callOf(condition);
    const result =
      call && conditionFunctions.has(call.name) ? this.#call(call.name, call.argument, path) : undefined;
    return typeof result === "boolean" ? result : this.fail(path, notACondition);
  }

  ref(name: string, path: string): Resolved {
    if (name === "AWS::NoValue") return noValue;
    return (
      this.names.ref(name) ??
      this.fail(
        path,
        `Template format error: Unresolved resource dependencies [${name}] in the ${this.#blockOf(path)} block of the template`,
      )
    );
  }

  attribute(logicalId: string, attribute: string, path: string): Json {
    return (
      this.names.attribute(logicalId, attribute) ??
      this.fail(
        path,
        `Template error: resource ${logicalId} does not support attribute type ${attribute} in Fn::GetAtt`,
      )
    );
  }

  exported(name: string, path: string): Json {
    return this.names.exported?.(name) ?? this.fail(path, `No export named ${name} found.`);
  }

  refAll(type: string): Json {
    return this.names.refAll?.(type) ?? [];
  }

  /** The region that there is has zones by its name; AWS's own regions have three or more. */
  availabilityZones(region: string): readonly string[] {
    const name = region === "" ? String(this.names.ref("AWS::Region") ?? "") : region;
    return ["a", "b", "c"].map((zone) => `${name}${zone}`);
  }

  joined(parts: readonly string[], separator: string, path: string): string {
    const between = separator.length * Math.max(0, parts.length - 1);
    this.#made += parts.reduce((length, part) => length + part.length, between);
    if (this.#made > mostMade) this.fail(path, "Template error: the texts that functions make are too long");
    return parts.join(separator);
  }

  fail(path: string, problem: string): never {
    throw TemplateError.of(this.template.file, this.template.body, [{ path, problem }]);
  }

  #call(name: string, argument: Json, path: string): Resolved {
    const intrinsic = intrinsics.get(name);
    if (intrinsic === undefined)
      return this.fail(memberPointer(path, name), unsupportedFunction(name).problem);
    return intrinsic.evaluate(this, argument, memberPointer(path, name));
  }

  #resolveArray(items: readonly Json[], path: string): Json {
    const all = items.map((item, index) => this.resolveOrDrop(item, memberPointer(path, index)));
    const kept = all.filter((item) => item !== noValue);
    return kept.length === all.length ? madeFrom(kept, items) : kept;
  }

  #resolveObject(value: JsonObject, path: string): Json {
    const members = Object.entries(value)
      .map(([name, member]) => [name, this.resolveOrDrop(member, memberPointer(path, name))] as const)
      .filter((entry): entry is readonly [string, Json] => entry[1] !== noValue);
    return madeFrom(Object.fromEntries(members), value);
  }

  #blockOf(path: string): string {
    return path.split("/")[1] ?? "Resources";
  }
}
