// Updating a stack: what it is now is kept until the new is there, and comes back if that fails.

import { equalJson } from "../../../../asl/json-equality.ts";
import { asJson } from "../../../../aws/json.ts";
import { failureReason } from "../../providers/failure-reason.ts";
import { workInOrder } from "../in-order.ts";
import { isThere, type Leftover, type StackResource, type Standing } from "../stack.ts";
import type { StackChange } from "../stack-book.ts";
import { bringUp } from "./create-stack.ts";
import { callOf, standingOf } from "./provision.ts";
import { removeLeftovers } from "./remove.ts";
import { namesOf, type StackRun } from "./stack-run.ts";

/** The stack is in `UPDATE_IN_PROGRESS`. Begun again after a crash it goes on where it was. */
export async function updateStack(run: StackRun): Promise<void> {
  const settled = await bringUp(run);
  if ("problem" in settled) return undoUpdate(run, settled.problem);
  const evaluation = await run.evaluation();
  const wanted = new Set(evaluation.wanted.map(({ logicalId }) => logicalId));
  const gone = [...run.record.resources.values()].filter(({ logicalId }) => !wanted.has(logicalId));
  const leftovers = [...run.stack.leftovers, ...replacedBy(run), ...gone.flatMap(leftoverOf)];
  const { policy, nextPolicy = policy } = run.stack;
  const facts = { ...settled, formerInput: undefined, leftovers, policy: nextPolicy };
  await run.enter("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", facts, ...settledResources(run, gone));
  await finishUpdate(run);
}

/** The stack is in `UPDATE_COMPLETE_CLEANUP_IN_PROGRESS`. */
export async function finishUpdate(run: StackRun): Promise<void> {
  await removeLeftovers(run);
  await run.enter("UPDATE_COMPLETE", { leftovers: [] });
}

async function undoUpdate(run: StackRun, problem: string): Promise<void> {
  if (run.stack.onFailure === "DO_NOTHING") return run.enter("UPDATE_FAILED", { reason: problem });
  await run.enter("UPDATE_ROLLBACK_IN_PROGRESS", { reason: problem });
  await rollBackUpdate(run);
}

/** The stack is in `UPDATE_ROLLBACK_IN_PROGRESS`. Begun again after a crash it goes on where it was. */
export async function rollBackUpdate(run: StackRun): Promise<void> {
  const touched = [...run.record.resources.values()].filter(
    ({ former }) => former !== undefined && former !== null,
  );
  // Refused before anything was done to them.
  const untouched = [...run.record.resources.values()]
    .filter((each) => each.former === undefined && each.status === "UPDATE_FAILED" && isThere(each))
    .map(({ statusReason: _, ...each }) => each);
  const skipped = new Set(run.stack.skipped);
  const failed: string[] = [];
  await workInOrder({
    items: touched,
    idOf: ({ logicalId }) => logicalId,
    waitsFor: ({ former }) => former?.dependsOn ?? [],
    stopsAtFailure: false,
    async work(resource) {
      const isDone =
        skipped.has(resource.logicalId) || (await putBack(run, resource, resource.former as Standing));
      if (!isDone) failed.push(resource.logicalId);
      return isDone;
    },
  });
  for (const refused of untouched) await run.note({ ...refused, status: "UPDATE_COMPLETE" });
  if (failed.length > 0) {
    const reason = `The following resource(s) failed to update: ${namesOf(failed)}. `;
    return run.enter("UPDATE_ROLLBACK_FAILED", { reason, skipped: undefined });
  }
  const added = [...run.record.resources.values()].filter(({ former }) => former === null);
  const input = run.stack.formerInput ?? run.stack.input;
  const leftovers = [...run.stack.leftovers, ...added.flatMap(leftoverOf)].map((each) => ({
    ...each,
    isOfOperation: true,
  }));
  const facts = { input, formerInput: undefined, skipped: undefined, leftovers };
  await run.enter("UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS", facts, ...settledResources(run, added));
  await finishRollBack(run);
}

/** The stack is in `UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS`. */
export async function finishRollBack(run: StackRun): Promise<void> {
  await removeLeftovers(run);
  await run.enter("UPDATE_ROLLBACK_COMPLETE", { leftovers: [] });
}

/** Whether it stands as it did before the update. */
async function putBack(run: StackRun, resource: StackResource, former: Standing): Promise<boolean> {
  const { standing, logicalId, type, draft: _, statusReason: __, ...rest } = resource;
  const present = standing ?? former;
  const back = { ...rest, logicalId, type, standing: present };
  if (equalJson(asJson(present), asJson(former)) && resource.status === "UPDATE_COMPLETE") return true;
  await run.note(
    { ...back, status: "UPDATE_IN_PROGRESS" },
    { properties: JSON.stringify(former.properties) },
  );
  try {
    if (isReplaced(present, former)) {
      const leftover: Leftover = {
        logicalId,
        type,
        standing: present,
        isReplaced: true,
        isOfOperation: true,
      };
      const stack = { ...run.stack, leftovers: [...run.stack.leftovers, leftover] };
      await run.note({ ...back, status: "UPDATE_COMPLETE", standing: former }, {}, { type: "stack", stack });
      return true;
    }
    const { update, create } = run.provider(type);
    const call = { ...callOf(run, resource, former), signal: new AbortController().signal };
    const updated = await (update?.({ ...call, former: present }) ?? create({ ...call, mayExist: true }));
    await run.note({ ...back, status: "UPDATE_COMPLETE", standing: standingOf(former, updated) });
    return true;
  } catch (thrown) {
    await run.note({ ...back, status: "UPDATE_FAILED", statusReason: failureReason(thrown, resource) });
    return false;
  }
}

function isReplaced(present: Standing, former: Standing): boolean {
  return present.generatedName !== former.generatedName || present.ref !== former.ref;
}

/** What gave way to others, by now that these are there. */
function replacedBy(run: StackRun): readonly Leftover[] {
  return [...run.record.resources.values()].flatMap(({ logicalId, type, former, standing }) => {
    if (former === undefined || former === null || standing === undefined) return [];
    if (!isReplaced(standing, former)) return [];
    return [{ logicalId, type, standing: former, isReplaced: true, isOfOperation: false }];
  });
}

function leftoverOf(resource: StackResource): readonly Leftover[] {
  const { logicalId, type, standing } = resource;
  if (standing === undefined || !isThere(resource)) return [];
  return [{ logicalId, type, standing, isReplaced: false, isOfOperation: false }];
}

/** The operation is over for all resources; those that are gone are not told of any more. */
export function settledResources(run: StackRun, gone: readonly StackResource[]): readonly StackChange[] {
  const { stackId } = run;
  const goneIds = new Set(gone.map(({ logicalId }) => logicalId));
  return [...run.record.resources.values()].flatMap((resource): StackChange[] => {
    const { logicalId } = resource;
    if (goneIds.has(logicalId)) return [{ type: "resource-gone", stackId, logicalId }];
    if (resource.former === undefined && resource.draft === undefined) return [];
    const { former: _, draft: __, ...settled } = resource;
    return [{ type: "resource", stackId, resource: settled }];
  });
}
