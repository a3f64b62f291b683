// Whether a mocked result could be what the service answers, in AWS's words.

import { isJsonObject, type Json } from "../../aws/json.ts";
import type { ServiceError } from "../../aws/service-error.ts";
import { type FieldValidationMode, invalid } from "./request.ts";
import { pollingCalls, responseShapes, type Shape, sdkServiceNames } from "./response-shapes.ts";

/** STRICT asks for required members; PRESENT checks those that are there; NONE checks nothing. */
export function checkMockResult(resource: string, result: Json, mode: FieldValidationMode): void {
  const shape = mode === "NONE" ? undefined : shapeOf(resource);
  if (shape !== undefined) check(shape, result, { field: "", strict: mode === "STRICT" });
}

/** Undefined for a call that is not known, and for a callback, whose result is whatever the worker sends. */
function shapeOf(resource: string): Shape | undefined {
  const match = /^arn:[^:]+:states:::(?:aws-sdk:)?([^:]+):([^.]+)(?:\.(.+))?$/.exec(resource);
  if (match === null) return undefined;
  const [, service = "", action = "", pattern = ""] = match;
  if (pattern === "waitForTaskToken") return undefined;
  const call = `${sdkServiceNames[service] ?? service}:${action}`;
  const answered = pattern.startsWith("sync") ? (pollingCalls[call] ?? "") : call;
  return Object.hasOwn(responseShapes, answered) ? responseShapes[answered] : undefined;
}

interface Place {
  /** The member's own name; empty for the result itself. */
  readonly field: string;
  readonly strict: boolean;
}

function check(shape: Shape, value: Json, place: Place): void {
  const { field } = place;
  if (shape.type === "text") checkText(shape, value, field);
  else if (shape.type === "number") checkNumber(shape, value, field);
  else if (shape.type === "boolean") checkBoolean(value, field);
  else if (shape.type === "list") checkList(shape, value, place);
  else if (shape.type === "object") checkObject(shape, value, place);
}

function checkBoolean(value: Json, field: string): void {
  if (typeof value !== "boolean") throw wrong(`Field '${field}' must be a boolean`);
}

function checkList({ items }: Extract<Shape, { type: "list" }>, value: Json, place: Place): void {
  if (!Array.isArray(value)) throw wrong(`Field '${place.field}' must be an array`);
  for (const item of value as readonly Json[]) check(items, item, place);
}

function checkText(shape: Extract<Shape, { type: "text" }>, value: Json, field: string): void {
  if (typeof value !== "string") throw wrong(`Field '${field}' must be a string`);
  if (shape.values?.includes(value) === false) throw wrong(`Field '${field}' is not an expected value`);
  if (value.length < (shape.least ?? 0)) throw wrong(`Field '${field}' is smaller than the minimum length`);
}

function checkNumber(shape: Extract<Shape, { type: "number" }>, value: Json, field: string): void {
  if (typeof value !== "number") throw wrong(`Field '${field}' must be a number`);
  if (value < (shape.least ?? value)) throw wrong(`Field '${field}' is less than the minimum value`);
  if (value > (shape.most ?? value)) throw wrong(`Field '${field}' exceeds the maximum value`);
}

function checkObject(shape: Extract<Shape, { type: "object" }>, value: Json, { field, strict }: Place): void {
  if (!isJsonObject(value)) {
    throw wrong(field === "" ? "Mocked result must be a JSON object" : `Field '${field}' must be an object`);
  }
  const missing = strict ? shape.required.find((name) => !Object.hasOwn(value, name)) : undefined;
  if (missing !== undefined) throw wrong(`Required field '${missing}' is missing`);
  // Members that the service does not have are none of the schema's business.
  for (const [name, member] of Object.entries(shape.members)) {
    if (Object.hasOwn(value, name)) check(member, value[name] as Json, { field: name, strict });
  }
}

function wrong(problem: string): ServiceError {
  return invalid(`Mock result schema validation error: ${problem}`);
}
