// JSON schemas of models, compiled to closures: of draft 4 what API Gateway's models have.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings-models.html, https://json-schema.org/draft-04/json-schema-validation

import { isDeepStrictEqual } from "node:util";
import { RE2JS } from "re2js";
import { isJsonObject, type Json, type JsonObject, objectOrEmpty } from "../../../aws/json.ts";

export type SchemaCheck = (value: Json) => boolean;

/** A schema at another place, such as `#/definitions/pet` or the address of a model; undefined where there is none. */
export type FindSchema = (
  reference: string,
) => { readonly schema: Json; readonly find: FindSchema } | undefined;

/** Throws for what is no schema. */
export function compileSchema(schema: Json, find: FindSchema): SchemaCheck {
  return new Compiler(find).compile(schema);
}

const mostDepth = 100;

class Compiler {
  readonly #find: FindSchema;
  readonly #byReference = new Map<string, SchemaCheck>();
  #depth = 0;

  constructor(find: FindSchema) {
    this.#find = find;
  }

  compile(schema: Json): SchemaCheck {
    if (typeof schema === "boolean") return () => schema;
    if (!isJsonObject(schema)) throw new Error("a schema is an object");
    if (typeof schema.$ref === "string") return this.#reference(schema.$ref);
    this.#depth += 1;
    if (this.#depth > mostDepth) throw new Error(`schemas are nested at most ${mostDepth} deep`);
    const checks = [
      ...typeChecks(schema),
      ...scalarChecks(schema),
      ...this.#listChecks(schema),
      ...this.#objectChecks(schema),
      ...this.#combinations(schema),
    ];
    this.#depth -= 1;
    return (value) => checks.every((holds) => holds(value));
  }

  /** Schemas may refer to themselves, so that one is compiled when it is first asked. */
  #reference(reference: string): SchemaCheck {
    const found = this.#find(reference);
    if (found === undefined) throw new Error(`there is no schema at ${reference}`);
    const known = this.#byReference.get(reference);
    if (known !== undefined) return known;
    let compiled: SchemaCheck | undefined;
    const check: SchemaCheck = (value) => {
      compiled ??=
        found.find === this.#find ? this.compile(found.schema) : compileSchema(found.schema, found.find);
      return compiled(value);
    };
    this.#byReference.set(reference, check);
    return check;
  }

  #listChecks({
    items,
    additionalItems,
    minItems,
    maxItems,
    uniqueItems,
  }: JsonObject): readonly SchemaCheck[] {
    const checks: SchemaCheck[] = [];
    const ofList = (holds: (list: readonly Json[]) => boolean) =>
      checks.push((value) => !Array.isArray(value) || holds(value));
    if (Array.isArray(items)) {
      const each = items.map((item) => this.compile(item));
      const rest = additionalItems === undefined ? () => true : this.compile(additionalItems);
      ofList((list) => list.every((item, index) => (each[index] ?? rest)(item)));
    } else if (items !== undefined) {
      const each = this.compile(items);
      ofList((list) => list.every(each));
    }
    if (typeof minItems === "number") ofList((list) => list.length >= minItems);
    if (typeof maxItems === "number") ofList((list) => list.length <= maxItems);
    if (uniqueItems === true) ofList((list) => new Set(list.map(canonical)).size === list.length);
    return checks;
  }

  #objectChecks(schema: JsonObject): readonly SchemaCheck[] {
    const checks: SchemaCheck[] = [];
    const ofObject = (holds: (object: JsonObject) => boolean) =>
      checks.push((value) => !isJsonObject(value) || holds(value));
    const { required, minProperties, maxProperties } = schema;
    const names = Array.isArray(required) ? required.map(String) : [];
    if (names.length > 0) ofObject((object) => names.every((name) => Object.hasOwn(object, name)));
    if (typeof minProperties === "number") ofObject((object) => Object.keys(object).length >= minProperties);
    if (typeof maxProperties === "number") ofObject((object) => Object.keys(object).length <= maxProperties);
    const own = this.#byName(schema.properties);
    const patterns = Object.entries(objectOrEmpty(schema.patternProperties)).map(
      ([pattern, each]) => [RE2JS.compile(pattern), this.compile(each ?? true)] as const,
    );
    const others =
      schema.additionalProperties === undefined ? undefined : this.compile(schema.additionalProperties);
    if (own.size + patterns.length > 0 || others !== undefined)
      ofObject((object) =>
        Object.entries(object).every(([name, value]) => {
          const named = own.get(name);
          const fitting = patterns.filter(([pattern]) => pattern.matcher(name).find());
          if (named?.(value) === false || fitting.some(([, holds]) => !holds(value))) return false;
          return named !== undefined || fitting.length > 0 || others === undefined || others(value);
        }),
      );
    for (const [name, needed] of Object.entries(objectOrEmpty(schema.dependencies))) {
      const holds: SchemaCheck = Array.isArray(needed)
        ? (value) => isJsonObject(value) && needed.every((each) => Object.hasOwn(value, String(each)))
        : this.compile(needed ?? true);
      ofObject((object) => !Object.hasOwn(object, name) || holds(object));
    }
    return checks;
  }

  #combinations({ allOf, anyOf, oneOf, not }: JsonObject): readonly SchemaCheck[] {
    const listed = (given: Json | undefined) =>
      Array.isArray(given) ? given.map((each) => this.compile(each)) : undefined;
    const [all, any, one] = [listed(allOf), listed(anyOf), listed(oneOf)];
    const refused = not === undefined ? undefined : this.compile(not);
    return [
      ...(all ?? []),
      ...(any === undefined ? [] : [(value: Json) => any.some((holds) => holds(value))]),
      ...(one === undefined ? [] : [(value: Json) => one.filter((holds) => holds(value)).length === 1]),
      ...(refused === undefined ? [] : [(value: Json) => !refused(value)]),
    ];
  }

  #byName(given: Json | undefined): ReadonlyMap<string, SchemaCheck> {
    return new Map(
      Object.entries(objectOrEmpty(given)).map(([name, each]) => [name, this.compile(each ?? true)]),
    );
  }
}

