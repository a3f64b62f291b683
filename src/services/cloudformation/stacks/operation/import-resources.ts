// What is there already comes to belong to a stack. It is found by the name that its identifier has, and is from then on as the
// template says.

import { failureReason, isAlreadyThere } from "../../providers/failure-reason.ts";
import { type ProviderCall, ResourceFailure } from "../../providers/provider.ts";
import { schemaOf } from "../../schemas/schema.ts";
import type { TemplateResource } from "../../template/template.ts";
import type { Evaluation } from "../evaluation.ts";
import { workInOrder } from "../in-order.ts";
import type { Draft, ImportTarget, Standing } from "../stack.ts";
import { callOf, standingOf } from "./provision.ts";
import { namesOf, type StackRun, Suspended } from "./stack-run.ts";
import { settledResources } from "./update-stack.ts";

/** The stack is in `IMPORT_IN_PROGRESS`. Begun again after a crash it goes on where it was. */
export async function importResources(run: StackRun): Promise<void> {
  const taken = await takeIn(run);
  if ("problem" in taken) {
    await run.enter("IMPORT_ROLLBACK_IN_PROGRESS", { reason: taken.problem });
    return rollBackImport(run);
  }
  const facts = { ...taken, formerInput: undefined, importing: undefined };
  await run.enter("IMPORT_COMPLETE", facts, ...settledResources(run, []));
}

/** The stack is in `IMPORT_ROLLBACK_IN_PROGRESS`. Whatever was taken in stays as it is, and belongs to no stack. */
export async function rollBackImport(run: StackRun): Promise<void> {
  const taken = [...run.record.resources.values()].filter(({ former }) => former === null);
  for (const { draft: _, ...resource } of taken)
    await run.note({ ...resource, status: "IMPORT_ROLLBACK_COMPLETE", statusReason: undefined });
  const input = run.stack.formerInput ?? run.stack.input;
  const facts = { input, formerInput: undefined, importing: undefined };
  await run.enter("IMPORT_ROLLBACK_COMPLETE", facts, ...settledResources(run, taken));
}

type Taken = { readonly imports: readonly string[] } | { readonly problem: string };

async function takeIn(run: StackRun): Promise<Taken> {
  const targets = new Map((run.stack.importing ?? []).map((each) => [each.logicalId, each] as const));
  try {
    const evaluation = await run.evaluation();
    await workInOrder({
      items: evaluation.wanted,
      idOf: ({ logicalId }) => logicalId,
      waitsFor: (resource) => evaluation.dependenciesOf(resource),
      stopsAtFailure: true,
      async work(resource) {
        const target = targets.get(resource.logicalId);
        return target === undefined || (await take(run, evaluation, resource, target));
      },
    });
    const failed = run.failures.map(({ logicalId }) => logicalId);
    if (failed.length === 0) return { imports: [...evaluation.imports] };
    return { problem: `The following resource(s) failed to import: ${namesOf(failed)}.` };
  } catch (thrown) {
    if (thrown instanceof Suspended) throw thrown;
    return { problem: failureReason(thrown, { logicalId: "", type: "AWS::CloudFormation::Stack" }) };
  }
}

async function take(
  run: StackRun,
  evaluation: Evaluation,
  resource: TemplateResource,
  target: ImportTarget,
): Promise<boolean> {
  const { logicalId, type } = resource;
  if (run.signal.aborted) return false;
  if (run.resource(logicalId)?.status === "UPDATE_COMPLETE") return true;
  const begun = { logicalId, type, former: null };
  try {
    const draft: Draft = { ...evaluation.draft(resource), generatedName: nameOf(target) };
    const started = "Resource import started.";
    await run.note({ ...begun, draft, status: "IMPORT_IN_PROGRESS", statusReason: started });
    const standing = await found(run, target, draft);
    await run.note({
      ...{ ...begun, standing },
      status: "IMPORT_COMPLETE",
      statusReason: "Resource import completed.",
    });
    await run.note({
      ...{ ...begun, standing },
      status: "UPDATE_IN_PROGRESS",
      statusReason: "Apply stack-level tags to imported resource if applicable.",
    });
    await run.note({ ...begun, standing, status: "UPDATE_COMPLETE" });
    return true;
  } catch (thrown) {
    if (thrown instanceof Suspended) throw thrown;
    run.fail(logicalId, thrown);
    await run.note({ ...begun, status: "IMPORT_FAILED", statusReason: failureReason(thrown, resource) });
    return false;
  }
}

/** Rejects with ResourceFailure, and what its service refuses with. */
async function found(run: StackRun, target: ImportTarget, draft: Draft): Promise<Standing> {
  const { type, identifier } = target;
  const [value = ""] = Object.values(identifier);
  const named = draft.properties[schemaOf(type)?.nameProperty ?? ""];
  const missing = new ResourceFailure(`Resource of type '${type}' with identifier '${value}' was not found.`);
  if (named !== undefined && named !== draft.generatedName) throw missing;
  const call = callOf(run, target, draft);
  if (!(await isThere(run, call, draft))) throw missing;
  const standing = standingOf(draft, await run.provider(type).create({ ...call, mayExist: true }));
  const told = [standing.ref, draft.generatedName, ...Object.values(standing.attributes)];
  if (!told.includes(value)) throw missing;
  return standing;
}

/** Whatever is there keeps another of its name from being made. One that could be made is taken away again. */
async function isThere(run: StackRun, call: ProviderCall, draft: Draft): Promise<boolean> {
  const provider = run.provider(call.type);
  try {
    const made = await provider.create(call);
    await provider.delete({ ...call, former: standingOf(draft, made) });
    return false;
  } catch (thrown) {
    if (!isAlreadyThere(thrown)) throw thrown;
    return true;
  }
}

/** What it is called: the end of an ARN or an address, or all of it. */
function nameOf({ identifier }: ImportTarget): string {
  const [value = ""] = Object.values(identifier);
  return /^(arn:|https?:)/.test(value) ? (value.split(/[:/]/).at(-1) ?? "") : value;
}
