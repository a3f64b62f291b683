// The properties of a resource, read by name and type. What nobody has read is told afterwards: a property is acted on,
// known to mean nothing on one machine, or named in a warning. It is never silently dropped.

import { didYouMean } from "../did-you-mean.ts";
import { isJsonObject, type Json, type JsonObject } from "../json.ts";
import { textAt } from "./scalar-text.ts";
import { TemplateError } from "./template-error.ts";

export interface Place {
  readonly file: string;
  readonly path: string;
}

export class Properties {
  readonly #values: JsonObject;
  readonly #place: Place;
  readonly #read = new Set<string>();
  readonly #withoutEffect: string[] = [];
  readonly #sections: Properties[] = [];

  constructor(values: JsonObject, place: Place) {
    this.#values = values;
    this.#place = place;
  }

  text(name: string): string {
    return this.optionalText(name) ?? this.fail(name, "is required");
  }

  optionalText(name: string): string | undefined {
    const value = this.json(name);
    if (value === undefined || typeof value === "string") return value;
    return textAt(this.#values, name) ?? this.fail(name, `must be a text, not ${shown(value)}`);
  }

  optionalNumber(name: string): number | undefined {
    const value = this.json(name);
    if (value === undefined || typeof value === "number") return value;
    const number = typeof value === "string" && value.trim() !== "" ? Number(value) : Number.NaN;
    return Number.isFinite(number) ? number : this.fail(name, `must be a number, not ${shown(value)}`);
  }

  optionalBoolean(name: string): boolean | undefined {
    const value = this.json(name);
    if (value === undefined || typeof value === "boolean") return value;
    const word = typeof value === "string" ? value.toLowerCase() : undefined;
    if (word === "true" || word === "false") return word === "true";
    return this.fail(name, `must be true or false, not ${shown(value)}`);
  }

  texts(name: string): readonly string[] {
    const list = this.#list(name);
    return list.map(
      (item, index) =>
        textAt(list, index) ?? this.fail(name, `must be a list of texts, not of ${shown(item)}`),
    );
  }

  /** The value as it stands, all of it counted as read. A null, which only a transform can make, is as nothing. */
  json(name: string): Json | undefined {
    this.#read.add(name);
    return Object.hasOwn(this.#values, name) ? (this.#values[name] ?? undefined) : undefined;
  }

  /** The values of all properties whose name is wanted, each counted as read. */
  jsonOf(isWanted: (name: string) => boolean): JsonObject {
    const names = Object.keys(this.#values).filter(isWanted);
    return Object.fromEntries(names.map((name) => [name, this.json(name) ?? null]));
  }

  /** An object's properties; those of an absent one are all absent. */
  section(name: string): Properties {
    const value = this.json(name) ?? {};
    if (!isJsonObject(value)) return this.fail(name, `must be an object, not ${shown(value)}`);
    return this.#child(value, name);
  }

  /** A list of objects, each with its properties. */
  sections(name: string): readonly Properties[] {
    return this.#list(name).map((item, index) =>
      isJsonObject(item)
        ? this.#child(item, `${name}/${index}`)
        : this.fail(`${name}/${index}`, `must be an object, not ${shown(item)}`),
    );
  }

  /** An object whose values are all texts, such as environment variables. */
  textMap(name: string): Readonly<Record<string, string>> {
    const value = this.json(name) ?? {};
    if (!isJsonObject(value)) return this.fail(name, `must be an object, not ${shown(value)}`);
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [
        key,
        textAt(value, key) ?? this.fail(`${name}/${key}`, `must be a text, not ${shown(member)}`),
      ]),
    );
  }

  /** A list of `Key` and `Value`, as most types have their tags. */
  tags(name = "Tags"): Readonly<Record<string, string>> {
    return Object.fromEntries(
      this.sections(name).map((tag) => [tag.text("Key"), tag.optionalText("Value") ?? ""]),
    );
  }

  /** JSON as a service takes it, as text: an object of the template, or a text that is JSON already. */
  jsonText(name: string): string | undefined {
    const value = this.json(name);
    return value === undefined || typeof value === "string" ? value : JSON.stringify(value);
  }

  has(name: string): boolean {
    return Object.hasOwn(this.#values, name);
  }

  /** Names that mean nothing on one machine (keys, tags, permissions): accepted without a warning. */
  inert(...names: readonly string[]): void {
    for (const name of names) this.#read.add(name);
  }

  /** For what does nothing here although somebody may count on it: it is told why. */
  withoutEffect(name: string, why: string): void {
    this.#read.add(name);
    if (this.has(name))
      this.#withoutEffect.push(`${this.#pathOf(name)}: has no effect in the local region: ${why}`);
  }

  /** Throws TemplateError if the property is there: ignoring it would change what the service does. */
  refuse(name: string, why: string): void {
    this.#read.add(name);
    if (this.has(name)) this.fail(name, `is not supported by the local region: ${why}`);
  }

  /** The names that were asked for, there or not: all that a kind knows of. */
  get known(): ReadonlySet<string> {
    return this.#read;
  }

  /** What is there and does nothing, a line each: what is known to have no effect here, and what `type` does not have. */
  warnings(type: string): readonly string[] {
    const unknown = Object.keys(this.#values).filter((name) => !this.#read.has(name));
    return [
      ...this.#withoutEffect,
      ...unknown.map((name) => `${this.#pathOf(name)}: ${unknownProperty(name, type, this.#read)}`),
      ...this.#sections.flatMap((section) => section.warnings(type)),
    ];
  }

  fail(name: string, problem: string): never {
    throw new TemplateError(this.#place.file, this.#pathOf(name), problem);
  }

  #list(name: string): readonly Json[] {
    const value = this.json(name) ?? [];
    return Array.isArray(value) ? value : this.fail(name, `must be a list, not ${shown(value)}`);
  }

  #child(value: JsonObject, name: string): Properties {
    const child = new Properties(value, { file: this.#place.file, path: this.#pathOf(name) });
    this.#sections.push(child);
    return child;
  }

  #pathOf(name: string): string {
    return name === "" ? this.#place.path : `${this.#place.path}/${name}`;
  }
}

function unknownProperty(name: string, type: string, known: Iterable<string>): string {
  const meant = didYouMean(name, known);
  const hint = meant === undefined ? "" : `; did you mean "${meant}"?`;
  return `is no property of ${type} that the local region knows, and has no effect${hint}`;
}

function shown(value: Json): string {
  return JSON.stringify(value).slice(0, 60);
}
