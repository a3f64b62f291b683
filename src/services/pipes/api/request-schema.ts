// Schemas of requests, and what is said of a request that breaks one. A gateway before EventBridge Pipes checks every body against
// a JSON schema and tells all that is broken in the words of its validator, without saying where; what is in a broken object
// or list is not looked at.

import { isJsonObject, type Json, type JsonObject } from "../../../aws/json.ts";
import { ServiceError } from "../../../aws/service-error.ts";

/** Tells every problem of a value. */
export type Schema = (value: Json, problems: string[]) => void;

export interface Members {
  readonly [member: string]: Schema;
}

interface TextBounds {
  readonly min?: number;
  readonly max?: number;
  /** AWS's, without `^` and `$`. */
  readonly pattern?: string;
  /** What matches the same, where AWS's pattern could be tried for ever. */
  readonly matching?: RegExp;
}

export function text(bounds: TextBounds = {}): Schema {
  const { min = 0, max = Number.POSITIVE_INFINITY, pattern } = bounds;
  const matching = bounds.matching ?? (pattern === undefined ? undefined : new RegExp(`^(?:${pattern})$`));
  return (value, problems) => {
    if (typeof value !== "string") return wrongType(value, '"string"', problems);
    const { length } = value;
    const shown = JSON.stringify(value);
    if (length < min)
      problems.push(`string ${shown} is too short (length: ${length}, required minimum: ${min})`);
    if (length > max)
      problems.push(`string ${shown} is too long (length: ${length}, maximum allowed: ${max})`);
    if (length <= max && matching?.test(value) === false)
      problems.push(`ECMA 262 regex "^${pattern}$" does not match input string ${shown}`);
  };
}

export function oneOf(...allowed: readonly string[]): Schema {
  return (value, problems) => {
    if (typeof value !== "string") return wrongType(value, '"string"', problems);
    if (!allowed.includes(value))
      problems.push(
        `instance value (${JSON.stringify(value)}) not found in enum (possible values: ${JSON.stringify(allowed)})`,
      );
  };
}

export function integer(min: number, max = Number.POSITIVE_INFINITY): Schema {
  return (value, problems) => {
    if (typeof value !== "number" || !Number.isInteger(value)) return wrongType(value, '"integer"', problems);
    if (value < min)
      problems.push(`numeric instance is lower than the required minimum (minimum: ${min}, found: ${value})`);
    if (value > max)
      problems.push(
        `numeric instance is greater than the required maximum (maximum: ${max}, found: ${value})`,
      );
  };
}

export const number: Schema = (value, problems) => {
  if (typeof value !== "number") wrongType(value, '"integer","number"', problems);
};

/** An object of whatever members: it is looked at by whoever refuses it. */
export const anyObject: Schema = (value, problems) => {
  if (!isJsonObject(value)) wrongType(value, '"object"', problems);
};

export function listOf(item: Schema, { min = 0, max = Number.POSITIVE_INFINITY } = {}): Schema {
  return (value, problems) => {
    if (!Array.isArray(value)) return wrongType(value, '"array"', problems);
    const { length } = value;
    if (length < min)
      return void problems.push(
        `array is too short: must have at least ${min} elements but instance has ${length} elements`,
      );
    if (length > max)
      return void problems.push(
        `array is too long: must have at most ${max} elements but instance has ${length} elements`,
      );
    for (const each of value as readonly Json[]) item(each, problems);
  };
}

export function mapOf(key: Schema, item: Schema, { min = 0, max = Number.POSITIVE_INFINITY } = {}): Schema {
  return (value, problems) => {
    if (!isJsonObject(value)) return wrongType(value, '"object"', problems);
    const found = Object.keys(value).length;
    if (found < min)
      return void problems.push(
        `object has too few properties (found ${found} but schema requires at least ${min})`,
      );
    if (found > max)
      return void problems.push(
        `object has too many properties (found ${found} but schema requires at most ${max})`,
      );
    for (const [name, each] of Object.entries(value)) {
      key(name, problems);
      item(each, problems);
    }
  };
}

/** Members that no schema knows are let pass. */
export function object(members: Members, required: readonly string[] = []): Schema {
  return (value, problems) => {
    if (!isJsonObject(value)) return wrongType(value, '"object"', problems);
    const missing = required.filter((name) => !isGiven(value, name)).toSorted();
    if (missing.length > 0)
      return void problems.push(`object has missing required properties (${JSON.stringify(missing)})`);
    for (const [name, schema] of Object.entries(members)) {
      if (isGiven(value, name)) schema(value[name] as Json, problems);
    }
  };
}

/** JSON's null is absence. */
function isGiven(value: JsonObject, name: string): boolean {
  return Object.hasOwn(value, name) && value[name] !== null;
}

/** Throws ValidationException with all that is broken. */
export function checkAgainst(schema: Schema, value: Json): void {
  const problems: string[] = [];
  schema(value, problems);
  if (problems.length > 0) throw new ServiceError("ValidationException", `[${problems.join(", ")}]`);
}

function wrongType(value: Json, allowed: string, problems: string[]): void {
  const found = Array.isArray(value)
    ? "array"
    : value === null
      ? "null"
      : typeof value === "number" && Number.isInteger(value)
        ? "integer"
        : typeof value;
  problems.push(`instance type (${found}) does not match any allowed primitive type (allowed: [${allowed}])`);
}
