// What AWS says of a path that leads nowhere. There are two kinds of texts: AWS's own, which name the field, and those of
// Jayway JsonPath, which AWS passes on for OutputPath and the fields that read a number from a path.

import { isJsonObject, type Json } from "../../aws/json.ts";
import { EvaluationError, type Scope } from "../scope.ts";
import { shownAsJava } from "../shown-as-java.ts";
import { startOf } from "./find.ts";
import { followDefinite } from "./follow.ts";
import { isSingle, type ParsedPath, shownSteps } from "./steps.ts";

const fieldsNamed: ReadonlySet<string> = new Set(["InputPath", "ErrorPath", "CausePath"]);

export interface PathField {
  readonly text: string;
  readonly field: string;
  readonly path: ParsedPath;
}

export function notFound(scope: Scope, { text, field, path }: PathField): EvaluationError {
  const reason = jaywayReason(scope, path);
  if (fieldsNamed.has(field) && !reason.cannotLook) return notFoundInField(scope, { text, field, path });
  return new EvaluationError("States.Runtime", `Invalid path '${text}' : ${reason.text}`);
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

/** Why Jayway finds nothing, and whether it could not even look: where there should be an object or an array is something else. */
function jaywayReason(
  scope: Scope,
  path: ParsedPath,
): { readonly text: string; readonly cannotLook: boolean } {
  const { steps } = path;
  let value = startOf(path.root)(scope);
  for (const [at, step] of steps.entries()) {
    if (value === undefined || !isSingle(step)) break;
    const [before, upTo] = [`$${shownSteps(steps.slice(0, at))}`, `$${shownSteps(steps.slice(0, at + 1))}`];
    if (step.type === "index") {
      if (!Array.isArray(value)) {
        const text = `Filter: ${shownSteps([step])} can only be applied to arrays. Current context is: ${shownAsJava(value)}`;
        return { text, cannotLook: true };
      }
      const item = followDefinite(value, [step]);
      if (item === undefined)
        return { text: `Index out of bounds when evaluating path ${upTo}`, cannotLook: false };
    } else if (!isJsonObject(value)) {
      return { text: `Property ${shownSteps([step])} not found in path ${before}`, cannotLook: true };
    }
    const next: Json | undefined = followDefinite(value, [step]);
    if (next === undefined && at < steps.length - 1) {
      return { text: `Missing property in path ${upTo}`, cannotLook: false };
    }
    value = next;
  }
  return { text: `No results for path: $${shownSteps(steps)}`, cannotLook: false };
}
