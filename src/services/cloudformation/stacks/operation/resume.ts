// What goes on in a stack by the state that it is in: begun, or begun again after the region went down in the middle of it.

import type { StackStatus } from "../stack.ts";
import { createStack, rollBackCreation } from "./create-stack.ts";
import { deleteStack } from "./delete-stack.ts";
import { importResources, rollBackImport } from "./import-resources.ts";
import type { StackRun } from "./stack-run.ts";
import { finishRollBack, finishUpdate, rollBackUpdate, updateStack } from "./update-stack.ts";

export type Work = (run: StackRun) => Promise<void>;

const works: Partial<Readonly<Record<StackStatus, Work>>> = {
  CREATE_IN_PROGRESS: createStack,
  ROLLBACK_IN_PROGRESS: rollBackCreation,
  UPDATE_IN_PROGRESS: updateStack,
  UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: finishUpdate,
  UPDATE_ROLLBACK_IN_PROGRESS: rollBackUpdate,
  UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS: finishRollBack,
  DELETE_IN_PROGRESS: deleteStack,
  IMPORT_IN_PROGRESS: importResources,
  IMPORT_ROLLBACK_IN_PROGRESS: rollBackImport,
};

/** Undefined for a stack at rest. */
export function workOf(status: StackStatus): Work | undefined {
  return works[status];
}

/** The state of a stack whose work broke off for a reason that is not its own. */
export function brokenState(status: StackStatus): StackStatus {
  if (status === "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS") return "UPDATE_COMPLETE";
  if (status === "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS") return "UPDATE_ROLLBACK_COMPLETE";
  if (status === "IMPORT_IN_PROGRESS") return "IMPORT_ROLLBACK_FAILED";
  return status.replace("_IN_PROGRESS", "_FAILED") as StackStatus;
}
