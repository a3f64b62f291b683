// Taking away what there is of resources: each once nothing that refers to it is left.

import { failureReason } from "../../providers/failure-reason.ts";
import { workInOrder } from "../in-order.ts";
import { isThere, type Leftover, type StackResource, type Standing } from "../stack.ts";
import { callOf } from "./provision.ts";
import type { StackRun } from "./stack-run.ts";

export interface Removal {
  /** Whether the resource is kept, whatever its policy says. */
  readonly isRetained?: (logicalId: string) => boolean;
  /** Whether the operation is the one that created it, which some policies make a difference for. */
  readonly isCreation: boolean;
}

/** Deletes all resources of the stack. The answer are the logical ids of those that could not be deleted. */
export async function removeResources(run: StackRun, removal: Removal): Promise<readonly string[]> {
  const failed: string[] = [];
  const there = [...run.record.resources.values()].filter(
    ({ status }) => status !== "DELETE_COMPLETE" && status !== "DELETE_SKIPPED",
  );
  const dependants = dependantsIn(there);
  await workInOrder({
    items: there,
    idOf: ({ logicalId }) => logicalId,
    waitsFor: ({ logicalId }) => dependants.get(logicalId) ?? [],
    stopsAtFailure: false,
    async work(resource) {
      const isDone = await removeResource(run, resource, removal);
      if (!isDone) failed.push(resource.logicalId);
      return isDone;
    },
  });
  return failed;
}

async function removeResource(
  run: StackRun,
  resource: StackResource,
  { isRetained, isCreation }: Removal,
): Promise<boolean> {
  const { draft: _, former: __, statusReason: ___, ...rest } = resource;
  const { standing, logicalId } = resource;
  // Of what did not come to be there is nothing to delete.
  if (standing === undefined || !isThere(resource)) {
    await run.note({ ...rest, status: "DELETE_COMPLETE" });
    return true;
  }
  if (isRetained?.(logicalId) === true || isKept(standing, isCreation)) {
    await run.note({ ...rest, status: "DELETE_SKIPPED" });
    return true;
  }
  await run.note({ ...rest, status: "DELETE_IN_PROGRESS" });
  try {
    await deleteStanding(run, resource, standing);
    await run.note({ ...rest, status: "DELETE_COMPLETE" });
    return true;
  } catch (thrown) {
    await run.note({ ...rest, status: "DELETE_FAILED", statusReason: failureReason(thrown, resource) });
    return false;
  }
}

/** Deletes what an update made superfluous. What cannot be deleted is told of and left. */
export async function removeLeftovers(run: StackRun): Promise<void> {
  const { leftovers } = run.stack;
  const keyOf = ({ logicalId, standing }: Leftover) =>
    `${logicalId} ${standing.ref} ${standing.generatedName}`;
  const keys = new Map<string, string[]>();
  for (const each of leftovers) keys.set(each.logicalId, [...(keys.get(each.logicalId) ?? []), keyOf(each)]);
  const dependants = new Map<string, string[]>();
  for (const each of leftovers)
    for (const id of each.standing.dependsOn)
      for (const key of keys.get(id) ?? [])
        dependants.set(key, [...(dependants.get(key) ?? []), keyOf(each)]);
  await workInOrder({
    items: leftovers,
    idOf: keyOf,
    waitsFor: (leftover) => dependants.get(keyOf(leftover)) ?? [],
    stopsAtFailure: false,
    work: (leftover) => removeLeftover(run, leftover),
  });
}

async function removeLeftover(run: StackRun, leftover: Leftover): Promise<boolean> {
  const { logicalId, type, standing, isReplaced, isOfOperation } = leftover;
  const gone = { logicalId, type, standing };
  const policy = isReplaced ? standing.updateReplacePolicy : standing.deletionPolicy;
  const forget = () => ({
    type: "stack" as const,
    stack: { ...run.stack, leftovers: run.stack.leftovers.filter((each) => each !== leftover) },
  });
  if (policy === "Retain" || (policy === "RetainExceptOnCreate" && !isOfOperation)) {
    await run.parts.book.save(forget(), run.event({ ...gone, status: "DELETE_SKIPPED" }));
    return true;
  }
  await run.parts.book.save(run.event({ ...gone, status: "DELETE_IN_PROGRESS" }));
  try {
    await deleteStanding(run, leftover, standing);
    await run.parts.book.save(forget(), run.event({ ...gone, status: "DELETE_COMPLETE" }));
    return true;
  } catch (thrown) {
    const statusReason = failureReason(thrown, leftover);
    await run.parts.book.save(forget(), run.event({ ...gone, status: "DELETE_FAILED", statusReason }));
    return false;
  }
}

async function deleteStanding(
  run: StackRun,
  resource: Pick<StackResource, "logicalId" | "type">,
  standing: Standing,
): Promise<void> {
  const call = callOf(run, resource, standing);
  // Taking things away is not given up half way.
  const { signal } = new AbortController();
  await run.provider(resource.type).delete({ ...call, signal, former: standing });
}

function isKept({ deletionPolicy }: Standing, isCreation: boolean): boolean {
  return deletionPolicy === "Retain" || (deletionPolicy === "RetainExceptOnCreate" && !isCreation);
}

function dependantsIn(resources: readonly StackResource[]): ReadonlyMap<string, readonly string[]> {
  const dependants = new Map<string, string[]>();
  for (const { logicalId, standing, draft } of resources)
    for (const id of (standing ?? draft)?.dependsOn ?? [])
      dependants.set(id, [...(dependants.get(id) ?? []), logicalId]);
  return dependants;
}
