// Creating a stack, and what becomes of it if that fails.

import { failureReason } from "../../providers/failure-reason.ts";
import type { Evaluation } from "../evaluation.ts";
import { exportProblem } from "../exports.ts";
import { workInOrder } from "../in-order.ts";
import type { StackOutput } from "../stack.ts";
import { provision, refuseDeletions } from "./provision.ts";
import { removeResources } from "./remove.ts";
import { namesOf, type StackRun, Suspended } from "./stack-run.ts";

/** The stack is in `CREATE_IN_PROGRESS`. Begun again after a crash it goes on where it was. */
export async function createStack(run: StackRun): Promise<void> {
  const settled = await bringUp(run);
  if ("problem" in settled) return undoCreation(run, settled.problem);
  await run.enter("CREATE_COMPLETE", { outputs: settled.outputs, imports: settled.imports });
}

type Settled =
  | { readonly outputs: readonly StackOutput[]; readonly imports: readonly string[] }
  | { readonly problem: string };

/** Makes all resources as the template says. */
export async function bringUp(run: StackRun): Promise<Settled> {
  let evaluation: Evaluation;
  try {
    evaluation = await run.evaluation();
    if (run.stack.formerInput !== undefined) await refuseDeletions(run, evaluation);
    await provisionAll(run, evaluation);
    if (run.reasonToStop !== undefined) return { problem: run.reasonToStop };
    if (run.failures.length > 0) return { problem: failedResources(run) };
    const outputs = evaluation.outputs();
    const problem = exportProblem(run.parts.book, run.stack, outputs);
    return problem === undefined ? { outputs, imports: [...evaluation.imports] } : { problem };
  } catch (thrown) {
    if (thrown instanceof Suspended) throw thrown;
    run.failures.push({ logicalId: run.stack.name, thrown });
    return { problem: failureReason(thrown, { logicalId: "", type: "AWS::CloudFormation::Stack" }) };
  }
}

async function provisionAll(run: StackRun, evaluation: Evaluation): Promise<void> {
  await workInOrder({
    items: evaluation.wanted,
    idOf: ({ logicalId }) => logicalId,
    waitsFor: (resource) => evaluation.dependenciesOf(resource),
    stopsAtFailure: true,
    work: (resource) => provision(run, evaluation, resource),
  });
}

/** All that failed, with those that were given up because of it. */
function failedResources(run: StackRun): string {
  const failed = [...run.record.resources.values()].filter(({ status }) => status.endsWith("_FAILED"));
  const told = (verb: "CREATE" | "UPDATE") =>
    failed.filter(({ status }) => status === `${verb}_FAILED`).map(({ logicalId }) => logicalId);
  const isUpdate = run.stack.formerInput !== undefined;
  const parts = [["create", told("CREATE")] as const, ["update", told("UPDATE")] as const].flatMap(
    ([verb, ids]) =>
      ids.length === 0 ? [] : [`The following resource(s) failed to ${verb}: ${namesOf(ids)}. `],
  );
  return isUpdate ? parts.join("") : parts.join("").trimEnd();
}

async function undoCreation(run: StackRun, problem: string): Promise<void> {
  const { onFailure } = run.stack;
  const told = problem.trimEnd();
  if (onFailure === "DO_NOTHING") return run.enter("CREATE_FAILED", { reason: problem });
  const isDeleted = onFailure === "DELETE";
  const request = isDeleted ? "Delete requested by user." : "Rollback requested by user.";
  const reason = told.endsWith(request) ? told : `${told} ${request}`;
  await run.enter(isDeleted ? "DELETE_IN_PROGRESS" : "ROLLBACK_IN_PROGRESS", { reason });
  await rollBackCreation(run);
}

/** The stack is in `ROLLBACK_IN_PROGRESS`, or in `DELETE_IN_PROGRESS` because its creation failed. */
export async function rollBackCreation(run: StackRun): Promise<void> {
  const isDeleted = run.stack.status === "DELETE_IN_PROGRESS";
  const left = await removeResources(run, { isCreation: true });
  const outputs = { outputs: [], imports: [] };
  if (left.length > 0) {
    const reason = `The following resource(s) failed to delete: ${namesOf(left)}. `;
    return run.enter(isDeleted ? "DELETE_FAILED" : "ROLLBACK_FAILED", { ...outputs, reason });
  }
  if (!isDeleted) return run.enter("ROLLBACK_COMPLETE", outputs);
  await run.enter("DELETE_COMPLETE", { ...outputs, deletedAt: run.parts.clock.now() });
}
