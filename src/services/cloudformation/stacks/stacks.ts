// The stacks of the region: each by its name as long as it is there, and one operation at a time on each.

import { randomUUID } from "node:crypto";
import { formatArn } from "../../../aws/arn.ts";
import type { Timer } from "../../../time/clock.ts";
import { brokenState, type Work, workOf } from "./operation/resume.ts";
import { type RunOptions, type RunParts, StackRun, Suspended } from "./operation/stack-run.ts";
import { isUnderWay, type Stack, type StackInput, type StackStatus } from "./stack.ts";
import type { StackBook, StackChange, StackRecord } from "./stack-book.ts";
import { alreadyExists, noSuchStack, tooMany, validationError, wrongState } from "./stack-errors.ts";
import type {
  CreateStackRequest,
  Demand,
  ImportRequest,
  StackRequest,
  UpdateStackRequest,
} from "./stack-requests.ts";

export interface StacksParts extends RunParts {
  readonly onFault: (fault: unknown, where: string) => void;
}

/** "Maximum number of CloudFormation stacks that you can create: 2000", the user guide on quotas. */
const mostStacks = 2000;

interface Running {
  readonly run: StackRun;
  readonly end: Promise<void>;
}

export class Stacks {
  readonly book: StackBook;
  readonly #parts: StacksParts;
  readonly #running = new Map<string, Running>();

  constructor(parts: StacksParts) {
    this.#parts = parts;
    this.book = parts.book;
  }

  /** By its id, or by its name if it is not deleted. */
  find(nameOrId: string): StackRecord | undefined {
    return nameOrId.startsWith("arn:") ? this.book.byId(nameOrId) : this.book.byName(nameOrId);
  }

  /** Throws ValidationError for one that is not there; one that is deleted is found by its id. */
  get(nameOrId: string, refusal: (name: string) => Error = noSuchStack): StackRecord {
    const found = this.find(nameOrId);
    if (found === undefined) throw refusal(nameOrId);
    return found;
  }

