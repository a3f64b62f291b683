// The state machines of the region: created idempotently, updated, described, listed and deleted, with AWS's answers; and their
// versions and aliases.

import { randomUUID } from "node:crypto";
import type { RegionIdentity } from "../../../aws/arn.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import type { Tags } from "../../../aws/tags.ts";
import type { WorkflowType } from "../../../engine/execution.ts";
import type { Clock } from "../../../time/clock.ts";
import { atOnce } from "../../../time/time-slice.ts";
import { checkRoleArn, stateMachineArn } from "../arns.ts";
import { type EncryptionConfiguration, ownedKey } from "../encryption.ts";
import { checkName } from "../names.ts";
import { type Page, type PageRequest, pageOf } from "../page.ts";
import type { DocumentStore } from "../store/execution-store.ts";
import { checkTags } from "../tags.ts";
import { resourceNotFound, StateMachineAliases } from "./aliases.ts";
import type { PermittedMachine } from "./machine-permits.ts";
import { readStateMachineArn } from "./qualified-arn.ts";
import { machineFromText, machineText } from "./revision.ts";
import { checkRouting, type Route } from "./routing.ts";
import {
  checkLogging,
  compileText,
  type LoggingConfiguration,
  logsTo,
  noLogging,
  type StateMachine,
} from "./state-machine.ts";
import { type PublishRequest, type StateMachineVersion, StateMachineVersions } from "./versions.ts";

export interface CreateStateMachineRequest {
  readonly name: string;
  readonly definition: string;
  readonly roleArn: string;
  /** @default "STANDARD" */
  readonly type?: WorkflowType | undefined;
  readonly logging?: LoggingConfiguration | undefined;
  readonly tracingEnabled?: boolean | undefined;
  readonly encryption?: EncryptionConfiguration | undefined;
  readonly tags?: Tags | undefined;
  /** Publishes it as its first version. */
  readonly publish?: boolean | undefined;
  readonly versionDescription?: string | undefined;
  /** Whether it may log to what is not there yet. */
  readonly logGroupsMayBeMissing?: boolean;
  /** What `compileText` gave for the definition, if it was asked beforehand. */
  readonly compiled?: StateMachine["compiled"] | undefined;
}

export interface UpdateStateMachineRequest {
  readonly stateMachineArn: string;
  readonly definition?: string | undefined;
  readonly roleArn?: string | undefined;
  readonly logging?: LoggingConfiguration | undefined;
  readonly tracingEnabled?: boolean | undefined;
  readonly encryption?: EncryptionConfiguration | undefined;
  readonly publish?: boolean | undefined;
  readonly versionDescription?: string | undefined;
  /** Whether it may log to what is not there yet. */
  readonly logGroupsMayBeMissing?: boolean;
  /** What `compileText` gave for the definition, if it was asked beforehand. */
  readonly compiled?: StateMachine["compiled"] | undefined;
}

export interface StateMachinesOptions {
  readonly clock: Clock;
  readonly identity: RegionIdentity;
  readonly documents: DocumentStore;
  /** @default every log group is there */
  readonly isLogGroup?: ((logGroupName: string) => boolean) | undefined;
  /** Throws AccessDeniedException for a machine whose role does not let it do what it is to do. @default every role does */
  readonly checkRole?: ((machine: PermittedMachine) => void) | undefined;
}

/** Of the documents that hold a machine each, by its ARN. */
const documentKind = "state machine";

export class StateMachines {
  readonly versions: StateMachineVersions;
  readonly aliases: StateMachineAliases;
  readonly #clock: Clock;
  readonly #identity: RegionIdentity;
  readonly #documents: DocumentStore;
  readonly #isLogGroup: (logGroupName: string) => boolean;
  readonly #checkRole: (machine: PermittedMachine) => void;
  readonly #machines: Map<string, StateMachine>;

  constructor({ clock, identity, documents, isLogGroup = () => true, checkRole }: StateMachinesOptions) {
    this.#checkRole = checkRole ?? (() => undefined);
    this.#clock = clock;
    this.#isLogGroup = isLogGroup;
    this.#identity = identity;
    this.#documents = documents;
    this.versions = new StateMachineVersions(clock, documents);
    this.aliases = new StateMachineAliases(clock, documents);
    const kept = [...documents.documents(documentKind)];
    this.#machines = new Map(kept.map(([arn, text]) => [arn, machineFromText(text)]));
  }

