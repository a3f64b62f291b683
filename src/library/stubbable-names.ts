// What a stub of a test may stand for: the names of Task states and of Maps that read their items, and their Resources.

import type { State, StateScope } from "../asl/definition.ts";
import { innerScopes } from "../asl/inner-scopes.ts";

export function stubbableNames(scope: StateScope): readonly string[] {
  return Object.entries(scope.States).flatMap(([name, state]) => [
    ...ownNames(name, state),
    ...innerScopes(state).flatMap(stubbableNames),
  ]);
}

function ownNames(name: string, state: State): readonly string[] {
  if (state.Type === "Task") return [name, state.Resource];
  if (state.Type !== "Map") return [];
  const { ItemReader: reader, ResultWriter: writer } = state;
  const resources = [reader?.Resource, writer?.Resource].filter((resource) => resource !== undefined);
  return reader === undefined ? resources : [name, ...resources];
}
