// The text of a definition to the definition. What is checked here is only that the text is JSON, an object, and says
// nothing twice; whether it is a state machine is `loadDefinition`'s question.

import { isJsonObject, type Json } from "../aws/json.ts";
import { atOnce } from "../time/time-slice.ts";
import type { StateMachineDefinition } from "./definition.ts";
import type { Diagnostic } from "./diagnostic.ts";
import type { JsonProblem } from "./json-text/json-problem.ts";
import { deepestNesting, scanJson } from "./json-text/json-scanner.ts";

export interface ParsedDefinition {
  /** Undefined if there are diagnostics. It has the shape of JSON only: validate it before relying on its type. */
  readonly definition: StateMachineDefinition | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

export function parseDefinition(source: string | Json): ParsedDefinition {
  return atOnce(parseInPieces(source));
}

/** The same; yields where whoever asks may give way to others. */
export function* parseInPieces(source: string | Json): Generator<void, ParsedDefinition> {
  if (typeof source !== "string") return definitionFromJson(source);
  // AWS answers a blank text in these words and without a location.
  if (source.trim() === "") return refused(notAnObject(""));
  const { syntaxProblem, duplicateKeys } = scanJson(source);
  if (syntaxProblem !== undefined) return refused(invalidJson(syntaxProblem));
  if (duplicateKeys.length > 0) return refused(...duplicateKeys.map(duplicateKey));
  yield;
  // How deep it is nested was seen above.
  return definitionFrom(JSON.parse(source));
}

function definitionFromJson(value: Json): ParsedDefinition {
  return isDeeperThan(value, deepestNesting) ? refused(tooDeep) : definitionFrom(value);
}

function definitionFrom(value: Json): ParsedDefinition {
  if (!isJsonObject(value)) return refused(notAnObject(""));
  return { definition: value as unknown as StateMachineDefinition, diagnostics: [] };
}

function refused(...diagnostics: readonly Diagnostic[]): ParsedDefinition {
  return { definition: undefined, diagnostics };
}

function invalidJson(problem: JsonProblem): Diagnostic {
  return {
    code: "INVALID_JSON_DESCRIPTION",
    severity: "ERROR",
    path: problem.source,
    message: problem.message,
    hint: `The definition is not valid JSON; look at line ${problem.line}, column ${problem.column}.`,
  };
}

function duplicateKey(problem: JsonProblem): Diagnostic {
  return {
    ...invalidJson(problem),
    hint: `The same key stands twice in one object (line ${problem.line}); JSON readers would keep only one of them.`,
  };
}

function notAnObject(path: string): Diagnostic {
  return {
    code: "SCHEMA_VALIDATION_FAILED",
    severity: "ERROR",
    path,
    message: "Definition must be a valid JSON object",
    hint: 'A definition is a JSON object with at least "StartAt" and "States".',
  };
}

const tooDeep: Diagnostic = {
  code: "TOO_DEEPLY_NESTED",
  severity: "ERROR",
  path: "/",
  message: `The definition is nested more than ${deepestNesting} levels deep`,
};

/** With a stack of its own: a value that is too deep must not end the machine's. */
function isDeeperThan(value: Json, limit: number): boolean {
  const pending: { value: Json; depth: number }[] = [{ value, depth: 1 }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (typeof next.value !== "object" || next.value === null) continue;
    if (next.depth > limit) return true;
    for (const child of Object.values(next.value)) pending.push({ value: child, depth: next.depth + 1 });
  }
  return false;
}
