// One resource on its way to what the template says of it: created, changed in place, or replaced by another.

import { equalJson } from "../../../../asl/json-equality.ts";
import { asJson, type JsonObject } from "../../../../aws/json.ts";
import { ServiceError } from "../../../../aws/service-error.ts";
import { atOnce, trafficShiftIn } from "../../providers/code-deploy.ts";
import { failureReason } from "../../providers/failure-reason.ts";
import { type ProvidedResource, type ProviderCall, ResourceFailure } from "../../providers/provider.ts";
import { schemaOf } from "../../schemas/schema.ts";
import type { TemplateResource } from "../../template/template.ts";
import type { Evaluation } from "../evaluation.ts";
import { physicalName } from "../physical-name.ts";
import { recreationOf } from "../property-changes.ts";
import { type Draft, isThere, type StackResource, type Standing } from "../stack.ts";
import type { StackRun } from "./stack-run.ts";

/** Whether the resource is as the template says; if not, why is written down. */
export async function provision(
  run: StackRun,
  evaluation: Evaluation,
  resource: TemplateResource,
): Promise<boolean> {
  const { logicalId, type } = resource;
  if (run.signal.aborted) return false;
  const present = run.resource(logicalId);
  const isNew = present === undefined || !isThere(present);
  try {
    const wanted = evaluation.draft(resource);
    if (isNew) return await create(run, { logicalId, type, ...present }, wanted);
    const updatePolicy = evaluation.updatePolicy(resource);
    return await change(run, { ...present, standing: present.standing as Standing }, wanted, updatePolicy);
  } catch (thrown) {
    return await failed(
      run,
      { logicalId, type, ...present },
      thrown,
      isNew ? "CREATE_FAILED" : "UPDATE_FAILED",
    );
  }
}

type Identified = Pick<StackResource, "logicalId" | "type"> & Partial<StackResource>;
type Wanted = Omit<Draft, "generatedName">;

async function create(run: StackRun, resource: Identified, wanted: Wanted): Promise<boolean> {
  const { logicalId, type } = resource;
  // What an attempt that was cut off has made is found by the name that it was to have.
  const isResumed = resource.draft !== undefined;
  const generatedName = resource.draft?.generatedName ?? physicalName(run.stack.name, logicalId, type);
  const draft: Draft = { ...wanted, generatedName };
  const isUpdate = run.stack.formerInput !== undefined;
  const begun = { logicalId, type, draft, ...(isUpdate ? { former: resource.former ?? null } : {}) };
  if (!isResumed) await run.note({ ...begun, status: "CREATE_IN_PROGRESS" });
  const call = { ...callOf(run, resource, draft), mayExist: isResumed || run.options.adopts === true };
  const created = await run.provider(type).create(call);
  return finishCreation(run, begun, made(run, draft, created));
}

async function finishCreation(
  run: StackRun,
  { draft: _, ...begun }: Identified,
  standing: Standing,
): Promise<boolean> {
  const status = "CREATE_IN_PROGRESS";
  await run.note({ ...begun, status, statusReason: "Resource creation Initiated", standing });
  if (!run.signal.aborted) {
    await run.note({ ...begun, status: "CREATE_COMPLETE", standing });
    return true;
  }
  await run.note({
    ...begun,
    status: "CREATE_FAILED",
    statusReason: "Resource creation cancelled",
    standing,
  });
  return false;
}