  /** The same request again answers with the machine that is there. */
  create(request: CreateStateMachineRequest): StateMachine {
    const machine = this.#fromRequest(request);
    const { arn } = machine;
    this.#checkRole(machine);
    const existing = this.#machines.get(arn);
    if (existing?.isDeleting) throw deleting(arn);
    if (existing === undefined) {
      this.#keep(machine);
      if (machine.published !== undefined) this.versions.publish(machine, machine.published);
      return machine;
    }
    if (idempotencyKey(existing) === idempotencyKey(machine)) return existing;
    throw new ServiceError("StateMachineAlreadyExists", `State Machine Already Exists: '${arn}'`);
  }

  #fromRequest(request: CreateStateMachineRequest): StateMachine {
    const { name, definition, type = "STANDARD", logging = noLogging, tags = {} } = request;
    checkName(name);
    checkRoleArn(request.roleArn);
    checkLogging(logging, request.logGroupsMayBeMissing === true ? () => true : this.#isLogGroup);
    const published = publication(request);
    const arn = stateMachineArn(this.#identity, name);
    checkTags(arn, tags);
    const compiled = checked(request.compiled ?? atOnce(compileText(definition, type)));
    const now = this.#clock.now();
    return {
      arn,
      name,
      type,
      definition,
      roleArn: request.roleArn,
      logging,
      tracingEnabled: request.tracingEnabled ?? false,
      encryption: request.encryption ?? ownedKey,
      tags,
      published,
      createdAt: now,
      updatedAt: now,
      revisionId: undefined,
      compiled,
    };
  }

  /**
   * Running executions go on with the definition that they started with. A first update that changes nothing makes no revision.
   */
  update(request: UpdateStateMachineRequest): StateMachine {
    const machine = this.find(request.stateMachineArn);
    const { definition, roleArn, logging, tracingEnabled, encryption } = request;
    publication(request);
    if ([definition, roleArn, logging, tracingEnabled, encryption].every((member) => member === undefined)) {
      throw new ServiceError(
        "MissingRequiredParameter",
        "Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified",
      );
    }
    if (roleArn !== undefined) checkRoleArn(roleArn);
    // Log groups are gone when the region has stopped, but what a machine logs to comes into being with its next event.
    const isMissed = (name: string) => !this.#isLogGroup(name) && !logsTo(machine, name);
    if (logging !== undefined)
      checkLogging(logging, (name) => request.logGroupsMayBeMissing === true || !isMissed(name));
    const changesRevision =
      (definition !== undefined && definition !== machine.definition) ||
      (roleArn !== undefined && roleArn !== machine.roleArn);
    const compiled =
      definition === undefined
        ? undefined
        : (request.compiled ?? atOnce(compileText(definition, machine.type)));
    const updated: StateMachine = {
      ...machine,
      definition: definition ?? machine.definition,
      compiled: compiled === undefined ? machine.compiled : checked(compiled),
      roleArn: roleArn ?? machine.roleArn,
      logging: logging ?? machine.logging,
      tracingEnabled: tracingEnabled ?? machine.tracingEnabled,
      encryption: encryption ?? machine.encryption,
      updatedAt: this.#clock.now(),
      revisionId: changesRevision ? randomUUID() : machine.revisionId,
    };
    // A request that is refused has changed nothing.
    this.#checkRole(updated);
    if (request.publish === true) this.versions.checkRoom(updated);
    this.#keep(updated);
    return updated;
  }

  /** Of the current revision. Throws ConflictException. */
  publish(stateMachineArn: string, request: PublishRequest): StateMachineVersion {
    return this.versions.publish(this.find(stateMachineArn), request);
  }

  /** The machine itself, of which there is but one. Throws InvalidArn, StateMachineDoesNotExist and StateMachineDeleting. */
  find(arn: string): StateMachine {
    const machine = this.#of(arn);
    if (machine.isDeleting) throw deleting(arn);
    return machine;
  }

  /** Undefined unless the ARN is a machine's own. */
  get(arn: string): StateMachine | undefined {
    return this.#machines.get(arn);
  }

  /** Also one that is being deleted. Machines are kept by their plain ARNs, so that most need not be read. */
  #of(arn: string): StateMachine {
    const machine = this.#machines.get(arn);
    if (machine !== undefined) return machine;
    if (readStateMachineArn(arn).label !== undefined) throw labelled();
    return doesNotExist(arn);
  }

  /** Throws StateMachineDeleting if the machine of this ARN, of its version or of its alias is being deleted. */
  checkNotDeleting(arn: string): void {
    const machine = this.#machines.get(readStateMachineArn(arn).machineArn);
    if (machine?.isDeleting) throw deleting(arn);
  }

  /** What a plain ARN, a version's or an alias's stands for: of an alias its first version. Throws as `find` does. */
  describe(arn: string): StateMachine {
    return this.#machines.get(arn) ?? this.version(arn)?.machine ?? doesNotExist(arn);
  }

