// The state machines of the region: created idempotently, updated, described, listed and deleted, with AWS's answers.

import { randomUUID } from "node:crypto";
import type { RegionIdentity } from "../aws/arn.ts";
import { ServiceError } from "../aws/service-error.ts";
import type { WorkflowType } from "../engine/execution.ts";
import type { DocumentStore } from "../store/execution-store.ts";
import type { Clock } from "../time/clock.ts";
import { checkStateMachineArn, stateMachineArn } from "./arns.ts";
import { checkName } from "./names.ts";
import { type Page, type PageRequest, pageOf } from "./page.ts";
import { machineFromText, machineText } from "./revision.ts";
import {
  checkLogging,
  compileText,
  type LoggingConfiguration,
  noLogging,
  type StateMachine,
} from "./state-machine.ts";

export interface CreateStateMachineRequest {
  readonly name: string;
  readonly definition: string;
  readonly roleArn: string;
  /** @default "STANDARD" */
  readonly type?: WorkflowType | undefined;
  readonly logging?: LoggingConfiguration | undefined;
  readonly tracingEnabled?: boolean | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
  /**
   * A template's machine: it is made anew whenever the template is deployed, so it is not kept, and takes the place of one
   * of its name that was.
   */
  readonly isDeployed?: boolean;
}

export interface UpdateStateMachineRequest {
  readonly stateMachineArn: string;
  readonly definition?: string | undefined;
  readonly roleArn?: string | undefined;
  readonly logging?: LoggingConfiguration | undefined;
  readonly tracingEnabled?: boolean | undefined;
}

export interface StateMachinesOptions {
  readonly clock: Clock;
  readonly identity: RegionIdentity;
  /** Where machines are kept that no template describes. */
  readonly documents: DocumentStore;
}

/** Of the documents that hold a machine each, by its ARN. */
const documentKind = "state machine";

export class StateMachines {
  readonly #clock: Clock;
  readonly #identity: RegionIdentity;
  readonly #documents: DocumentStore;
  readonly #machines: Map<string, StateMachine>;
  readonly #deployed = new Set<string>();

  constructor({ clock, identity, documents }: StateMachinesOptions) {
    this.#clock = clock;
    this.#identity = identity;
    this.#documents = documents;
    const kept = [...documents.documents(documentKind)];
    this.#machines = new Map(kept.map(([arn, text]) => [arn, machineFromText(text)]));
  }

  /** The same request again answers with the machine that is there. */
  create(request: CreateStateMachineRequest): StateMachine {
    checkName(request.name);
    const { type = "STANDARD", logging = noLogging, tracingEnabled = false } = request;
    checkLogging(logging);
    const arn = stateMachineArn(this.#identity, request.name);
    const compiled = compileText(request.definition, type);
    const now = this.#clock.now();
    const machine: StateMachine = {
      arn,
      name: request.name,
      type,
      definition: request.definition,
      roleArn: request.roleArn,
      logging,
      tracingEnabled,
      tags: request.tags ?? {},
      createdAt: now,
      updatedAt: now,
      revisionId: undefined,
      compiled,
    };
    const existing = this.#machines.get(arn);
    if (request.isDeployed === true && !this.#deployed.has(arn)) {
      this.#deployed.add(arn);
      if (existing !== undefined) this.#documents.remove(documentKind, arn);
      this.#machines.set(arn, machine);
      return machine;
    }
    if (existing === undefined) {
      this.#keep(machine);
      return machine;
    }
    if (idempotencyKey(existing) === idempotencyKey(machine)) return existing;
    throw new ServiceError("StateMachineAlreadyExists", `State Machine Already Exists: '${arn}'`);
  }

  /** Running executions go on with the definition that they started with. */
  update(request: UpdateStateMachineRequest): StateMachine {
    const machine = this.describe(request.stateMachineArn);
    const { definition, roleArn, logging, tracingEnabled } = request;
    if ([definition, roleArn, logging, tracingEnabled].every((member) => member === undefined)) {
      throw new ServiceError(
        "MissingRequiredParameter",
        "Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified",
      );
    }
    if (logging !== undefined) checkLogging(logging);
    const changesRevision =
      (definition !== undefined && definition !== machine.definition) ||
      (roleArn !== undefined && roleArn !== machine.roleArn);
    const updated: StateMachine = {
      ...machine,
      definition: definition ?? machine.definition,
      compiled: definition === undefined ? machine.compiled : compileText(definition, machine.type),
      roleArn: roleArn ?? machine.roleArn,
      logging: logging ?? machine.logging,
      tracingEnabled: tracingEnabled ?? machine.tracingEnabled,
      updatedAt: this.#clock.now(),
      revisionId: changesRevision || machine.revisionId === undefined ? randomUUID() : machine.revisionId,
    };
    this.#keep(updated);
    return updated;
  }

  /** Throws InvalidArn or StateMachineDoesNotExist. */
  describe(arn: string): StateMachine {
    const machine = this.#machines.get(arn);
    if (machine !== undefined) return machine;
    checkStateMachineArn(arn);
    throw new ServiceError("StateMachineDoesNotExist", `State Machine Does Not Exist: '${arn}'`);
  }

  /** A machine that is not there is as good as deleted, as on AWS. */
  delete(arn: string): void {
    checkStateMachineArn(arn);
    if (!this.#machines.delete(arn)) return;
    if (!this.#deployed.delete(arn)) this.#documents.remove(documentKind, arn);
  }

  list(request: PageRequest): Page<StateMachine> {
    const byCreation = [...this.#machines.values()].sort(
      (a, b) => b.createdAt - a.createdAt || (a.name < b.name ? -1 : 1),
    );
    return pageOf(byCreation, request, { key: "stateMachines", now: this.#clock.now() });
  }

  /** It is on disk once the store has committed. */
  #keep(machine: StateMachine): void {
    this.#machines.set(machine.arn, machine);
    if (!this.#deployed.has(machine.arn))
      this.#documents.put(documentKind, machine.arn, machineText(machine));
  }
}

/** What CreateStateMachine compares; a different role or other tags do not make a different request. */
function idempotencyKey({ name, definition, type, logging, tracingEnabled }: StateMachine): string {
  return JSON.stringify([name, definition, type, logging, tracingEnabled]);
}