async function change(
  run: StackRun,
  present: StackResource & { readonly standing: Standing },
  wanted: Wanted,
  updatePolicy: JsonObject,
): Promise<boolean> {
  const { standing, logicalId, type } = present;
  const provider = run.provider(type);
  if (present.draft === undefined && equalJson(standing.properties, wanted.properties)) {
    if (present.absence !== undefined) return restore(run, present, wanted);
    return keep(run, present, wanted);
  }
  const recreation = recreationOf(type, standing.properties, wanted.properties);
  if (recreation === "Always" || provider.update === undefined || present.draft !== undefined)
    return replace(run, present, wanted);
  run.checkPolicy({ action: "Update:Modify", logicalId, type });
  const draft = { ...wanted, generatedName: standing.generatedName };
  const begun: StackResource = { ...present, former: formerOf(present) };
  await run.note(
    { ...begun, status: "UPDATE_IN_PROGRESS", statusReason: undefined },
    { properties: JSON.stringify(wanted.properties) },
  );
  try {
    const led = trafficShiftIn(updatePolicy, run.record.resources.values());
    const onBegun = (id: string) => noteDeployment(run, begun, id);
    // Whoever works on the project sees what was saved at once, and not some of the time for the next ten minutes.
    const shift = led && { ...led, ...(run.options.isOfProject === true ? atOnce : {}), onBegun };
    const updated = await provider.update({ ...callOf(run, present, draft), former: standing, shift });
    return await finishUpdate(run, begun, made(run, draft, updated));
  } catch (problem) {
    if (!(problem instanceof ServiceError && problem.code === "NotUpdatable")) throw problem;
    return replace(run, begun as typeof present, wanted);
  }
}

function noteDeployment(run: StackRun, begun: StackResource, id: string): Promise<void> {
  const statusReason = `CodeDeploy deployment started: ${id}`;
  return run.note({ ...begun, status: "UPDATE_IN_PROGRESS", statusReason });
}

async function finishUpdate(run: StackRun, begun: StackResource, standing: Standing): Promise<boolean> {
  if (!run.signal.aborted) {
    await run.note({ ...begun, status: "UPDATE_COMPLETE", statusReason: undefined, standing });
    return true;
  }
  await run.note({ ...begun, status: "UPDATE_FAILED", statusReason: "Resource update cancelled", standing });
  return false;
}

/** Its properties are the same, but what CloudFormation itself keeps of it may not be. */
async function keep(
  run: StackRun,
  present: StackResource & { readonly standing: Standing },
  wanted: Wanted,
): Promise<boolean> {
  const isUpdate = run.stack.formerInput !== undefined;
  const kept = {
    ...present,
    standing: { ...present.standing, ...wanted },
    ...(isUpdate ? { former: formerOf(present) } : {}),
  };
  if (!present.status.endsWith("_COMPLETE")) {
    // It was made, and the operation was cut off or given up before that was told.
    const status = isUpdate ? "UPDATE_COMPLETE" : "CREATE_COMPLETE";
    await run.note({ ...kept, status, statusReason: undefined });
    return true;
  }
  if (!equalJson(asJson(kept.standing), asJson(present.standing)))
    await run.parts.book.save({ type: "resource", stackId: run.stackId, resource: kept });
  return true;
}

/** It could not be put up again when the region came up, so it is made anew under its name. */
async function restore(
  run: StackRun,
  { absence: _, ...present }: StackResource & { readonly standing: Standing },
  wanted: Wanted,
): Promise<boolean> {
  const draft = { ...wanted, generatedName: present.standing.generatedName };
  const begun: StackResource = { ...present, former: formerOf(present) };
  await run.note({ ...begun, status: "UPDATE_IN_PROGRESS", statusReason: undefined });
  const call = { ...callOf(run, present, draft), mayExist: true };
  const restored = await run.provider(present.type).create(call);
  return finishUpdate(run, begun, standingOf(draft, restored));
}

