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
  const [first, second, third] = steps;
  if (first === undefined) return (_rawInput, result) => result;
  if (second === undefined)
    return (rawInput, result) => placed(rawInput, first, result) ?? refuse(text, rawInput);
  if (third === undefined)
    return (rawInput, result) => placeBelow(rawInput, first, second, result) ?? refuse(text, rawInput);
  return (rawInput, result) => placeAlong(steps, rawInput, result) ?? refuse(text, rawInput);
}

/** For two steps without a list of parents, which takes a quarter of a small state (measured). */
function placeBelow(rawInput: Json, first: PlaceStep, second: PlaceStep, result: Json): Json | undefined {
  const value = placed(childOf(rawInput, first), second, result);
  return value === undefined ? undefined : placed(rawInput, first, value);
}

/** Down along the path to see what is there, then up again to copy it. */
function placeAlong(steps: readonly PlaceStep[], rawInput: Json, result: Json): Json | undefined {
  const parents: (Json | undefined)[] = [];
  let here: Json | undefined = rawInput;
  for (const step of steps) {
    parents.push(here);
    here = childOf(here, step);
  }
  let value: Json | undefined = result;
  for (let at = steps.length - 1; at >= 0 && value !== undefined; at--)
    value = placed(parents[at], steps[at] as PlaceStep, value);
  return value;
}

function childOf(value: Json | undefined, step: PlaceStep): Json | undefined {
  return step.type === "member" ? memberOf(value, step.name) : elementOf(value, step.index);
}

/** A copy of the parent that holds the value, made if it is not there; undefined if it is not what it should be. */
function placed(parent: Json | undefined, step: PlaceStep, value: Json): Json | undefined {
  if (step.type === "member") {
    if (parent === undefined) return withMember({}, step.name, value);
    return isJsonObject(parent) ? withMember(parent, step.name, value) : undefined;
  }
  if (!Array.isArray(parent)) return undefined;
  const index = step.index < 0 ? parent.length + step.index : step.index;
  return index >= 0 && index < parent.length ? parent.with(index, value) : undefined;
}

function withMember(object: JsonObject, name: string, value: Json): JsonObject {
  const copy: Record<string, Json> = { ...object };
  setMember(copy, name, value);
  return copy;
}

function refuse(text: string, rawInput: Json): never {
  throw new EvaluationError(
    "States.ResultPathMatchFailure",
    `Unable to apply ReferencePath ${text} to input ${jsonText(rawInput)}`,
  );
}
