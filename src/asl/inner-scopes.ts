// The scopes within a state: the branches of a Parallel, the processor of a Map.

import type { State, StateScope } from "./definition.ts";

export function innerScopes(state: State): readonly StateScope[] {
  if (state.Type === "Parallel") return state.Branches;
  if (state.Type !== "Map") return [];
  const processor = state.ItemProcessor ?? state.Iterator;
  return processor === undefined ? [] : [processor];
}
