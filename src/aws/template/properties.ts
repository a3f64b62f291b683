// The properties of a resource, read by name and type. What nobody has read is told afterwards: a property is acted on,
// known to mean nothing on one machine, or named in a warning. It is never silently dropped.

import { isJsonObject, type Json, type JsonObject } from "../json.ts";
import { TemplateError } from "./template-error.ts";

export interface Place {
  readonly file: string;
  readonly path: string;
}

export class Properties {
  readonly #values: JsonObject;
  readonly #place: Place;
  readonly #read = new Set<string>();
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
    return typeof value === "number" ? String(value) : this.fail(name, `must be a text, not ${shown(value)}`);
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
    if (value === "true" || value === "false") return value === "true";
    return this.fail(name, `must be true or false, not ${shown(value)}`);
  }

  texts(name: string): readonly string[] {
    return this.#list(name).map((item) =>
      typeof item === "string" ? item : this.fail(name, `must be a list of texts, not of ${shown(item)}`),
    );
  }

  /** The value as it stands, all of it counted as read. */
  json(name: string): Json | undefined {
    this.#read.add(name);
    return Object.hasOwn(this.#values, name) ? this.#values[name] : undefined;
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
        isJsonObject(member) || Array.isArray(member) || member === null
          ? this.fail(`${name}/${key}`, `must be a text, not ${shown(member)}`)
          : String(member),
      ]),
    );
  }

  has(name: string): boolean {
    return Object.hasOwn(this.#values, name);
  }

  /** Names that mean nothing on one machine (keys, tags, permissions): accepted without a warning. */
  inert(...names: readonly string[]): void {
    for (const name of names) this.#read.add(name);
  }

  /** Throws TemplateError if the property is there: ignoring it would change what the service does. */
  refuse(name: string, why: string): void {
    if (this.has(name)) this.fail(name, `is not supported by the local region: ${why}`);
  }

  /** The paths that nobody asked for, with their place in the template. */
  unread(): readonly string[] {
    const own = Object.keys(this.#values).filter((name) => !this.#read.has(name));
    return [
      ...own.map((name) => this.#pathOf(name)),
      ...this.#sections.flatMap((section) => section.unread()),
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

function shown(value: Json): string {
  return JSON.stringify(value).slice(0, 60);
}