  /** Resolves, once the stack is written down, with the run that goes on. Throws AlreadyExistsException and LimitExceededException. */
  async create(request: CreateStackRequest): Promise<StackRun> {
    const { name, input, onFailure = "ROLLBACK", isProtected = false, parent, run: options } = request;
    const present = this.book.byName(name);
    if (present !== undefined && present.stack.status !== "REVIEW_IN_PROGRESS") throw alreadyExists(name);
    if (present === undefined) this.#checkRoom();
    const stack: Stack = {
      ...(present?.stack ?? this.#newStack(name, input)),
      ...{ input, onFailure, isProtected },
      policy: request.policy,
      timeoutInMinutes: request.timeoutInMinutes,
      requestToken: request.requestToken,
      deployer: request.deployer,
      changeSetId: request.changeSetId,
      ...(request.changeSetId === undefined ? {} : { updatedAt: this.#parts.clock.now() }),
      parentId: parent?.id,
      rootId: parent === undefined ? undefined : (parent.rootId ?? parent.id),
    };
    return this.#start(stack, "CREATE_IN_PROGRESS", options, outdatedSets(present, request));
  }

  /** A stack that holds itself would never be done. Throws LimitExceededException. */
  #checkRoom(): void {
    let count = 0;
    for (const { stack } of this.book.all) if (stack.status !== "DELETE_COMPLETE") count += 1;
    if (count >= mostStacks) throw tooMany();
  }

  /** Resolves, once that is written down, with the run that goes on. Throws ValidationError for a stack in a wrong state. */
  async update(record: StackRecord, request: UpdateStackRequest): Promise<StackRun> {
    const { stack } = record;
    this.checkUpdatable(stack);
    const { input, onFailure = "ROLLBACK", run: options } = request;
    const updated: Stack = {
      ...stack,
      ...{ input, onFailure, formerInput: stack.formerInput ?? stack.input },
      policyDuringUpdate: request.policyDuringUpdate,
      nextPolicy: request.policy,
      requestToken: request.requestToken,
      deployer: request.deployer,
      changeSetId: request.changeSetId ?? stack.changeSetId,
      updatedAt: this.#parts.clock.now(),
    };
    return this.#start(updated, "UPDATE_IN_PROGRESS", options, outdatedSets(record, request));
  }

  /** Resolves, once that is written down, with the run that goes on. Throws ValidationError for a stack in a wrong state. */
  async import(record: StackRecord, request: ImportRequest): Promise<StackRun> {
    const { stack } = record;
    const isNew = stack.status === "REVIEW_IN_PROGRESS";
    if (!isNew) this.checkUpdatable(stack);
    const { input, targets, requestToken, deployer, changeSetId } = request;
    const importing: Stack = {
      ...{ ...stack, input, importing: targets, requestToken, deployer, changeSetId },
      ...(isNew ? {} : { formerInput: stack.input }),
      updatedAt: this.#parts.clock.now(),
    };
    return this.#start(importing, "IMPORT_IN_PROGRESS");
  }

  /** Throws ValidationError. */
  checkUpdatable(stack: Stack): void {
    if (!updatable.has(stack.status)) throw wrongState(stack);
  }

  /**
   * Resolves once that is written down; a stack that is being created is given up first. Throws ValidationError for a protected
   * one, and one in a wrong state.
   */
  async delete(
    { stack: { id } }: StackRecord,
    { retained = [], ...demand }: Demand & { readonly retained?: readonly string[] } = {},
  ): Promise<void> {
    const { stack } = this.get(id);
    if (stack.status === "DELETE_COMPLETE" || stack.status === "DELETE_IN_PROGRESS") return;
    if (stack.isProtected)
      throw validationError(`Stack [${stack.name}] cannot be deleted while TerminationProtection is enabled`);
    if (stack.status === "CREATE_IN_PROGRESS" || stack.status === "ROLLBACK_IN_PROGRESS") {
      this.#running.get(id)?.run.stop("Delete requested by user.");
      await this.settled(id);
    }
    const { stack: present } = this.get(id);
    if (isUnderWay(present))
      throw validationError(`Stack [${present.id}] cannot be deleted while in status ${present.status}`);
    if (retained.length > 0 && present.status !== "DELETE_FAILED")
      throw validationError(
        `Invalid operation on stack [${present.id}]. Resources can only be retained when the stack is in the DELETE_FAILED state.`,
      );
    const doomed = { ...demanded(present, demand), skipped: retained, restsIn: present.status };
    await this.#start(doomed, "DELETE_IN_PROGRESS");
  }

  /** Throws ValidationError if there is no update to be cancelled. */
  cancelUpdate({ stack }: StackRecord): void {
    if (stack.status !== "UPDATE_IN_PROGRESS")
      throw validationError(`CancelUpdateStack cannot be called from current stack status`);
    this.#running.get(stack.id)?.run.stop("User Initiated");
  }

  /** Throws ValidationError for a stack in another state than a failed rollback. */
  async continueRollback(
    { stack }: StackRecord,
    skipped: readonly string[],
    demand: Demand = {},
  ): Promise<void> {
    if (stack.status !== "UPDATE_ROLLBACK_FAILED")
      throw validationError(`Stack:${stack.id} is in ${stack.status} state and can not continue rollback.`);
    await this.#start({ ...demanded(stack, demand), skipped }, "UPDATE_ROLLBACK_IN_PROGRESS");
  }

  /** Throws ValidationError for a stack that did not stay as a failure left it. */
  async rollBack({ stack }: StackRecord, demand: Demand = {}): Promise<void> {
    const next = stack.status === "CREATE_FAILED" ? "ROLLBACK_IN_PROGRESS" : "UPDATE_ROLLBACK_IN_PROGRESS";
    if (stack.status !== "CREATE_FAILED" && stack.status !== "UPDATE_FAILED")
      throw validationError(`Stack:${stack.id} is in ${stack.status} state and can not be rolled back.`);
    await this.#start(demanded(stack, demand), next);
  }

  /** A stack without resources, which change sets can be made for. */
  async review(name: string, input: StackInput): Promise<StackRecord> {
    const stack = this.#newStack(name, input);
    const run = new StackRun(this.#parts, stack.id);
    await this.book.save({ type: "stack", stack });
    await run.enter("REVIEW_IN_PROGRESS", { reason: "User Initiated" });
    return this.get(stack.id);
  }

  /** Facts of a stack that no operation is needed for. */
  async setFacts(
    { stack }: StackRecord,
    facts: Partial<Stack>,
    ...more: readonly StackChange[]
  ): Promise<void> {
    await this.book.save({ type: "stack", stack: { ...stack, ...facts } }, ...more);
  }

  /** Goes on with what was under way when the region went down. */
  resume({ stack }: StackRecord): void {
    const work = workOf(stack.status);
    if (work === undefined || this.#running.has(stack.id)) return;
    this.#begin(new StackRun(this.#parts, stack.id), work);
  }

  /** Resolves once nothing is under way in the stack. */
  async settled(id: string): Promise<void> {
    await this.#running.get(id)?.end;
  }

  /** What is under way is gone on with when the region comes up again. */
  async close(): Promise<void> {
    for (const { run } of this.#running.values()) run.suspend();
    await Promise.all([...this.#running.values()].map(({ end }) => end));
    await this.book.close();
  }

  #newStack(name: string, input: StackInput): Stack {
    const { clock, identity } = this.#parts;
    return {
      id: formatArn(identity, "cloudformation", `stack/${name}/${randomUUID()}`),
      name,
      status: "REVIEW_IN_PROGRESS",
      createdAt: clock.now(),
      input,
      outputs: [],
      imports: [],
      onFailure: "ROLLBACK",
      isProtected: false,
      leftovers: [],
    };
  }

  async #start(
    stack: Stack,
    status: StackStatus,
    options?: RunOptions,
    more: readonly StackChange[] = [],
  ): Promise<StackRun> {
    const run = new StackRun(this.#parts, stack.id, options);
    const work = workOf(status);
    if (work === undefined) throw new Error(`Nothing goes on in a stack in ${status}`);
    if (this.book.byId(stack.id) === undefined) await this.book.save({ type: "stack", stack });
    await run.enter(status, { ...stack, reason: "User Initiated" }, ...more);
    this.#begin(run, work);
    return run;
  }

  #begin(run: StackRun, work: Work): void {
    const timer = this.#limit(run);
    const end = work(run)
      .catch((fault: unknown) => this.#broken(run, fault))
      .finally(() => {
        timer?.cancel();
        this.#running.delete(run.stackId);
      });
    this.#running.set(run.stackId, { run, end });
  }

  /** A creation takes no longer than it was given. */
  #limit(run: StackRun): Timer | undefined {
    const { status, timeoutInMinutes: minutes, createdAt } = run.stack;
    if (status !== "CREATE_IN_PROGRESS" || minutes === undefined) return undefined;
    const leftMs = createdAt + minutes * 60_000 - this.#parts.clock.now();
    return this.#parts.clock.setTimer(leftMs, () =>
      run.stop("Stack creation time exceeded the specified timeout."),
    );
  }

  /** A fault of ours, or of the disk: the stack does not stay at work for ever. */
  async #broken(run: StackRun, fault: unknown): Promise<void> {
    if (fault instanceof Suspended) return;
    this.#parts.onFault(fault, `the stack ${run.stack.name}`);
    try {
      await run.enter(brokenState(run.stack.status), { reason: "Internal Failure" });
    } catch {
      // It is gone on with when the region comes up again.
    }
  }
}

/** A role that is given with an operation is the stack's from then on. */
function demanded(stack: Stack, { requestToken, deployer, roleArn }: Demand): Stack {
  const input = roleArn === undefined ? stack.input : { ...stack.input, roleArn };
  return { ...stack, requestToken, deployer, input };
}

const updatable: ReadonlySet<StackStatus> = new Set<StackStatus>([
  "CREATE_COMPLETE",
  "CREATE_FAILED",
  "UPDATE_COMPLETE",
  "UPDATE_FAILED",
  "UPDATE_ROLLBACK_COMPLETE",
  "IMPORT_COMPLETE",
  "IMPORT_ROLLBACK_COMPLETE",
]);

/** The change sets that were made for a stack which has since been changed without them. */
function outdatedSets(
  record: StackRecord | undefined,
  { changeSetId }: StackRequest,
): readonly StackChange[] {
  if (changeSetId !== undefined) return [];
  return [...(record?.changeSets.values() ?? [])]
    .filter(({ executionStatus }) => executionStatus === "AVAILABLE")
    .map((changeSet) => ({
      type: "change-set",
      changeSet: { ...changeSet, executionStatus: "OBSOLETE" },
    }));
}
