// One operation on a stack while it is under way: what there is of the stack, and how each step is written down and told of.

import { randomUUID } from "node:crypto";
import type { RegionIdentity } from "../../../../aws/arn.ts";
import type { RoleCaller } from "../../../../aws/role-caller.ts";
import type { Clock } from "../../../../time/clock.ts";
import { inSlices } from "../../../../time/time-slice.ts";
import { type Provider, ResourceFailure } from "../../providers/provider.ts";
import { Evaluation } from "../evaluation.ts";
import { exportedValue } from "../exports.ts";
import { serviceRole } from "../service-role.ts";
import type { Stack, StackEvent, StackResource, StackStatus, Standing } from "../stack.ts";
import { isThere } from "../stack.ts";
import type { StackBook, StackChange, StackRecord } from "../stack-book.ts";
import { type PolicedChange, whyDenied } from "../stack-policy.ts";

export interface RunParts {
  readonly book: StackBook;
  readonly clock: Clock;
  readonly identity: RegionIdentity;
  readonly providerOf: (type: string) => Provider;
  /** Told what the region does not do of what a template asks for. */
  readonly onWarning?: ((message: string) => void) | undefined;
}

export interface RunOptions {
  /** Whether what is there under a resource's name is taken, if an earlier run left it. @default false */
  readonly adopts?: boolean;
  /** Whether it is deployed from a project on this machine by whoever works on it. @default false */
  readonly isOfProject?: boolean;
  /** Whether it goes on without what leads to what the region does not have. @default false */
  readonly allowsMissing?: boolean;
}

export interface Failure {
  readonly logicalId: string;
  readonly thrown: unknown;
}

/** Thrown by whatever would change a stack while the region goes down. */
export class Suspended extends Error {
  override readonly name = "Suspended";
}

export class StackRun {
  readonly parts: RunParts;
  readonly stackId: string;
  readonly options: RunOptions;
  readonly failures: Failure[] = [];
  readonly #giveUp = new AbortController();
  #reason: string | undefined;
  #isSuspended = false;

  constructor(parts: RunParts, stackId: string, options: RunOptions = {}) {
    this.parts = parts;
    this.stackId = stackId;
    this.options = options;
  }

  get record(): StackRecord {
    const record = this.parts.book.byId(this.stackId);
    if (record === undefined) throw new Error(`The stack ${this.stackId} is at work and not there`);
    return record;
  }

  get stack(): Stack {
    return this.record.stack;
  }

  /** The role that the stack has, or else whoever asked for the operation; undefined for the account's root. */
  get deployer(): RoleCaller | undefined {
    const { id, input, deployer } = this.stack;
    return input.roleArn === undefined ? deployer : serviceRole(input.roleArn, id);
  }

  /** Aborted once one resource failed, or somebody gave the operation up: whatever waits need not wait any longer. */
  get signal(): AbortSignal {
    return this.#giveUp.signal;
  }

  /** Why somebody gave it up; undefined if nobody did. */
  get reasonToStop(): string | undefined {
    return this.#reason;
  }

  /** Who deploys what an earlier run left is told of all warnings at the end. */
  warn(warnings: readonly string[]): void {
    if (this.options.adopts === true) return;
    for (const warning of warnings) this.parts.onWarning?.(`stack ${this.stack.name}: ${warning}`);
  }

  /** Gives the operation up. */
  stop(reason: string): void {
    this.#reason ??= reason;
    this.#giveUp.abort();
  }

  /** The region goes down: the operation stays as it is, to be gone on with when it comes up again. */
  suspend(): void {
    this.#isSuspended = true;
    this.#giveUp.abort();
  }

  fail(logicalId: string, thrown: unknown): void {
    this.failures.push({ logicalId, thrown });
    this.#giveUp.abort();
  }

  resource(logicalId: string): StackResource | undefined {
    return this.record.resources.get(logicalId);
  }

  standing(logicalId: string): Standing | undefined {
    const resource = this.resource(logicalId);
    return resource !== undefined && isThere(resource) ? resource.standing : undefined;
  }

  /** Rejects with TemplateError. */
  async evaluation(): Promise<Evaluation> {
    const evaluated = Evaluation.of({
      identity: this.parts.identity,
      stack: this.stack,
      input: this.stack.input,
      standing: (logicalId) => this.standing(logicalId),
      exported: (name) => exportedValue(this.parts.book, name),
    });
    return inSlices(evaluated);
  }

  /** Throws ResourceFailure for what the stack's policy does not let an update do. */
  checkPolicy(change: PolicedChange): void {
    const { policy, policyDuringUpdate = policy } = this.stack;
    const reason = whyDenied(policyDuringUpdate, change);
    if (reason !== undefined) throw new ResourceFailure(reason);
  }

  provider(type: string): Provider {
    return this.parts.providerOf(type);
  }

  /** The stack comes to be in another state, and others of its facts with it. */
  async enter(
    status: StackStatus,
    facts: Partial<Stack> & { readonly reason?: string | undefined } = {},
    ...more: readonly StackChange[]
  ): Promise<void> {
    this.#checkGoingOn();
    const { reason, ...others } = facts;
    const stack: Stack = { ...this.stack, ...others, status, statusReason: reason };
    await this.parts.book.save({ type: "stack", stack }, ...more, this.#stackEvent(stack));
  }

  /** A resource comes to be in another state. */
  async note(
    resource: Omit<StackResource, "changedAt">,
    told: Partial<StackEvent> = {},
    ...more: readonly StackChange[]
  ): Promise<void> {
    this.#checkGoingOn();
    const changed: StackResource = { ...resource, changedAt: this.parts.clock.now() };
    const change: StackChange = { type: "resource", stackId: this.stackId, resource: changed };
    await this.parts.book.save(...more, change, this.event(changed, told));
  }

  /** What is told of a resource. */
  event(
    { logicalId, type, status, statusReason, standing, draft }: Omit<StackResource, "changedAt">,
    told: Partial<StackEvent> = {},
  ): StackChange {
    const properties = (draft ?? standing)?.properties;
    return this.#event({
      id: `${logicalId}-${status}-${new Date(this.parts.clock.now()).toISOString()}`,
      logicalId,
      physicalId: standing?.ref ?? "",
      type,
      status,
      reason: statusReason,
      properties: properties === undefined ? undefined : JSON.stringify(properties),
      ...told,
    });
  }

  /** Throws Suspended. */
  #checkGoingOn(): void {
    if (this.#isSuspended) throw new Suspended();
  }

  #stackEvent({ id, name, status, statusReason }: Stack): StackChange {
    return this.#event({
      id: randomUUID(),
      logicalId: name,
      physicalId: id,
      type: "AWS::CloudFormation::Stack",
      status,
      reason: statusReason,
    });
  }

  #event(told: Omit<StackEvent, "stackId" | "stackName" | "at">): StackChange {
    const { id, name, requestToken } = this.stack;
    const where = { stackId: id, stackName: name, at: this.parts.clock.now() };
    return { type: "event", event: { ...told, ...where, requestToken } };
  }
}

export function namesOf(logicalIds: readonly string[]): string {
  return `[${logicalIds.join(", ")}]`;
}
