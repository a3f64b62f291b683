// What each type of state does, as a table. A behaviour begins the work of the state that the strand is in: after its entry,
// and again for each retry.

import type { CompiledState } from "../../asl/compile/compiled-machine.ts";
import type { StateType } from "../../asl/definition.ts";
import type { GoOn, Strand } from "../strand.ts";
import { choose } from "./choice.ts";
import { failExecution } from "./fail.ts";
import { runMap } from "./map.ts";
import { runParallel } from "./parallel.ts";
import { pass } from "./pass.ts";
import { succeed } from "./succeed.ts";
import { runTask } from "./task.ts";
import { wait } from "./wait.ts";

type Behaviour<Type extends StateType> = (
  strand: Strand,
  state: Extract<CompiledState, { type: Type }>,
) => GoOn;

const behaviours: { readonly [Type in StateType]: Behaviour<Type> } = {
  Pass: pass,
  Task: runTask,
  Choice: choose,
  Wait: wait,
  Succeed: succeed,
  Fail: failExecution,
  Parallel: runParallel,
  Map: runMap,
};

export function enterState(strand: Strand): GoOn {
  const { state } = strand;
  return (behaviours[state.type] as (strand: Strand, state: CompiledState) => GoOn)(strand, state);
}
