// What stacks have of services that keep nothing when the region goes down, put up again when it comes up, before anything flows.

import { equalJson } from "../../../asl/json-equality.ts";
import { asJson } from "../../../aws/json.ts";
import { workInOrder } from "./in-order.ts";
import { callOf } from "./operation/provision.ts";
import { type RunParts, StackRun } from "./operation/stack-run.ts";
import { isThere, type Standing } from "./stack.ts";
import type { StackRecord } from "./stack-book.ts";

/** Told in a line why a resource could not be put up: whatever is deployed next makes it anew. */
export type TellAbsence = (line: string) => void;

export async function restoreStacks(parts: RunParts, tell: TellAbsence): Promise<void> {
  const there = parts.book.all.filter(({ stack }) => stack.status !== "DELETE_COMPLETE");
  // A stack that imports is younger than the one that exports.
  for (const record of there) await restoreStack(parts, record, tell);
}

async function restoreStack(
  parts: RunParts,
  { stack, resources }: StackRecord,
  tell: TellAbsence,
): Promise<void> {
  const run = new StackRun(parts, stack.id);
  await workInOrder({
    items: [...resources.values()].filter(isThere),
    idOf: ({ logicalId }) => logicalId,
    waitsFor: ({ standing }) => standing?.dependsOn ?? [],
    stopsAtFailure: false,
    work: async (resource) => {
      const { logicalId, type, standing } = resource;
      if (standing === undefined) return true;
      const restored = await putUp(run, { logicalId, type }, standing);
      if ("absence" in restored) tell(`${stack.name}: /Resources/${logicalId}: ${restored.absence}`);
      const { absence: _, ...present } = resource;
      const next = { ...present, ...restored };
      if (!equalJson(asJson(next), asJson(resource)))
        await parts.book.save({ type: "resource", stackId: stack.id, resource: next });
      return true;
    },
  });
}

async function putUp(
  run: StackRun,
  resource: { readonly logicalId: string; readonly type: string },
  standing: Standing,
): Promise<{ readonly standing: Standing } | { readonly absence: string }> {
  const provider = run.parts.providerOf(resource.type);
  try {
    if (provider.restore === undefined) return { standing };
    const { attributes = {} } = await provider.restore({
      ...callOf(run, resource, standing),
      mayExist: true,
      former: standing,
    });
    return { standing: { ...standing, attributes } };
  } catch (problem) {
    return { absence: problem instanceof Error ? problem.message : String(problem) };
  }
}