async function replace(
  run: StackRun,
  present: StackResource & { readonly standing: Standing },
  wanted: Wanted,
): Promise<boolean> {
  const { logicalId, type } = present;
  const isResumed = present.draft !== undefined;
  if (!isResumed) {
    run.checkPolicy({ action: "Update:Replace", logicalId, type });
    checkNameIsFree(present, wanted.properties);
  }
  const generatedName = present.draft?.generatedName ?? physicalName(run.stack.name, logicalId, type);
  const draft: Draft = { ...wanted, generatedName };
  const begun: StackResource = { ...present, former: formerOf(present) };
  const reason = "Requested update requires the creation of a new physical resource; hence creating one.";
  if (!isResumed) await run.note({ ...begun, draft, status: "UPDATE_IN_PROGRESS", statusReason: reason });
  const created = await run.provider(type).create({ ...callOf(run, present, draft), mayExist: isResumed });
  const { draft: _, ...replaced } = begun;
  const next = made(run, draft, created);
  const status = "UPDATE_IN_PROGRESS";
  await run.note({ ...replaced, status, statusReason: "Resource creation Initiated", standing: next });
  return finishUpdate(run, replaced, next);
}

/** How it stood before the operation, which may have touched it already; null if that added it. */
function formerOf({ former, standing }: StackResource): Standing | null | undefined {
  return former === undefined ? standing : former;
}

/** Throws ResourceFailure: two of one name cannot be there at once. */
function checkNameIsFree({ type, standing }: StackResource, wanted: JsonObject): void {
  const name = schemaOf(type)?.nameProperty ?? "";
  const given = name === "" ? undefined : wanted[name];
  if (given === undefined || given !== standing?.properties[name]) return;
  throw new ResourceFailure(
    `CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename ${String(given)} and update the stack again.`,
  );
}

async function failed(
  run: StackRun,
  resource: Identified,
  thrown: unknown,
  status: "CREATE_FAILED" | "UPDATE_FAILED",
): Promise<false> {
  const present = { ...resource, ...run.resource(resource.logicalId) };
  const isCancelled = run.signal.aborted;
  if (!isCancelled) run.fail(resource.logicalId, thrown);
  const what = status === "CREATE_FAILED" ? "creation" : "update";
  const statusReason = isCancelled ? `Resource ${what} cancelled` : failureReason(thrown, resource);
  // What failed half way is taken away with the rest.
  const ref = thrown instanceof ResourceFailure ? thrown.ref : undefined;
  const left =
    ref === undefined || present.draft === undefined ? {} : { standing: standingOf(present.draft, { ref }) };
  const { draft: _, ...rest } = present;
  await run.note({ ...rest, ...left, status, statusReason });
  return false;
}

/** What an update would take away and the stack's policy does not let it is told of before anything is done. */
export async function refuseDeletions(run: StackRun, evaluation: Evaluation): Promise<void> {
  const wanted = new Set(evaluation.wanted.map(({ logicalId }) => logicalId));
  const gone = [...run.record.resources.values()].filter(
    (each) => isThere(each) && !wanted.has(each.logicalId),
  );
  for (const resource of gone) {
    const { logicalId, type } = resource;
    try {
      run.checkPolicy({ action: "Update:Delete", logicalId, type });
    } catch (thrown) {
      run.fail(logicalId, thrown);
      const statusReason = failureReason(thrown, resource);
      await run.note({ ...resource, status: "UPDATE_FAILED", statusReason });
    }
  }
}

export function callOf(
  run: StackRun,
  { logicalId, type }: Pick<StackResource, "logicalId" | "type">,
  { properties, generatedName }: Pick<Draft, "properties" | "generatedName">,
): ProviderCall {
  const { stack, signal, deployer } = run;
  const { isOfProject = false, allowsMissing = false } = run.options;
  const resource = { stack, logicalId, type, properties, generatedName };
  return { ...resource, signal, deployer, mayExist: false, isOfProject, allowsMissing };
}

function made(run: StackRun, draft: Draft, provided: ProvidedResource): Standing {
  const standing = standingOf(draft, provided);
  run.warn(standing.warnings);
  return standing;
}

export function standingOf(
  draft: Draft,
  { ref, attributes = {}, warnings = [] }: ProvidedResource,
): Standing {
  return { ...draft, ref, attributes, warnings };
}
