// The shapes of requests: which members there are, of which types, within which bounds. A request is read once, as a whole: what
// is of the wrong type is refused first, and then every broken bound at once, as AWS's services do. Unknown members are ignored.

import { ServiceError } from "../service-error.ts";
import { wrongType } from "./members.ts";
import type { Operation, WireObject } from "./operation.ts";

/** Reads a value; what breaks a bound is told to `broken` and the value passed on. */
export interface Shape<Value> {
  read(value: unknown, at: Place): Value;
  readonly isRequired?: boolean;
  /** Of a text: all that it must be, in AWS's words and order. */
  readonly constraints?: readonly string[];
}

interface Place {
  /** Such as `tags.1.member.key`: AWS spells members with a small first letter here, whatever their names are. */
  readonly path: string;
  readonly broken: string[];
  /** What a member of the request itself is called. @default its name */
  readonly called?: ((member: string) => string) | undefined;
  /** Whether a message leaves out what was given. */
  readonly hidesValues?: boolean | undefined;
}

export type ValueOf<Of> = Of extends Shape<infer Value> ? Value : never;

type Members = Readonly<Record<string, Shape<unknown>>>;
type Structure<Of extends Members> = { readonly [Name in keyof Of]: ValueOf<Of[Name]> };

export interface TextBounds {
  readonly min?: number;
  readonly max?: number;
  /** All of the text must match it, with anchors or without. A message shows it as it stands here, so it stands here as in AWS's model. */
  readonly pattern?: RegExp | string;
  /** Its value is not repeated in a message. */
  readonly isSensitive?: boolean;
}

/** Members are absent unless they are `required`. JSON's null is absence. */
export function optional<Value>(shape: Shape<Value>): Shape<Value | undefined> {
  return { read: (value, at) => (value === undefined || value === null ? undefined : shape.read(value, at)) };
}

export function required<Value>(shape: Shape<Value>): Shape<Value> {
  return {
    isRequired: true,
    read(value, at) {
      if (value !== undefined && value !== null) return shape.read(value, at);
      at.broken.push(`Value null at '${at.path}' failed to satisfy constraint: Member must not be null`);
      // Never seen: the request is refused once it has been read.
      return undefined as Value;
    },
  };
}

export function text(bounds: TextBounds = {}): Shape<string> {
  const { min = 0, max = Number.POSITIVE_INFINITY, pattern, isSensitive = false } = bounds;
  const { source, flags } = pattern instanceof RegExp ? pattern : { source: pattern, flags: "" };
  const whole = source === undefined ? undefined : new RegExp(`^(?:${source})$`, flags);
  return {
    constraints: [
      ...(max === Number.POSITIVE_INFINITY ? [] : [`have length less than or equal to ${max}`]),
      ...(min === 0 ? [] : [`have length greater than or equal to ${min}`]),
      ...(source === undefined ? [] : [`satisfy regular expression pattern: ${source}`]),
    ],
    read(value, at) {
      if (typeof value !== "string") throw wrongType(placeName(at), value, "a string");
      const broken = (constraint: string) =>
        breaks(at, isSensitive ? "Value" : `Value '${value}'`, constraint);
      if (value.length < min) broken(`have length greater than or equal to ${min}`);
      if (value.length > max && (!isSensitive || Buffer.byteLength(value) > max))
        broken(`have length less than or equal to ${max}`);
      if (whole?.test(value) === false) broken(`satisfy regular expression pattern: ${source}`);
      return value;
    },
  };
}

export function oneOf<const Value extends string>(...values: readonly Value[]): Shape<Value> {
  return {
    constraints: [`satisfy enum value set: [${values.join(", ")}]`],
    read(value, at) {
      if (typeof value !== "string") throw wrongType(placeName(at), value, "a string");
      if (!(values as readonly string[]).includes(value))
        breaks(at, `Value '${value}'`, `satisfy enum value set: [${values.join(", ")}]`);
      return value as Value;
    },
  };
}

export function integer(range: { readonly min?: number; readonly max?: number } = {}): Shape<number> {
  const inRange = decimal(range);
  return {
    read(value, at) {
      if (!Number.isInteger(value)) throw wrongType(placeName(at), value, "an integer");
      return inRange.read(value, at);
    },
  };
}

export function decimal({ min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY }): Shape<number> {
  return {
    read(value, at) {
      if (typeof value !== "number") throw wrongType(placeName(at), value, "a number");
      if (value < min) breaks(at, `Value '${value}'`, `have value greater than or equal to ${min}`);
      if (value > max) breaks(at, `Value '${value}'`, `have value less than or equal to ${max}`);
      return value;
    },
  };
}

export function flag(): Shape<boolean> {
  return {
    read(value, at) {
      if (typeof value !== "boolean") throw wrongType(placeName(at), value, "a boolean");
      return value;
    },
  };
}

/** Epoch seconds, as milliseconds. */
export function timestamp(): Shape<number> {
  return {
    read(value, at) {
      if (typeof value !== "number" || !Number.isFinite(value))
        throw wrongType(placeName(at), value, "a timestamp");
      return Math.round(value * 1000);
    },
  };
}

export interface ListBounds {
  readonly min?: number;
  readonly max?: number;
  /** What AWS calls an element, where its message shows them. */
  readonly elementName?: string;
  /** AWS names this among what its texts must be. */
  readonly isNotNullTold?: boolean;
}

