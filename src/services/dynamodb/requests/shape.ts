// The shapes of requests. A request is refused for a member of the wrong type first, as the parser of AWS's service meets it,
// and then for all the bounds that it breaks at once.

import { isJsonObject, type Json } from "../../../aws/json.ts";
import { serializationError, validationError } from "../refusals.ts";
import { readMap, type WrittenMap } from "../values/read-value.ts";

export interface Shape<Value> {
  /** Throws SerializationException. */
  read(json: Json): Value;
  check(value: Value, place: Place): void;
}

export interface Place {
  /** Such as `keySchema.1.member.attributeName`. */
  readonly path: string;
  readonly broken: string[];
}

export type ValueOf<Of> = Of extends Shape<infer Value> ? Value : never;

type Members = Readonly<Record<string, Shape<unknown>>>;
type Structure<Of extends Members> = { readonly [Name in keyof Of]: ValueOf<Of[Name]> };

/** What a bound is, and how a value that breaks it is told. */
interface Told {
  /** As AWS's newer checks do: by the member's own name, without the value. @default false */
  readonly isShort?: boolean;
}

/** AWS tells no more than ten broken bounds. */
const mostTold = 10;

/** Reads a request. Throws SerializationException, or ValidationException with every bound that is broken. */
export function readRequest<Value>(shape: Shape<Value>, request: Json): Value {
  const value = shape.read(request);
  const broken: string[] = [];
  shape.check(value, { path: "", broken });
  if (broken.length === 0) return value;
  throw validationError(
    `${broken.length} validation error${broken.length > 1 ? "s" : ""} detected: ${broken.join("; ")}`,
  );
}

/** JSON's null is absence. */
export function optional<Value>({ read, check }: Shape<Value>): Shape<Value | undefined> {
  return {
    read: (json) => (json === null || json === undefined ? undefined : read(json)),
    check: (value, place) => {
      if (value !== undefined) check(value, place);
    },
  };
}

export function required<Value>({ read, check }: Shape<Value>): Shape<Value> {
  return {
    // Never seen as undefined: the request is refused once it has been read.
    read: (json) => (json === null || json === undefined ? (undefined as Value) : read(json)),
    check: (value, place) => {
      if (value === undefined) breaks(place, value, "Member must not be null");
      else check(value, place);
    },
  };
}

export interface TextBounds {
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: RegExp;
  /** As AWS lists them. */
  readonly values?: readonly string[];
}

export function text<Value extends string = string>(bounds: TextBounds = {}): Shape<Value> {
  const { min, max, pattern, values } = bounds;
  const whole = pattern && new RegExp(`^(?:${pattern.source})$`);
  return {
    read: (json) => {
      if (typeof json === "string") return json as Value;
      throw wrongType(json, "String", "class java.lang.String");
    },
    check(value, place) {
      if (values !== undefined && !values.includes(value))
        breaks(place, value, `Member must satisfy enum value set: [${values.join(", ")}]`);
      if (whole !== undefined && !whole.test(value))
        breaks(place, value, `Member must satisfy regular expression pattern: ${pattern?.source}`);
      checkLength(place, value, value.length, { min, max });
    },
  };
}

export function oneOf<const Value extends string>(...values: readonly Value[]): Shape<Value> {
  return text<Value>({ values });
}

export function integer(bounds: { min?: number; max?: number } & Told = {}): Shape<number> {
  const { min, max, isShort } = bounds;
  return {
    read(json) {
      if (typeof json === "number") return Math.floor(json);
      if (typeof json === "string") throw serializationError("STRING_VALUE cannot be converted to Integer");
      throw wrongType(json, "Integer", "class java.lang.Integer");
    },
    check(value, place) {
      if (min !== undefined && value < min)
        breaks(place, value, `Member must have value greater than or equal to ${min}`, isShort);
      if (max !== undefined && value > max)
        breaks(place, value, `Member must have value less than or equal to ${max}`, isShort);
    },
  };
}

export function bool(): Shape<boolean> {
  return {
    read(json) {
      if (typeof json === "boolean") return json;
      if (typeof json !== "string") throw wrongType(json, "Boolean", "class java.lang.Boolean");
      if (/^(true|1|yes)$/i.test(json)) return true;
      if (/^(false|0|no)$/i.test(json)) return false;
      throw serializationError("Unexpected token received from parser");
    },
    check: () => undefined,
  };
}

