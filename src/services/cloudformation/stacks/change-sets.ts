// Change sets: what an update, or a new stack, would come to, looked at before it is done.

import { randomUUID } from "node:crypto";
import { formatArn } from "../../../aws/arn.ts";
import type { RoleCaller } from "../../../aws/role-caller.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import { TemplateError } from "../../../aws/template/template-error.ts";
import { inSlices } from "../../../time/time-slice.ts";
import type { ChangeSet } from "./change-set.ts";
import { exportedValue } from "./exports.ts";
import type { RunParts } from "./operation/stack-run.ts";
import { changesAnything, changesInPieces, type Plan } from "./plan-changes.ts";
import { checkImport, importsIn } from "./resource-imports.ts";
import type { ImportTarget, OnFailure, StackInput } from "./stack.ts";
import type { StackRecord } from "./stack-book.ts";
import { noChanges, noSuchChangeSet, noSuchStack, noUpdates, validationError } from "./stack-errors.ts";
import { asValidationError } from "./stack-inputs.ts";
import { checkKeptPolicy } from "./stack-policy.ts";
import type { Stacks } from "./stacks.ts";

export interface NewChangeSet {
  readonly name: string;
  readonly stackName: string;
  readonly type: "CREATE" | "UPDATE" | "IMPORT";
  /** What an import takes in. */
  readonly targets?: readonly ImportTarget[] | undefined;
  readonly description?: string | undefined;
  readonly onStackFailure?: OnFailure | undefined;
  readonly includesNestedStacks: boolean;
}

export interface Execution {
  readonly onFailure: OnFailure | undefined;
  readonly requestToken?: string | undefined;
  /** Who asks for it; undefined for the account's root. */
  readonly deployer?: RoleCaller | undefined;
}

/** What a stack has before there is a template for it. */
const nothing: StackInput = {
  body: "",
  file: "template",
  processed: { Resources: {} },
  transforms: [],
  parameters: [],
  capabilities: [],
  tags: [],
  notificationArns: [],
};

export class ChangeSets {
  readonly #stacks: Stacks;
  readonly #parts: RunParts;

  constructor(stacks: Stacks, parts: RunParts) {
    this.#stacks = stacks;
    this.#parts = parts;
  }

