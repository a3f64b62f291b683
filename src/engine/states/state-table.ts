// What each type of state does, for who runs them.

import { handleFailure } from "../error-handling.ts";
import type { StateTable } from "../strand.ts";
import { choose } from "./choice.ts";
import { failExecution } from "./fail.ts";
import { runMap } from "./map.ts";
import { runParallel } from "./parallel.ts";
import { pass } from "./pass.ts";
import { succeed } from "./succeed.ts";
import { runTask } from "./task.ts";
import { wait } from "./wait.ts";

export const stateTable: StateTable = {
  Pass: pass,
  Task: runTask,
  Choice: choose,
  Wait: wait,
  Succeed: succeed,
  Fail: failExecution,
  Parallel: runParallel,
  Map: runMap,
  failed: handleFailure,
};