interface LengthBounds extends Told {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

export function list<Value>(element: Shape<Value>, bounds: LengthBounds = {}): Shape<readonly Value[]> {
  return {
    read(json) {
      if (Array.isArray(json)) return json.map((each: Json) => element.read(each));
      if (isJsonObject(json)) throw startOfStructure();
      throw serializationError("Unexpected field type");
    },
    check(value, place) {
      checkLength(place, value, value.length, bounds);
      for (const [index, each] of value.entries()) {
        element.check(each, { ...place, path: `${place.path}.${index + 1}.member` });
      }
    },
  };
}

/** Its keys may be anything, `__proto__` too. */
export function map<Value>(
  value: Shape<Value>,
  bounds: LengthBounds & { readonly keys?: TextBounds; readonly values?: LengthBounds } = {},
): Shape<Readonly<Record<string, Value>>> {
  return {
    read(json) {
      if (Array.isArray(json)) throw serializationError("Unrecognized collection type java.util.Map");
      if (!isJsonObject(json)) throw serializationError("Unexpected field type");
      return Object.fromEntries(Object.entries(json).map(([name, each]) => [name, value.read(each)]));
    },
    check(entries, place) {
      const names = Object.keys(entries);
      checkLength(place, entries, names.length, bounds);
      for (const name of names) {
        if (bounds.keys !== undefined && !fits(name, bounds.keys))
          breaks(place, entries, `Map keys must satisfy constraint: [${told(bounds.keys)}]`);
        const each = entries[name];
        if (bounds.values !== undefined && Array.isArray(each) && !fitsLength(each, bounds.values))
          breaks(place, entries, `Map value must satisfy constraint: [${told(bounds.values)}]`);
        value.check(entries[name] as Value, { ...place, path: `${place.path}.${name}.member` });
      }
    },
  };
}

export function structure<const Of extends Members>(members: Of): Shape<Structure<Of>> {
  const entries = Object.entries(members).map(([name, shape]) => ({ name, shape, path: lowerFirst(name) }));
  return {
    read(json) {
      if (Array.isArray(json))
        throw serializationError("Unrecognized collection type class java.lang.Object");
      if (!isJsonObject(json)) throw serializationError("Unexpected value type in payload");
      const value: Record<string, unknown> = {};
      for (const { name, shape } of entries) {
        value[name] = shape.read((Object.hasOwn(json, name) ? json[name] : null) as Json);
      }
      return value as Structure<Of>;
    },
    check(value, { path, broken }) {
      for (const { name, shape, path: own } of entries) {
        shape.check(value[name], { path: path === "" ? own : `${path}.${own}`, broken });
      }
    },
  };
}

/** An item, a key, or the values of an expression. What they say is checked later. */
export const writtenMap: Shape<WrittenMap> = { read: readMap, check: () => undefined };

/** What is read as a whole elsewhere. */
export const anything: Shape<Json> = { read: (json) => json, check: () => undefined };

function checkLength(
  place: Place,
  value: unknown,
  length: number,
  { min, max, isShort }: LengthBounds,
): void {
  if (min !== undefined && length < min)
    breaks(place, value, `Member must have length greater than or equal to ${min}`, isShort);
  if (max !== undefined && length > max)
    breaks(place, value, `Member must have length less than or equal to ${max}`, isShort);
}

function fits(name: string, { min = 0, max = Number.POSITIVE_INFINITY, pattern }: TextBounds): boolean {
  if (name.length < min || name.length > max) return false;
  return pattern === undefined || new RegExp(`^(?:${pattern.source})$`).test(name);
}

function fitsLength(
  { length }: readonly unknown[],
  { min = 0, max = Number.POSITIVE_INFINITY }: LengthBounds,
): boolean {
  return length >= min && length <= max;
}

function told({ min, max, pattern }: LengthBounds & { readonly pattern?: RegExp }): string {
  return [
    ...(max === undefined ? [] : [`Member must have length less than or equal to ${max}`]),
    ...(min === undefined ? [] : [`Member must have length greater than or equal to ${min}`]),
    ...(pattern === undefined ? [] : [`Member must satisfy regular expression pattern: ${pattern.source}`]),
  ].join(", ");
}

function breaks({ path, broken }: Place, value: unknown, constraint: string, isShort = false): void {
  if (broken.length >= mostTold) return;
  if (isShort) {
    const name = path.replace(/^.|(?<=\.)[^.](?=[^.]*$)/g, (letter) => letter.toUpperCase());
    broken.push(`Value at '${name}' failed to satisfy constraint: ${constraint}`);
    return;
  }
  const shown = value === undefined ? "null" : `'${show(value)}'`;
  broken.push(`Value ${shown} at '${path}' failed to satisfy constraint: ${constraint}`);
}

/** A long value isn't told whole. */
const mostShown = 1_000;

function show(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(show).join(", ")}]`.slice(0, mostShown);
  const shown = typeof value === "object" ? JSON.stringify(value) : String(value);
  return shown.slice(0, mostShown);
}

function wrongType(json: Json, type: string, className: string) {
  if (typeof json === "boolean")
    return serializationError(`${json ? "TRUE" : "FALSE"}_VALUE cannot be converted to ${type}`);
  if (typeof json === "number")
    return serializationError(
      `${Number.isInteger(json) ? "NUMBER" : "DECIMAL"}_VALUE cannot be converted to ${type}`,
    );
  if (Array.isArray(json)) return serializationError(`Unrecognized collection type ${className}`);
  return startOfStructure();
}

function startOfStructure() {
  return serializationError("Start of structure or map found where not expected");
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