const types: Readonly<Record<string, SchemaCheck>> = {
  string: (value) => typeof value === "string",
  number: (value) => typeof value === "number",
  integer: (value) => Number.isInteger(value),
  boolean: (value) => typeof value === "boolean",
  array: (value) => Array.isArray(value),
  object: (value) => isJsonObject(value),
  null: (value) => value === null,
};

function typeChecks({ type, enum: listed }: JsonObject): readonly SchemaCheck[] {
  const checks: SchemaCheck[] = [];
  if (type !== undefined) {
    const wanted = [type].flat().map((each) => {
      const known = Object.hasOwn(types, String(each)) ? types[String(each)] : undefined;
      if (known === undefined) throw new Error(`${JSON.stringify(each)} is no type`);
      return known;
    });
    checks.push((value) => wanted.some((holds) => holds(value)));
  }
  if (Array.isArray(listed)) checks.push((value) => listed.some((each) => isDeepStrictEqual(each, value)));
  return checks;
}

function scalarChecks(schema: JsonObject): readonly SchemaCheck[] {
  const checks: SchemaCheck[] = [];
  const ofNumber = (holds: (number: number) => boolean) =>
    checks.push((value) => typeof value !== "number" || holds(value));
  const ofText = (holds: (text: string) => boolean) =>
    checks.push((value) => typeof value !== "string" || holds(value));
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  const { minLength, maxLength, pattern } = schema;
  if (typeof minimum === "number")
    ofNumber((value) => (exclusiveMinimum === true ? value > minimum : value >= minimum));
  if (typeof maximum === "number")
    ofNumber((value) => (exclusiveMaximum === true ? value < maximum : value <= maximum));
  if (typeof multipleOf === "number") ofNumber((value) => Number.isInteger(value / multipleOf));
  if (typeof minLength === "number") ofText((value) => [...value].length >= minLength);
  if (typeof maxLength === "number") ofText((value) => [...value].length <= maxLength);
  if (typeof pattern === "string") {
    const compiled = RE2JS.compile(pattern);
    ofText((value) => compiled.matcher(value).find());
  }
  return checks;
}

/** The same text for equal values. */
function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  return `{${Object.keys(value)
    .sort()
    .map((name) => `${JSON.stringify(name)}:${canonical(value[name] ?? null)}`)
    .join()}}`;
}
