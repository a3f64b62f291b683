// Reads a Task's arguments. What is missing or of the wrong kind fails the Task with a cause that names the field.

import { isJsonObject, type Json, type JsonObject } from "../../../aws/json.ts";
import { Failure } from "../../../engine/failure.ts";

/** Thrown by the readers below and caught once, in the task runner. */
export class ArgumentProblem extends Error {}

export function argumentObject(value: Json): JsonObject {
  if (isJsonObject(value)) return value;
  throw new ArgumentProblem(`The arguments must be a JSON object, but were: ${excerpt(value)}`);
}

export function optionalText(value: JsonObject, field: string): string | undefined {
  const text = Object.hasOwn(value, field) ? value[field] : undefined;
  if (text === undefined || text === null || typeof text === "string") return text ?? undefined;
  throw new ArgumentProblem(`The field '${field}' must be a string, but was: ${excerpt(text)}`);
}

export function requiredText(value: JsonObject, field: string): string {
  const text = optionalText(value, field);
  if (text === undefined) throw new ArgumentProblem(`The field '${field}' is required but was missing`);
  return text;
}

export function optionalWholeNumber(value: JsonObject, field: string): number | undefined {
  const number = Object.hasOwn(value, field) ? value[field] : undefined;
  if (number === undefined || number === null) return undefined;
  if (typeof number === "number" && Number.isInteger(number)) return number;
  throw new ArgumentProblem(`The field '${field}' must be an integer, but was: ${excerpt(number)}`);
}

/** A message or a detail may be given as text or as JSON, which is then written as text. */
export function optionalTextOrJson(value: JsonObject, field: string): string | undefined {
  const given = Object.hasOwn(value, field) ? value[field] : undefined;
  if (given === undefined) return undefined;
  return typeof given === "string" ? given : JSON.stringify(given);
}

export function requiredTextOrJson(value: JsonObject, field: string): string {
  const text = optionalTextOrJson(value, field);
  if (text === undefined) throw new ArgumentProblem(`The field '${field}' is required but was missing`);
  return text;
}

export function argumentFailure(resource: string, problem: ArgumentProblem): Failure {
  return new Failure("States.Runtime", `The task '${resource}' cannot be called. ${problem.message}`);
}

function excerpt(value: Json): string {
  const text = JSON.stringify(value);
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}
