// Deleting a stack.

import { exportInUse } from "../exports.ts";
import { removeLeftovers, removeResources } from "./remove.ts";
import { namesOf, type StackRun } from "./stack-run.ts";

/** The stack is in `DELETE_IN_PROGRESS`. Begun again after a crash it goes on where it was. */
export async function deleteStack(run: StackRun): Promise<void> {
  const { restsIn } = run.stack;
  const problem = exportInUse(run.parts.book, run.stack);
  if (problem !== undefined && restsIn !== undefined) return run.enter(restsIn, { reason: problem });
  const skipped = new Set(run.stack.skipped);
  const left = await removeResources(run, { isCreation: false, isRetained: (id) => skipped.has(id) });
  if (left.length > 0) {
    const reason = `The following resource(s) failed to delete: ${namesOf(left)}. `;
    return run.enter("DELETE_FAILED", { reason });
  }
  await removeLeftovers(run);
  await run.enter("DELETE_COMPLETE", {
    outputs: [],
    imports: [],
    skipped: undefined,
    restsIn: undefined,
    deletedAt: run.parts.clock.now(),
  });
}