  /**
   * `read` gives what is to be deployed, or throws what is wrong with it. Throws ValidationError, AlreadyExistsException, and what
   * `read` throws but for what only shows when the template is worked on: that makes a change set that failed.
   */
  async create(
    { name, stackName, type, ...more }: NewChangeSet,
    read: (previous: StackInput | undefined) => Promise<StackInput>,
  ): Promise<ChangeSet> {
    const present = this.#stacks.find(stackName);
    if (type === "UPDATE" && (present === undefined || present.stack.status === "DELETE_COMPLETE"))
      throw noSuchStack(stackName);
    if (type === "CREATE" && present !== undefined && present.stack.status !== "REVIEW_IN_PROGRESS")
      throw validationError(
        `Stack [${stackName}] already exists and cannot be created again with the changeSet [${name}].`,
      );
    const isNew = present === undefined || present.stack.status === "REVIEW_IN_PROGRESS";
    if (present !== undefined && (type === "UPDATE" || !isNew)) this.#checkState(present);
    if (present !== undefined) refuseSecond(present, name);
    const previous = isNew ? undefined : present.stack.input;
    const outcome = await this.#outcome(() => read(previous));
    const { targets } = more;
    if (targets !== undefined && "input" in outcome) checkImport(targets, outcome.input, previous);
    const record = present ?? this.#stacks.find(stackName) ?? (await this.#stacks.review(stackName, nothing));
    const { stack } = record;
    const facts =
      "problem" in outcome
        ? failure(outcome.problem, nothing)
        : await this.#planned(record, outcome.input, targets);
    // One that came meanwhile may have been done before this one.
    refuseSecond(record, name);
    const changeSet: ChangeSet = {
      id: formatArn(this.#parts.identity, "cloudformation", `changeSet/${name}/${randomUUID()}`),
      name,
      stackId: stack.id,
      stackName: stack.name,
      type,
      ...more,
      createdAt: this.#parts.clock.now(),
      ...facts,
    };
    await this.#stacks.book.save({ type: "change-set", changeSet });
    return changeSet;
  }

  /** Throws ChangeSetNotFound, and ValidationError for a stack that is not there. */
  get(nameOrId: string, stackName: string | undefined): ChangeSet {
    if (nameOrId.startsWith("arn:")) {
      for (const record of this.#stacks.book.all) {
        const found = record.changeSets.get(nameOrId);
        if (found !== undefined) return found;
      }
      throw noSuchChangeSet(nameOrId);
    }
    if (stackName === undefined)
      throw validationError("StackName must be specified if ChangeSetName is not specified as an ARN.");
    const found = find(this.#stacks.get(stackName), nameOrId);
    if (found === undefined) throw noSuchChangeSet(nameOrId);
    return found;
  }

  /** That there is none of the name is no failure. Throws ValidationError for a stack that is not there. */
  async delete(nameOrId: string, stackName: string | undefined): Promise<void> {
    let changeSet: ChangeSet;
    try {
      changeSet = this.get(nameOrId, stackName);
    } catch (problem) {
      if (problem instanceof ServiceError && problem.code === "ChangeSetNotFound") return;
      throw problem;
    }
    const { id, stackId } = changeSet;
    await this.#stacks.book.save({ type: "change-set-gone", stackId, id });
  }

  /** Resolves once the stack is at work. Throws InvalidChangeSetStatus and ValidationError. */
  async execute(changeSet: ChangeSet, { onFailure, requestToken, deployer }: Execution): Promise<void> {
    const { id, stackId, executionStatus, status, input, onStackFailure } = changeSet;
    if (executionStatus !== "AVAILABLE")
      throw new ServiceError(
        "InvalidChangeSetStatus",
        `ChangeSet [${id}] cannot be executed in its current status of [${status === "FAILED" ? status : executionStatus}]`,
      );
    const record = this.#stacks.get(stackId);
    const request = {
      input,
      onFailure: onFailure ?? onStackFailure,
      requestToken,
      deployer,
      changeSetId: id,
    };
    if (changeSet.type === "CREATE") await this.#stacks.create({ name: record.stack.name, ...request });
    else if (changeSet.targets !== undefined)
      await this.#stacks.import(record, { ...request, targets: changeSet.targets });
    else await this.#stacks.update(record, request);
    const others = [...record.changeSets.keys()].filter((each) => each !== id);
    await this.#stacks.book.save(
      ...others.map((each) => ({ type: "change-set-gone", stackId, id: each }) as const),
      { type: "change-set", changeSet: { ...changeSet, executionStatus: "EXECUTE_COMPLETE" } },
    );
  }

  /** Rejects with TemplateError. */
  async plan({ stack, resources }: StackRecord, input: StackInput): Promise<Plan> {
    const { identity, book, providerOf } = this.#parts;
    const planned = changesInPieces({
      ...{ identity, stack, input, resources },
      formerParameters: stack.input.parameters,
      exported: (name) => exportedValue(book, name),
      isUpdatable: (type) => providerOf(type).update !== undefined,
    });
    return inSlices(planned);
  }

  /** Rejects with ValidationError if there is nothing to be done, and for what cannot be done. */
  async checkUpdate(record: StackRecord, input: StackInput): Promise<void> {
    let plan: Plan;
    try {
      plan = await this.plan(record, input);
    } catch (problem) {
      throw asValidationError(problem);
    }
    checkTypes(record, input);
    if (!isUnfinished(record) && !changesAnything(plan, record.stack, input))
      throw validationError(noUpdates);
  }

  async #planned(record: StackRecord, input: StackInput, targets: readonly ImportTarget[] | undefined) {
    if (targets !== undefined) {
      const { changes } = await this.plan(record, input);
      return { ...available, input, changes: importsIn(changes, targets, this.#stacks.book) };
    }
    try {
      checkTypes(record, input);
      checkKeptPolicy(record.stack.policy, input.processed);
      const plan = await this.plan(record, input);
      const isNew = record.stack.status === "REVIEW_IN_PROGRESS";
      if (!isNew && !isUnfinished(record) && !changesAnything(plan, record.stack, input))
        return failure(noChanges, input);
      return { ...available, input, changes: plan.changes };
    } catch (problem) {
      if (problem instanceof TemplateError) return failure(problem.problem, input);
      if (problem instanceof ServiceError) return failure(problem.message, input);
      throw problem;
    }
  }

  /** What a transform says of a template shows in the change set; all else is refused at once. */
  async #outcome(
    read: () => Promise<StackInput>,
  ): Promise<{ readonly input: StackInput } | { readonly problem: string }> {
    try {
      return { input: await read() };
    } catch (problem) {
      if (problem instanceof ServiceError && problem.message.startsWith("Transform "))
        return { problem: problem.message };
      throw problem;
    }
  }

  #checkState({ stack }: StackRecord): void {
    if (stack.status === "REVIEW_IN_PROGRESS") throw validationError(`Stack [${stack.name}] does not exist`);
    this.#stacks.checkUpdatable(stack);
  }
}

/** Whether an operation stopped half way, so that the same again is no nothing. */
function isUnfinished({ stack }: StackRecord): boolean {
  return stack.status === "CREATE_FAILED" || stack.status === "UPDATE_FAILED";
}

/** Throws ValidationError. */
function checkTypes({ resources }: StackRecord, { processed }: StackInput): void {
  const wanted = (processed.Resources ?? {}) as Readonly<Record<string, { readonly Type?: string }>>;
  const changed = [...resources.values()]
    .filter(
      ({ logicalId, type, standing }) =>
        standing !== undefined && Object.hasOwn(wanted, logicalId) && wanted[logicalId]?.Type !== type,
    )
    .map(({ logicalId }) => logicalId);
  if (changed.length === 0) return;
  throw validationError(
    `Update of resource type is not permitted. The new template modifies resource type of the following resources: [${changed.join(", ")}]`,
  );
}

const available = { status: "CREATE_COMPLETE", executionStatus: "AVAILABLE" } as const;

function failure(statusReason: string, input: StackInput) {
  return { status: "FAILED", executionStatus: "UNAVAILABLE", statusReason, input, changes: [] } as const;
}

/** Throws AlreadyExistsException. */
function refuseSecond(record: StackRecord, name: string): void {
  if (find(record, name) === undefined) return;
  throw new ServiceError("AlreadyExistsException", `ChangeSet [${name}] already exists`);
}

function find({ changeSets }: StackRecord, name: string): ChangeSet | undefined {
  return [...changeSets.values()].find((each) => each.name === name || each.id === name);
}
