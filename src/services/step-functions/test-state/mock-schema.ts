// Whether a mocked result could be what the service answers, in AWS's words.

import { isJsonObject, type Json } from "../../../aws/json.ts";
import { invalid, type ServiceError } from "../../../aws/service-error.ts";
import type { FieldValidationMode } from "./request.ts";
import {
  type AnswerShape,
  answerShapeOf,
  type Entry,
  isAllowedTexts,
  pollingActions,
  type Shape,
  type Structure,
  sdkServiceOf,
} from "./response-shapes.ts";

/** STRICT asks for required members; PRESENT checks those that are there; NONE checks nothing. */
export function checkMockResult(resource: string, result: Json, mode: FieldValidationMode): void {
  const shape = mode === "NONE" ? undefined : shapeOf(resource);
  if (shape === undefined) return;
  new MockCheck(shape.entries, mode === "STRICT").structure(shape.root, result, undefined);
}

/** Undefined for a call that is not known, and for a callback, whose result is whatever the worker sends. */
function shapeOf(resource: string): AnswerShape | undefined {
  const match = /^arn:[^:]+:states:::(aws-sdk:)?([^:]+):([^.]+)(?:\.(.+))?$/.exec(resource);
  if (match === null) return undefined;
  const [, sdk, given = "", action = "", pattern = ""] = match;
  if (pattern === "waitForTaskToken") return undefined;
  const service = sdk === undefined ? sdkServiceOf(given, action) : given;
  const asked = pattern.startsWith("sync") ? pollingActions[`${service}:${action}`] : action;
  return asked === undefined ? undefined : answerShapeOf(service, asked);
}

class MockCheck {
  readonly #entries: readonly Entry[];
  readonly #isStrict: boolean;

  constructor(entries: readonly Entry[], isStrict: boolean) {
    this.#entries = entries;
    this.#isStrict = isStrict;
  }

  /** `field` is the member's own name; the result itself has none. */
  structure({ members, required }: Structure, value: Json, field: string | undefined): void {
    if (!isJsonObject(value))
      throw wrong(
        field === undefined ? "Mocked result must be a JSON object" : `Field '${field}' must be an object`,
      );
    const missing = this.#isStrict ? required.find((name) => !Object.hasOwn(value, name)) : undefined;
    if (missing !== undefined) throw wrong(`Required field '${missing}' is missing`);
    // Members that the service does not have are none of the schema's business.
    for (const [name, member] of members)
      if (Object.hasOwn(value, name)) this.#value(member, value[name] as Json, name);
  }

  #value(shape: Shape, value: Json, field: string): void {
    if (typeof shape === "number") this.#entry(this.#entries[shape] as Entry, value, field);
    else if (shape === "b") checkBoolean(value, field);
    else if (shape === "s" || shape === "n") checkBounded([shape], value, field);
    else if (shape !== "*") this.#composed(shape, value, field);
  }

  #composed(shape: Exclude<Shape, number | string>, value: Json, field: string): void {
    if (shape[0] === "l") this.#list(shape[1], value, field);
    else if (shape[0] === "m") this.#map(shape[1], value, field);
    else checkBounded(shape, value, field);
  }

  #entry(entry: Entry, value: Json, field: string): void {
    if (isAllowedTexts(entry)) checkAllowed(entry, value, field);
    else this.structure(entry, value, field);
  }

  #list(items: Shape, value: Json, field: string): void {
    if (!Array.isArray(value)) throw wrong(`Field '${field}' must be an array`);
    for (const item of value as readonly Json[]) this.#value(items, item, field);
  }

  #map(member: Shape, value: Json, field: string): void {
    if (!isJsonObject(value)) throw wrong(`Field '${field}' must be an object`);
    for (const [name, each] of Object.entries(value)) this.#value(member, each, name);
  }
}

function checkBoolean(value: Json, field: string): void {
  if (typeof value !== "boolean") throw wrong(`Field '${field}' must be a boolean`);
}

function checkAllowed(allowed: readonly string[], value: Json, field: string): void {
  checkBounded(["s"], value, field);
  if (!allowed.includes(value as string)) throw wrong(`Field '${field}' is not an expected value`);
}

type Bounded = readonly ["s", least?: number] | readonly ["n", least?: number | null, most?: number | null];

function checkBounded(shape: Bounded, value: Json, field: string): void {
  if (shape[0] === "s") {
    if (typeof value !== "string") throw wrong(`Field '${field}' must be a string`);
    if (value.length < (shape[1] ?? 0)) throw wrong(`Field '${field}' is smaller than the minimum length`);
    return;
  }
  const [, least, most] = shape;
  if (typeof value !== "number") throw wrong(`Field '${field}' must be a number`);
  if (value < (least ?? value)) throw wrong(`Field '${field}' is less than the minimum value`);
  if (value > (most ?? value)) throw wrong(`Field '${field}' exceeds the maximum value`);
}

function wrong(problem: string): ServiceError {
  return invalid(`Mock result schema validation error: ${problem}`);
}
