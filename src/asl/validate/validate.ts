// Whether a definition is a state machine that Step Functions would accept, and everything that is wrong with it if not.

import { asJson, type Json, type JsonObject } from "../../aws/json.ts";
import { atOnce } from "../../time/time-slice.ts";
import type { StateMachineDefinition } from "../definition.ts";
import { type Diagnostic, hasErrors } from "../diagnostic.ts";
import { parseInPieces } from "../parse.ts";
import type { Machine, MachineType, Place } from "./check.ts";
import { Findings } from "./findings.ts";
import { errorsRaisedIn } from "./raised-errors.ts";
import { checkMachine } from "./scopes.ts";
import { VariableScope } from "./variable-scope.ts";

export interface ValidationOptions {
  readonly type: MachineType;
}

/** All problems at once: errors and warnings, in the order of the definition. */
function* validateInPieces(
  definition: StateMachineDefinition | JsonObject,
  options: ValidationOptions,
): Generator<void, readonly Diagnostic[]> {
  const object = asJson(definition);
  const findings = new Findings();
  const machineLanguage = object.QueryLanguage;
  const language = machineLanguage === undefined || machineLanguage === "JSONPath" ? "JSONPath" : "JSONata";
  const machine: Machine = {
    findings,
    language,
    stateNames: new Set(),
    labels: new Set(),
    raisedErrors: errorsRaisedIn(object),
  };
  const variables = new VariableScope();
  const place: Place = { path: "/", language, executionType: options.type, variables, machine };
  yield;
  checkMachine(object, place);
  const found = yield* findings.settle();
  // Only now every state was seen.
  variables.report(findings);
  return [...found, ...(yield* findings.settle())];
}

/**
 * A state on its own, as TestState takes it: AWS calls it `StateName`, and where it leads need not exist. Yields where whoever asks may
 * give way to others.
 */
export function* validateState(
  state: Json,
  options: ValidationOptions,
): Generator<void, readonly Diagnostic[]> {
  const machine = { StartAt: "StateName", States: { StateName: state } };
  const leadsOut = /^\/States\/StateName\/(?:Next|Default|(?:Choices|Catch)\[\d+\]\/Next)$/;
  const found = yield* validateInPieces(machine, options);
  return found.filter(({ code, path }) => {
    return code !== "MISSING_END_STATE" && !(code === "MISSING_TRANSITION_TARGET" && leadsOut.test(path));
  });
}

export interface LoadedDefinition {
  /** Undefined if any diagnostic is an error. */
  readonly definition: StateMachineDefinition | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** Parses and validates: what it answers as a definition can be compiled and run. */
export function loadDefinition(source: string | Json, options: ValidationOptions): LoadedDefinition {
  return atOnce(loadInPieces(source, options));
}

/** The same; yields where whoever asks may give way to others. */
export function* loadInPieces(
  source: string | Json,
  options: ValidationOptions,
): Generator<void, LoadedDefinition> {
  const parsed = yield* parseInPieces(source);
  if (parsed.definition === undefined) return parsed;
  yield;
  const diagnostics = yield* validateInPieces(parsed.definition, options);
  return { definition: hasErrors(diagnostics) ? undefined : parsed.definition, diagnostics };
}
