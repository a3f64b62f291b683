// What AWS says of a path that leads nowhere. There are two kinds of texts: AWS's own, which name the field, and those of
// Jayway JsonPath, which AWS passes on for OutputPath and the fields that read a number from a path.

import type { Json } from "../../aws/json.ts";
import { EvaluationError, type Scope } from "../scope.ts";
import { startOf } from "./find.ts";
import { followDefinite } from "./follow.ts";
import { isDefinite, type ParsedPath, type Step } from "./steps.ts";

const fieldsNamed: ReadonlySet<string> = new Set(["InputPath", "ErrorPath", "CausePath"]);

export interface PathField {
  readonly text: string;
  readonly field: string;
  readonly path: ParsedPath;
}

export function notFound(scope: Scope, { text, field, path }: PathField): EvaluationError {
  if (fieldsNamed.has(field)) return notFoundInField(scope, { text, field, path });
  return new EvaluationError("States.Runtime", `Invalid path '${text}' : ${jaywayReason(scope, path)}`);
}

export function notFoundInField(scope: Scope, { text, field, path }: PathField): EvaluationError {
  return new EvaluationError(
    "States.Runtime",
    `The JSONPath '${text}' specified for the field '${field}' could not be found in the input '${inputOf(scope, path)}'`,
  );
}

/** The document that a path was looked up in, as text. */
export function inputOf(scope: Scope, path: ParsedPath): string {
  const document = path.root.type === "context" ? scope.context : scope.input;
  return jsonText(document);
}

/** JSON.stringify recurses, so that data nested some ten thousand deep cannot be shown. */
export function jsonText(value: Json): string {
  try {
    return JSON.stringify(value);
  } catch {
    return "(nested too deeply to show)";
  }
}

function jaywayReason(scope: Scope, path: ParsedPath): string {
  const { steps } = path;
  let value = startOf(path.root)(scope);
  let shown = "$";
  for (const [at, step] of steps.entries()) {
    if (value === undefined || (step.type !== "member" && step.type !== "index")) break;
    const isLast = at === steps.length - 1;
    const next: Json | undefined = followDefinite(value, [step]);
    if (next === undefined && step.type === "member" && !isMap(value)) {
      return `Expected to find an object with property ${shownStep(step)} in path ${shown} but found '${typeName(value)}'`;
    }
    shown += shownStep(step);
    if (next === undefined && !isLast && step.type === "member") return `Missing property in path ${shown}`;
    value = next;
  }
  return `No results for path: ${isDefinite(path) ? `$${steps.map(shownStep).join("")}` : shown}`;
}

function shownStep(step: Step): string {
  if (step.type === "member") return `['${step.name}']`;
  if (step.type === "index") return `[${step.index}]`;
  return step.type === "function" ? `.${step.name}()` : "";
}

function isMap(value: Json): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function typeName(value: Json): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}
