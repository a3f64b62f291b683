// A project's stack, brought to what its template says from within the process: made if there is none of its name, or updated.

import type { Json } from "../../../aws/json.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import { TemplateError, type TemplateProblem } from "../../../aws/template/template-error.ts";
import { type TemplateSource, templateWarnings } from "../template/template-source.ts";
import { distinct } from "./all-problems.ts";
import { allCapabilities } from "./capabilities.ts";
import type { ChangeSets } from "./change-sets.ts";
import { exportedValue } from "./exports.ts";
import { refuseMissingParts } from "./missing-parts.ts";
import type { Failure, RunParts, StackRun } from "./operation/stack-run.ts";
import { changesAnything } from "./plan-changes.ts";
import { isThere, type StackInput, type StackResource, type StackStatus } from "./stack.ts";
import type { StackRecord } from "./stack-book.ts";
import type { StackInputs } from "./stack-inputs.ts";
import type { Stacks } from "./stacks.ts";
import { standInWarning } from "./unsupported-types.ts";
import { urlWarnings } from "./url-permissions.ts";

export interface DeployRequest {
  readonly stackName: string;
  readonly template: Pick<TemplateSource, "file" | "body" | "warnings">;
  readonly parameters?: Readonly<Record<string, string>>;
  /** What whoever asks has found wrong with the template: told with all else that is, and nothing is done. */
  readonly problems?: readonly TemplateProblem[];
  /** Whether resources of types that the region does not have are left out, and what leads to what it does not have. @default false */
  readonly allowMissing?: boolean;
  /** Whether whoever asks works on it: what he saved counts at once, however traffic is to move. @default false */
  readonly isOfProject?: boolean;
}

export interface Deployed {
  readonly stackId: string;
  /** What there is by logical id. */
  readonly resources: ReadonlyMap<string, DeployedResource>;
  readonly outputs: Readonly<Record<string, string>>;
  /** What is hardly meant in the template, and what it asks for and the region does not do: a line each. */
  readonly warnings: readonly string[];
  /** Types that mean nothing on one machine, with how many of each there are. */
  readonly unenforced: ReadonlyMap<string, number>;
}

export interface DeployedResource {
  readonly type: string;
  readonly ref: string;
  readonly attributes: Readonly<Record<string, Json>>;
}

export class Deployments {
  readonly #stacks: Stacks;
  readonly #changeSets: ChangeSets;
  readonly #inputs: StackInputs;
  readonly #parts: RunParts;

  constructor(stacks: Stacks, changeSets: ChangeSets, inputs: StackInputs, parts: RunParts) {
    this.#parts = parts;
    this.#stacks = stacks;
    this.#changeSets = changeSets;
    this.#inputs = inputs;
  }