/** What is wrong with structures is told of each, what is wrong with texts of the list as a whole: all that each of them must be. */
export function listOf<Value>(shape: Shape<Value>, bounds: ListBounds = {}): Shape<readonly Value[]> {
  const { min = 0, max = Number.POSITIVE_INFINITY, elementName = "", isNotNullTold = false } = bounds;
  const element = required(shape);
  return {
    read(value, at) {
      if (!Array.isArray(value)) throw wrongType(placeName(at), value, "a list");
      const shown = `Value '[${value.map((each) => shownElement(each, elementName)).join(", ")}]'`;
      if (value.length < min) breaks(at, shown, `have length greater than or equal to ${min}`);
      if (value.length > max) breaks(at, shown, `have length less than or equal to ${max}`);
      const broken: string[] = [];
      const read = value.map((each, index) =>
        element.read(each, { ...at, path: `${at.path}.${index + 1}.member`, broken }),
      );
      if (shape.constraints === undefined) at.broken.push(...broken);
      else if (broken.length > 0) {
        const isNullTold = isNotNullTold || value.some((each) => each === undefined || each === null);
        const each = [...shape.constraints, ...(isNullTold ? ["not be null"] : [])];
        breaks(at, shown, `satisfy constraint: [${each.map((it) => `Member must ${it}`).join(", ")}]`);
      }
      return read;
    },
  };
}

/** A user's own keys. */
export function mapOf<Value>(shape: Shape<Value>): Shape<Readonly<Record<string, Value>>> {
  return {
    read(value, at) {
      if (typeof value !== "object" || value === null || Array.isArray(value))
        throw wrongType(placeName(at), value, "a map");
      return Object.fromEntries(
        Object.entries(value).map(([key, each]) => [
          key,
          shape.read(each, { ...at, path: `${at.path}.${key}.member` }),
        ]),
      );
    },
  };
}

export function structure<Of extends Members>(members: Of): Shape<Structure<Of>> {
  const entries = Object.entries(members).map(([name, shape]) => ({
    name,
    member: name.charAt(0).toLowerCase() + name.slice(1),
    shape,
  }));
  return {
    read(value, at) {
      if (typeof value !== "object" || value === null || Array.isArray(value))
        throw wrongType(placeName(at), value, "a structure");
      const given = value as WireObject;
      const read: Record<string, unknown> = {};
      const { broken, called, hidesValues } = at;
      for (const { name, member, shape } of entries) {
        // What was inherited is no member of the request.
        const own = Object.hasOwn(given, name) ? given[name] : undefined;
        if ((own === undefined || own === null) && shape.isRequired !== true) continue;
        const path = at.path === "" ? (called?.(member) ?? member) : `${at.path}.${member}`;
        read[name] = shape.read(own, { path, broken, called, hidesValues });
      }
      return read as Structure<Of>;
    },
  };
}

/** For a service that does not repeat what it was given when it refuses it. */
export function withoutValues<Value>(shape: Shape<Value>): Shape<Value> {
  return { ...shape, read: (value, at) => shape.read(value, { ...at, hidesValues: true }) };
}

/** An operation whose requests have this shape. */
export function operation<Request>(
  shape: Shape<Request>,
  run: (request: Request, ...more: readonly [Parameters<Operation>[1]]) => ReturnType<Operation>,
): Operation {
  return (request, call) => run(readRequest(shape, request), call);
}

/** The operations, each of which runs only if its request has the shape that is named like it. They read the request themselves. */
export function boundedBy(
  shapes: Readonly<Record<string, Shape<unknown>>>,
  operations: Readonly<Record<string, Operation>>,
): Record<string, Operation> {
  return Object.fromEntries(
    Object.entries(operations).map(([name, run]) => {
      const shape = shapes[name];
      if (shape === undefined) return [name, run];
      const bounded: Operation = (request, call) => {
        readRequest(shape, request);
        return run(request, call);
      };
      return [name, bounded];
    }),
  );
}

/**
 * A request, or what is at a path in one, for a service that says in its own code what others say with a ValidationException. Throws
 * that, and SerializationException.
 */
export function readRequestOr<Request>(
  refusal: (message: string) => ServiceError,
  shape: Shape<Request>,
  request: WireObject,
  path = "",
): Request {
  try {
    return readRequest(shape, request, path);
  } catch (problem) {
    if (problem instanceof ServiceError && problem.code === "ValidationException")
      throw refusal(problem.message);
    throw problem;
  }
}

/**
 * What is at a path in a request, or all of it, whose members are called as is said. Throws SerializationException, and
 * ValidationException with all that is wrong.
 */
export function readRequest<Request>(
  shape: Shape<Request>,
  request: WireObject,
  path = "",
  called?: (member: string) => string,
): Request {
  const broken: string[] = [];
  const read = shape.read(request, { path, broken, called });
  if (broken.length === 0) return read;
  throw new ServiceError(
    "ValidationException",
    `${broken.length} validation error${broken.length === 1 ? "" : "s"} detected: ${broken.join("; ")}`,
    { namespace: constraints },
  );
}

/** AWS checks the bounds of a request before the service sees it. */
const constraints = "com.amazon.coral.validate";

function breaks({ path, broken, hidesValues }: Place, shown: string, constraint: string): void {
  broken.push(
    `${hidesValues === true ? "Value" : shown} at '${path}' failed to satisfy constraint: Member must ${constraint}`,
  );
}

function placeName({ path }: Place): string {
  return path === "" ? "The request" : path;
}

/** As Java prints a structure: `RoutingConfigurationListItem(weight=50, …)`. */
function shownElement(value: unknown, name: string): string {
  if (typeof value !== "object" || value === null) return String(value);
  const members = Object.entries(value).map(([member, each]) => `${member}=${String(each)}`);
  return `${name}(${members.join(", ")})`;
}
