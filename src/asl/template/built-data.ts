// How much a template may build. What a state gives is measured when it is there; a template of thousands of expressions, each
// of which hands out a large value, would have made gigabytes by then.

import { isJsonObject, type Json } from "../../aws/json.ts";
import { boundWithin } from "../json-bytes.ts";
import { type Evaluate, type EvaluateTemplate, EvaluationError, type Scope } from "../scope.ts";

/** With fewer expressions, what is built is no more than the limits of states let in. */
const manyExpressions = 64;
/** JSON takes no less than a thirteenth of what it is bounded by: more than this is over every limit of a state. */
const mostBytes = 4 * 1024 * 1024;

/** Counts the texts that the calls of one template have made. */
export class BuiltTexts {
  length = 0;

  add(value: Json): Json {
    if (typeof value === "string") this.length += value.length;
    if (this.length > mostBytes) throw tooLarge();
    return value;
  }
}

/** Undefined for a template that cannot build too much. */
export function builtTextsOf(template: Json): BuiltTexts | undefined {
  return leftAfter(template, manyExpressions) < 0 ? new BuiltTexts() : undefined;
}

/** Fails as soon as the texts are too large, and when the whole is. */
export function bounded(evaluate: EvaluateTemplate, texts: BuiltTexts): EvaluateTemplate {
  const { inPieces } = evaluate;
  const atOnce: Evaluate = (scope) => {
    texts.length = 0;
    return withinBound(evaluate(scope));
  };
  if (inPieces === undefined) return atOnce;
  return Object.assign(atOnce, { inPieces: (scope: Scope) => boundedPieces(inPieces(scope), texts) });
}

function* boundedPieces(work: Generator<void, Json>, texts: BuiltTexts): Generator<void, Json> {
  // Other executions evaluate the same template in between.
  let length = 0;
  for (;;) {
    texts.length = length;
    const { done, value } = work.next();
    if (done === true) return withinBound(value);
    length = texts.length;
    yield;
  }
}

function withinBound(built: Json): Json {
  if (boundWithin(built, mostBytes) === Number.POSITIVE_INFINITY) throw tooLarge();
  return built;
}

/** What is left of so many expressions after those of the template: less than none as soon as there are more. */
function leftAfter(template: Json, most: number): number {
  let left = most;
  if (Array.isArray(template)) {
    for (const item of template) if (left >= 0) left = leftAfter(item, left);
  } else if (isJsonObject(template)) {
    for (const key of Object.keys(template)) {
      if (left < 0) break;
      left = key.endsWith(".$") ? left - 1 : leftAfter(template[key] as Json, left);
    }
  }
  return left;
}

/** The engine says it in AWS's words. */
function tooLarge(): EvaluationError {
  return new EvaluationError(
    "States.DataLimitExceeded",
    "A template has built more data than a state may give.",
  );
}