  /**
   * A stack that was there goes back to what it was if that fails; of a new one there stays what was made, to be gone on with.
   * Throws TemplateError for a template that cannot be honoured, ServiceError for a stack that something else is done with.
   */
  async deploy(request: DeployRequest): Promise<Deployed> {
    const { stackName, template } = request;
    const present = await this.#present(stackName, template.file);
    try {
      const input = await this.#read(request, present);
      if (present !== undefined && !(await this.#isOther(present, input)))
        return this.#deployed(present.stack.id, template);
      if (request.allowMissing !== true) await this.#refuseMissing(stackName, present, input);
      const run = await this.#begin(request, present, input);
      await this.#stacks.settled(run.stackId);
      const [failure] = run.failures;
      if (failure !== undefined) throw asTemplateError(failure, template.file);
      const { stack } = this.#stacks.get(run.stackId);
      if (!deployedStates.has(stack.status))
        throw new TemplateError(template.file, "", whyNot(this.#stacks.get(run.stackId)));
      return this.#deployed(run.stackId, template);
    } catch (problem) {
      throw problem instanceof TemplateError ? problem.placedIn(template.body) : problem;
    }
  }

  /** Throws TemplateError, with all that is wrong with the template. */
  async #read(request: DeployRequest, present: StackRecord | undefined): Promise<StackInput> {
    const { stackName, template, parameters = {}, problems = [] } = request;
    const asked = {
      ...request,
      template: { ...template, transforms: [] },
      previous: present?.stack.input,
      parameters: Object.entries(parameters).map(([key, value]) => ({ key, value })),
      // Whoever runs a project here need not say that he knows what it makes; nor need its nested stacks be told.
      capabilities: allCapabilities,
    };
    const found: TemplateProblem[] = [];
    try {
      const input = await this.#inputs.read(stackName, asked);
      if (problems.length === 0) return input;
    } catch (problem) {
      if (!(problem instanceof TemplateError)) throw problem;
      found.push(...problem.problems);
    }
    const all = await this.#inputs.problems(stackName, asked);
    const others = distinct([...found, ...all]).filter(
      ({ path, problem }) => !problems.some((each) => each.path === path && each.problem === problem),
    );
    throw TemplateError.of(template.file, template.body, [...problems, ...others]);
  }

  /** At rest; what cannot be gone on with is taken away. Throws TemplateError if that cannot be done. */
  async #present(stackName: string, file: string): Promise<StackRecord | undefined> {
    const found = this.#stacks.find(stackName);
    if (found === undefined || found.stack.status === "REVIEW_IN_PROGRESS") return undefined;
    const { id } = found.stack;
    this.#stacks.resume(found);
    await this.#stacks.settled(id);
    const { status } = this.#stacks.get(id).stack;
    if (undeployable.has(status)) await this.#stacks.delete(this.#stacks.get(id));
    if (status === "UPDATE_ROLLBACK_FAILED") {
      const failed = [...this.#stacks.get(id).resources.values()].filter(
        (each) => each.status === "UPDATE_FAILED",
      );
      await this.#stacks.continueRollback(
        this.#stacks.get(id),
        failed.map(({ logicalId }) => logicalId),
      );
    }
    await this.#stacks.settled(id);
    const { stack } = this.#stacks.get(id);
    if (stack.status === "DELETE_COMPLETE") return undefined;
    if (undeployable.has(stack.status)) throw new TemplateError(file, "", whyNot(this.#stacks.get(id)));
    return this.#stacks.get(id);
  }

  async #isOther(present: StackRecord, input: StackInput): Promise<boolean> {
    const { stack, resources } = present;
    const isWhole =
      stack.status.endsWith("_COMPLETE") &&
      [...resources.values()].every((each) => each.absence === undefined);
    if (!isWhole) return true;
    return changesAnything(await this.#changeSets.plan(present, input), stack, input);
  }

  async #refuseMissing(name: string, present: StackRecord | undefined, input: StackInput): Promise<void> {
    const { identity, book, providerOf } = this.#parts;
    await refuseMissingParts({
      ...{ identity, input, providerOf, stack: present?.stack ?? { id: "", name } },
      standing(id) {
        const resource = present?.resources.get(id);
        return resource !== undefined && isThere(resource) ? resource.standing : undefined;
      },
      exported: (exportName) => exportedValue(book, exportName),
    });
  }

  #begin(
    { stackName: name, allowMissing: allowsMissing = false, isOfProject = false }: DeployRequest,
    present: StackRecord | undefined,
    input: StackInput,
  ): Promise<StackRun> {
    const run = { adopts: true, isOfProject, allowsMissing };
    if (present === undefined) return this.#stacks.create({ name, input, onFailure: "DO_NOTHING", run });
    return this.#stacks.update(present, { input, onFailure: "ROLLBACK", run });
  }

  /** What there is of a stack, by its name or id. Throws ValidationError. */
  deployed(stack: string): Deployed {
    return this.#deployed(stack);
  }

  #deployed(stackId: string, template?: DeployRequest["template"]): Deployed {
    const { stack, resources } = this.#stacks.get(stackId);
    const there = [...resources.values()].filter(isThere);
    const inert = there.filter(({ type }) => this.#parts.providerOf(type).isInert === true);
    const unenforced = new Map<string, number>();
    for (const { type } of inert) unenforced.set(type, (unenforced.get(type) ?? 0) + 1);
    return {
      stackId,
      resources: new Map(there.map((each) => [each.logicalId, shown(each)])),
      outputs: Object.fromEntries(stack.outputs.map(({ key, value }) => [key, value])),
      warnings: [
        ...(template === undefined ? [] : templateWarnings(template)),
        ...there
          .filter(({ logicalId }) => stack.input.standIns?.includes(logicalId))
          .map(({ logicalId, type }) => standInWarning(logicalId, type)),
        ...there.flatMap(({ standing }) => standing?.warnings ?? []),
        ...urlWarnings(there),
      ],
      unenforced,
    };
  }
}

const deployedStates: ReadonlySet<StackStatus> = new Set<StackStatus>(["CREATE_COMPLETE", "UPDATE_COMPLETE"]);
const undeployable: ReadonlySet<StackStatus> = new Set<StackStatus>([
  "ROLLBACK_COMPLETE",
  "ROLLBACK_FAILED",
  "DELETE_FAILED",
]);

function whyNot({ stack, events }: StackRecord): string {
  const told = events.findLast(({ physicalId, reason }) => physicalId === stack.id && reason !== undefined);
  return `the stack ${stack.name} is in ${stack.status}: ${stack.statusReason ?? told?.reason ?? ""}`;
}

function shown({ type, standing }: StackResource): DeployedResource {
  return { type, ref: standing?.ref ?? "", attributes: standing?.attributes ?? {} };
}

/** A part refuses in its service's words; the message must also say which resource was refused. */
function asTemplateError({ logicalId, thrown }: Failure, file: string): unknown {
  if (thrown instanceof TemplateError) return thrown;
  const path = `/Resources/${logicalId}`;
  if (thrown instanceof ServiceError)
    return new TemplateError(file, path, `${thrown.code}: ${thrown.message}`);
  return thrown instanceof Error ? new TemplateError(file, path, thrown.message) : thrown;
}
