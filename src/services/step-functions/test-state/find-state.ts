// The state to test: the definition itself, or a state by its name anywhere in a whole machine.

import { type Diagnostic, hasErrors } from "../../../asl/diagnostic.ts";
import { parseInPieces } from "../../../asl/parse.ts";
import { invalidDefinitionMessage } from "../../../asl/validate/render.ts";
import { loadInPieces, validateState } from "../../../asl/validate/validate.ts";
import { asJson, isJsonObject, type Json, type JsonObject } from "../../../aws/json.ts";
import { invalid, ServiceError } from "../../../aws/service-error.ts";

export interface FoundState {
  readonly state: JsonObject;
  /** What the state's language is where it names none. */
  readonly machineLanguage: "JSONPath" | "JSONata";
  /** Whether it is a state of a Map's processor, and so sees an item in the context object. */
  readonly isInMap: boolean;
}

/** Yields where whoever asks may give way to others. Throws InvalidDefinition with all that is wrong, or ValidationException if there is no such state. */
export function* findState(definition: string, stateName: string | undefined): Generator<void, FoundState> {
  if (stateName === undefined) {
    const state = yield* parseInPieces(definition);
    const json = state.definition && asJson(state.definition);
    refuseErrors(json === undefined ? state.diagnostics : yield* validateState(json, { type: "STANDARD" }));
    return { state: json as JsonObject, machineLanguage: "JSONPath", isInMap: false };
  }
  const loaded = yield* loadInPieces(definition, { type: "STANDARD" });
  refuseErrors(loaded.diagnostics);
  const machine = loaded.definition as unknown as JsonObject;
  const found = search(machine, stateName, false);
  if (found === undefined) throw invalid("State not found in definition");
  return { ...found, machineLanguage: machine.QueryLanguage === "JSONata" ? "JSONata" : "JSONPath" };
}

function refuseErrors(diagnostics: readonly Diagnostic[]): void {
  if (hasErrors(diagnostics))
    throw new ServiceError("InvalidDefinition", invalidDefinitionMessage(diagnostics));
}

type Found = Pick<FoundState, "state" | "isInMap">;

function search(scope: Json | undefined, name: string, isInMap: boolean): Found | undefined {
  const states = isJsonObject(scope) ? scope.States : undefined;
  if (!isJsonObject(states)) return undefined;
  const here = Object.hasOwn(states, name) ? states[name] : undefined;
  if (isJsonObject(here)) return { state: here, isInMap };
  for (const state of Object.values(states)) {
    const found = isJsonObject(state) ? searchInside(state, name, isInMap) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

function searchInside(state: JsonObject, name: string, isInMap: boolean): Found | undefined {
  const branches = Array.isArray(state.Branches) ? (state.Branches as readonly Json[]) : [];
  for (const branch of branches) {
    const found = search(branch, name, isInMap);
    if (found !== undefined) return found;
  }
  return search(state.ItemProcessor ?? state.Iterator, name, true);
}
