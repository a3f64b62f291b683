// The labels of a definition's distributed Maps, which tell the machines of their children apart: `…:stateMachine:name/label`.

import { isJsonObject, type Json, type JsonObject } from "../../../aws/json.ts";

/** The definition must be valid. */
export function hasLabel(definition: string, label: string): boolean {
  return isIn(JSON.parse(definition) as JsonObject, label);
}

function isIn(scope: Json | undefined, label: string): boolean {
  if (!isJsonObject(scope) || !isJsonObject(scope.States)) return false;
  return Object.values(scope.States)
    .filter(isJsonObject)
    .some(
      (state) =>
        (state.Type === "Map" && state.Label === label) || scopesIn(state).some((each) => isIn(each, label)),
    );
}

function scopesIn({
  Branches,
  ItemProcessor,
  Iterator: iterator,
}: JsonObject): readonly (Json | undefined)[] {
  return [...(Array.isArray(Branches) ? (Branches as readonly Json[]) : []), ItemProcessor, iterator];
}
