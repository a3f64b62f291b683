// Fields that say a number, a time or a text: as a literal, by a path, or by a JSONata expression. What a path refers to may
// be a number's text as well, as on AWS; anything else is a States.Runtime failure in AWS's words.

import type { ChoiceTest, Field } from "../asl/compile/compiled-machine.ts";
import { EvaluationError } from "../asl/scope.ts";
import { timestampMs } from "../asl/timestamp.ts";
import type { Json } from "../aws/json.ts";
import { evaluateJsonata } from "./data-flow.ts";
import { statesError } from "./error-names.ts";
import { mapReady, type Ready } from "./ready.ts";
import type { Strand } from "./strand.ts";
import { runtimeFailure } from "./thrown.ts";

/** What a number may be, and how AWS says that it is not. */
export interface NumberRule {
  readonly kind: "integer" | "float";
  /** Undefined if the number will do; otherwise the reason why it will not. */
  readonly objection?: (value: number) => string | undefined;
}

export function numberField(strand: Strand, field: Field<number>, rule: NumberRule): Ready<number> {
  return mapReady(rawField(strand, field), (value) => {
    const number = numberOf(value, rule.kind);
    if (number === undefined) throw notANumber(strand, field, value, rule.kind);
    const objection = rule.objection?.(number);
    if (objection !== undefined) throw runtimeFailure(strand, objection);
    return number;
  });
}

/** The text of a Fail state's Error or Cause. */
export function textField(strand: Strand, field: Field<string> | undefined): Ready<string | undefined> {
  if (field === undefined) return undefined;
  return mapReady(rawField(strand, field), (value) => {
    if (typeof value === "string") return value;
    if (field.kind === "jsonata") throw unexpectedType(field, "string", value);
    throw runtimeFailure(
      strand,
      `The field '${field.kind === "path" ? field.field : ""}' must refer to a string but was: ${JSON.stringify(value)}`,
    );
  });
}

const longestWaitSeconds = 99_999_999;

export function waitSeconds(strand: Strand, field: Field<number>): Ready<number> {
  return mapReady(referencedValue(strand, field, "SecondsPath"), (value) => {
    const shown = field.kind === "path" ? `The SecondsPath parameter` : "The Seconds field";
    const whole = `${field.kind === "path" ? field.path : "Seconds"} == ${shownValue(value)}`;
    const seconds = numberOf(value, "integer");
    if (seconds === undefined)
      throw runtimeFailure(strand, `${shown} cannot be parsed as a long value: ${whole}`);
    if (seconds < 0) throw runtimeFailure(strand, `${shown} references a negative value: ${whole}`);
    if (seconds > longestWaitSeconds) throw runtimeFailure(strand, "Wait state delay is too long.");
    return seconds;
  });
}

/** The instant in milliseconds since the epoch. */
export function waitTimestamp(strand: Strand, field: Field<string>): Ready<number> {
  return mapReady(referencedValue(strand, field, "TimestampPath"), (value) => {
    const atMs = typeof value === "string" ? timestampMs(value) : undefined;
    if (atMs !== undefined) return atMs;
    const demanded = "ISO-8601 extended offset date-time format string";
    if (field.kind === "path") {
      const path = `${field.path} == ${shownValue(value)}`;
      throw runtimeFailure(
        strand,
        `The TimestampPath parameter does not reference a valid ${demanded}: ${path}`,
      );
    }
    // The expression has been evaluated: what follows is of the state that was entered [recorded].
    strand.eventBeforeEntry = strand.enteredEventId;
    const message = `The Timestamp field cannot be parsed as an ${demanded}: ${shownValue(value)}`;
    throw new EvaluationError(statesError.queryEvaluationError, message, "Timestamp");
  });
}

/** A rule's test must be true or false; only a JSONata condition can be anything else. */
export function expectBoolean(test: ChoiceTest, value: Json): boolean {
  if (typeof value === "boolean") return value;
  const expression = test.kind === "jsonata" ? test.expression : "";
  throw unexpectedType(
    { field: test.kind === "jsonata" ? test.field : "Condition", expression },
    "boolean",
    value,
  );
}

/** The JSONata expression answered with a value of the wrong type. */
export function unexpectedType(
  { field, expression }: { readonly field: string; readonly expression: string },
  expected: string,
  value: Json,
): EvaluationError {
  return new EvaluationError(
    statesError.queryEvaluationError,
    `The JSONata expression '${expression}' specified for the field '${field}' returned an unexpected result type. ` +
      `Expected '${expected}', but was '${jsonTypeOf(value)}' for value: ${JSON.stringify(value)}`,
    field,
  );
}

function jsonTypeOf(value: Json): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}

export function rawField(strand: Strand, field: Field): Ready<Json> {
  switch (field.kind) {
    case "literal":
      return field.value;
    case "path":
      return field.evaluate(strand);
    case "jsonata":
      return evaluateJsonata(strand, field.evaluate);
  }
}

/** A Wait says in its own words that a path leads nowhere. */
function referencedValue(strand: Strand, field: Field, fieldName: string): Ready<Json> {
  if (field.kind !== "path") return rawField(strand, field);
  try {
    return field.evaluate(strand);
  } catch (thrown) {
    if (!(thrown instanceof EvaluationError)) throw thrown;
    throw runtimeFailure(
      strand,
      `The ${fieldName} parameter does not reference an input value: ${field.path}`,
    );
  }
}

function numberOf(value: Json, kind: NumberRule["kind"]): number | undefined {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  if (typeof number !== "number" || !Number.isFinite(number)) return undefined;
  return kind === "float" || Number.isInteger(number) ? number : undefined;
}

function notANumber(strand: Strand, field: Field<number>, value: Json, kind: NumberRule["kind"]): Error {
  if (field.kind === "jsonata") return unexpectedType(field, kind === "float" ? "number" : "integer", value);
  const [name, path] = field.kind === "path" ? [field.field, field.path] : ["", ""];
  return runtimeFailure(
    strand,
    `The ${name} field refers to value "${shownValue(value)}" which is not a valid ${kind}: ${path}`,
  );
}

function shownValue(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
