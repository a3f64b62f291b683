// Parallel: its branches are scopes of their own.

import type { ParallelState } from "../definition.ts";
import type { CompiledParallel } from "./compiled-machine.ts";
import { compileFlow } from "./data-flow.ts";
import { compileErrorHandling } from "./error-handling.ts";
import type { Surroundings } from "./surroundings.ts";

export function compileParallel(
  state: ParallelState,
  around: Surroundings,
): Omit<CompiledParallel, "type" | "name" | "next"> {
  return {
    flow: compileFlow(state, around),
    ...compileErrorHandling(state, around),
    branches: state.Branches.map(around.compileScope),
  };
}