  /** The version that an ARN names: a version's own, or the first of an alias. */
  version(arn: string): StateMachineVersion | undefined {
    const { machineArn, version, alias } = readStateMachineArn(arn);
    if (version !== undefined) {
      const found = this.versions.find(machineArn, version);
      // `:01` and `:1:2` name no version, though they would be read as one.
      return found?.arn === arn ? found : undefined;
    }
    const routed = alias === undefined ? undefined : this.aliases.find(arn)?.routing[0];
    return routed && this.version(routed.versionArn);
  }

  /** Throws ResourceNotFound for a version that is not there, and as `checkRouting` does. */
  checkRoutes(routing: readonly Route[]): void {
    checkRouting(routing);
    const missing = routing.find(({ versionArn }) => this.version(versionArn) === undefined);
    if (missing !== undefined) throw resourceNotFound(missing.versionArn);
  }

  /**
   * From now on no execution of it starts. The ARN of a version or of an alias is none of a machine: nothing is deleted. Throws
   * InvalidArn, and ValidationException for an ARN with a label.
   */
  beginDeletion(arn: string): StateMachine | undefined {
    if (readStateMachineArn(arn).label !== undefined) throw labelled();
    const machine = this.#machines.get(arn);
    if (machine === undefined) return undefined;
    const deleted = { ...machine, isDeleting: true };
    this.#keep(deleted);
    this.aliases.deleteAll(arn);
    this.versions.deleteAll(arn);
    return deleted;
  }

  /** One that has no open executions. One that is not there is as good as deleted, as on AWS. */
  delete(arn: string): void {
    const machine = this.beginDeletion(arn);
    if (machine !== undefined) this.endDeletion(machine);
  }

  endDeletion({ arn }: StateMachine): void {
    this.#machines.delete(arn);
    this.#documents.remove(documentKind, arn);
  }

  /** Whose deletion a crash has interrupted. */
  deleting(): readonly StateMachine[] {
    return [...this.#machines.values()].filter(({ isDeleting }) => isDeleting === true);
  }

  /** Throws ConflictException while an alias routes to it. One that is not there is as good as deleted. */
  deleteVersion(arn: string): void {
    const version = readStateMachineArn(arn).version === undefined ? undefined : this.version(arn);
    if (version === undefined) return;
    const aliases = this.aliases.referencing(version.machine.arn, arn);
    if (aliases.length > 0) {
      throw new ServiceError(
        "ConflictException",
        `Version to be deleted must not be referenced by an alias. Current list of aliases referencing this version: [${aliases.join(", ")}]`,
      );
    }
    this.versions.delete(version);
  }

  setTags(arn: string, tags: Tags): void {
    this.#keep({ ...this.#of(arn), tags });
  }

  all(): Iterable<StateMachine> {
    return this.#machines.values();
  }

  list(request: PageRequest): Page<StateMachine> {
    const now = this.#clock.now();
    return pageOf(this.#machines.values(), request, {
      key: "stateMachines",
      now,
      positionOf: ({ name }) => name,
    });
  }

  /** It is on disk once the store has committed. */
  #keep(machine: StateMachine): void {
    this.#machines.set(machine.arn, machine);
    this.#documents.put(documentKind, machine.arn, machineText(machine));
  }
}

/** Throws InvalidDefinition. */
function checked(compiled: StateMachine["compiled"]): StateMachine["compiled"] {
  compiled();
  return compiled;
}

/** Undefined if nothing is to be published. Throws ValidationException. */
function publication({ publish, versionDescription }: CreateStateMachineRequest | UpdateStateMachineRequest) {
  if (publish === true) return { description: versionDescription };
  if (versionDescription === undefined) return undefined;
  throw new ServiceError("ValidationException", "Version description can only be set when publish is true");
}

function doesNotExist(arn: string): never {
  throw new ServiceError("StateMachineDoesNotExist", `State Machine Does Not Exist: '${arn}'`);
}

function labelled(): ServiceError {
  return new ServiceError("ValidationException", "This operation does not support labeled ARNs", {
    members: { reason: "API_DOES_NOT_SUPPORT_LABELED_ARNS" },
  });
}

function deleting(arn: string): ServiceError {
  return new ServiceError("StateMachineDeleting", `State Machine Deleting: '${arn}'`);
}

/** What CreateStateMachine compares; a different role or other tags do not make a different request. */
function idempotencyKey(machine: StateMachine): string {
  const { name, definition, type, logging, tracingEnabled, encryption, published } = machine;
  return JSON.stringify([name, definition, type, logging, tracingEnabled, encryption, published]);
}
