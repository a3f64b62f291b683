// ResultPath: puts a state's result into a copy of its raw input. Only what lies along the path is copied.
// https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultpath.html

import { isJsonObject, type Json, type JsonObject } from "../../aws/json.ts";
import { setMember } from "../../aws/set-member.ts";
import { DefinitionError, EvaluationError } from "../scope.ts";
import { elementOf, memberOf } from "./follow.ts";
import { jsonText } from "./not-found.ts";
import { parsePath } from "./parse-path.ts";
import { isReference, type Step } from "./steps.ts";

type PlaceStep = Extract<Step, { type: "member" | "index" }>;

export function compileResultPath(text: string): (rawInput: Json, result: Json) => Json {
  const path = parsePath(text, "ResultPath");
  if (path.root.type !== "input" || !isReference(path)) {
    throw new DefinitionError(`A ResultPath is a reference path such as $.a.b: ${text}`, "ResultPath");
  }
  const steps = path.steps as readonly PlaceStep[];
  const [first] = steps;
  if (first === undefined) return (_rawInput, result) => result;
  if (steps.length === 1) return (rawInput, result) => placed(rawInput, first, { result, rawInput, text });
  return (rawInput, result) => placeAlong(steps, { result, rawInput, text });
}

interface Placement {
  readonly result: Json;
  readonly rawInput: Json;
  readonly text: string;
}

/** Down along the path to see what is there, then up again to copy it. */
function placeAlong(steps: readonly PlaceStep[], placement: Placement): Json {
  const parents: (Json | undefined)[] = [];
  let here: Json | undefined = placement.rawInput;
  for (const step of steps) {
    parents.push(here);
    here = step.type === "member" ? memberOf(here, step.name) : elementOf(here, step.index);
  }
  let value = placement.result;
  for (let at = steps.length - 1; at >= 0; at--) {
    value = placed(parents[at], steps[at] as PlaceStep, { ...placement, result: value });
  }
  return value;
}

/** A copy of the parent that holds the result. An object that is not there is made; anything else must be what it should. */
function placed(parent: Json | undefined, step: PlaceStep, placement: Placement): Json {
  if (step.type === "member") {
    if (parent !== undefined && !isJsonObject(parent)) throw noMatch(placement);
    return withMember(parent ?? {}, step.name, placement.result);
  }
  const index = Array.isArray(parent) && step.index < 0 ? parent.length + step.index : step.index;
  if (!Array.isArray(parent) || index < 0 || index >= parent.length) throw noMatch(placement);
  return parent.with(index, placement.result);
}

function withMember(object: JsonObject, name: string, value: Json): JsonObject {
  const copy: Record<string, Json> = { ...object };
  setMember(copy, name, value);
  return copy;
}

function noMatch({ rawInput, text }: Placement): EvaluationError {
  return new EvaluationError(
    "States.ResultPathMatchFailure",
    `Unable to apply ReferencePath ${text} to input ${jsonText(rawInput)}`,
  );
}
