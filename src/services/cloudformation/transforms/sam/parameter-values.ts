// The values of a template's parameters, and what they make of the references to them. The transform comes before
// CloudFormation resolves anything; it looks at values only where what it makes depends on them.

import { isJsonObject, type Json, type JsonObject } from "../../../../aws/json.ts";
import { own } from "./draft.ts";

export class ParameterValues {
  readonly #values: ReadonlyMap<string, Json>;
  readonly #mappings: Json | undefined;

  /** The given values, the template's defaults for the others, and the pseudo parameters that AWS resolves this early. */
  constructor(template: JsonObject, given: JsonObject, pseudo: JsonObject) {
    const values = new Map<string, Json>(Object.entries(pseudo));
    if (isJsonObject(template.Parameters)) {
      for (const [name, parameter] of Object.entries(template.Parameters)) {
        const value = own(parameter, "Default");
        if (value !== undefined) values.set(name, value);
      }
    }
    for (const [name, value] of Object.entries(given)) values.set(name, value);
    this.#values = values;
    this.#mappings = template.Mappings;
  }

  /** A value with its `Ref`s to parameters replaced, and those within the texts of its `Fn::Sub`s. */
  resolve(value: Json): Json {
    if (Array.isArray(value)) return value.map((item) => this.resolve(item as Json));
    if (!isJsonObject(value)) return value;
    const keys = Object.keys(value);
    if (keys.length === 1 && typeof value.Ref === "string") return this.#values.get(value.Ref) ?? value;
    if (keys.length === 1 && value["Fn::Sub"] !== undefined) return this.#resolveSub(value["Fn::Sub"]);
    return Object.fromEntries(keys.map((key) => [key, this.resolve(value[key] as Json)]));
  }

  /** As `resolve`, and an `Fn::FindInMap` whose keys are known becomes what the mapping holds. */
  resolveWithMappings(value: Json): Json {
    const resolved = this.resolve(value);
    return this.#mapped(resolved);
  }

  /** The text that a value is; undefined if it is known only when the stack is created, or no text. */
  textOf(value: Json | undefined): string | undefined {
    if (value === undefined) return undefined;
    const resolved = this.resolveWithMappings(value);
    return typeof resolved === "string" ? resolved : undefined;
  }

  #resolveSub(argument: Json): Json {
    const [text, values] = Array.isArray(argument) ? argument : [argument];
    if (typeof text !== "string") return { "Fn::Sub": argument };
    const named = isJsonObject(values as Json) ? (this.resolve(values as Json) as JsonObject) : undefined;
    const filled = text.replace(/\$\{([^!}][^}]*)\}/g, (place, name: string) => {
      if (named !== undefined && Object.hasOwn(named, name)) return place;
      const value = this.#values.get(name.trim());
      return typeof value === "string" || typeof value === "number" ? String(value) : place;
    });
    return { "Fn::Sub": Array.isArray(argument) ? [filled, named ?? {}] : filled };
  }

  #mapped(value: Json): Json {
    if (Array.isArray(value)) return value.map((item) => this.#mapped(item as Json));
    if (!isJsonObject(value)) return value;
    const keys = value["Fn::FindInMap"];
    if (Array.isArray(keys) && keys.length === 3 && Object.keys(value).length === 1) {
      let found = this.#mappings;
      for (const key of keys) found = typeof key === "string" ? own(found, key) : undefined;
      if (found !== undefined) return found;
    }
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, this.#mapped(member)]));
  }
}
