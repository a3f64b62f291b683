// Versions of state machines: what a machine was when it was published, under a number that is never given again.
// https://docs.aws.amazon.com/step-functions/latest/dg/concepts-state-machine-version.html

import { ServiceError } from "../../../aws/service-error.ts";
import type { Clock } from "../../../time/clock.ts";
import { type Page, type PageRequest, pageOf } from "../page.ts";
import type { DocumentStore } from "../store/execution-store.ts";
import { initialRevision, machineFromText, machineText } from "./revision.ts";
import type { StateMachine } from "./state-machine.ts";

export interface StateMachineVersion {
  readonly arn: string;
  readonly number: number;
  /** As it was when it was published; its ARN is the machine's own. */
  readonly machine: StateMachine;
  readonly description: string | undefined;
  readonly createdAt: number;
}

export interface PublishRequest {
  /** Of the revision that is to be published. @default the current one */
  readonly revisionId?: string | undefined;
  readonly description?: string | undefined;
  /** UpdateStateMachine with `publish`. */
  readonly isUpdate?: boolean;
}

/** Quotas, "Versions per state machine". */
const mostVersions = 1000;

const versionKind = "state machine version";
const counterKind = "state machine versions";

interface KeptVersion extends Omit<StateMachineVersion, "machine"> {
  readonly machine: string;
}

export class StateMachineVersions {
  readonly #clock: Clock;
  readonly #documents: DocumentStore;
  /** By the machine's ARN, oldest first. */
  readonly #versions = new Map<string, StateMachineVersion[]>();
  /** The highest number that was given, by the machine's ARN. */
  readonly #last: Map<string, number>;

  constructor(clock: Clock, documents: DocumentStore) {
    this.#clock = clock;
    this.#documents = documents;
    const counters = [...documents.documents(counterKind)];
    this.#last = new Map(counters.map(([arn, last]) => [arn, Number(last)]));
    const kept = [...documents.documents(versionKind).values()].map(
      (text) => JSON.parse(text) as KeptVersion,
    );
    for (const { machine, description, ...version } of kept.sort((a, b) => a.number - b.number))
      this.#add({ ...version, description, machine: machineFromText(machine) });
  }

  /**
   * A revision that is published is not published again, except by an update: that makes a version of its own unless the
   * machine is still as it was created. Throws ConflictException for another revision than the current one.
   */
  publish(
    machine: StateMachine,
    { revisionId, description, isUpdate = false }: PublishRequest,
  ): StateMachineVersion {
    const current = machine.revisionId ?? initialRevision;
    if (revisionId !== undefined && revisionId !== current) {
      throw new ServiceError(
        "ConflictException",
        `Failed to publish the State Machine version for revision ${revisionId}. The current State Machine revision is ${current}.`,
      );
    }
    const isSame = isUpdate ? isAsCreated : isSameRevision;
    const published = this.of(machine.arn).find((version) => isSame(version.machine, machine));
    if (published !== undefined) return published;
    this.checkRoom(machine);
    const number = (this.#last.get(machine.arn) ?? 0) + 1;
    const arn = `${machine.arn}:${number}`;
    const version = { arn, number, machine, description, createdAt: this.#clock.now() };
    this.#add(version);
    this.#documents.put(counterKind, machine.arn, String(number));
    const kept: KeptVersion = { ...version, machine: machineText(machine) };
    this.#documents.put(versionKind, arn, JSON.stringify(kept));
    return version;
  }

  /** Throws ServiceQuotaExceededException if there is no room for another. */
  checkRoom(machine: StateMachine): void {
    if (this.of(machine.arn).length < mostVersions) return;
    throw new ServiceError(
      "ServiceQuotaExceededException",
      `The state machine has ${mostVersions} versions, which is the most: delete some first.`,
    );
  }

  /** Oldest first. */
  of(machineArn: string): readonly StateMachineVersion[] {
    return this.#versions.get(machineArn) ?? [];
  }

  find(machineArn: string, number: number): StateMachineVersion | undefined {
    return this.of(machineArn).find((version) => version.number === number);
  }

  list(machineArn: string, request: PageRequest): Page<StateMachineVersion> {
    return pageOf(this.of(machineArn), request, {
      key: `versions ${machineArn}`,
      now: this.#clock.now(),
      positionOf: ({ number }) => number,
      descending: true,
    });
  }

  delete({ arn, machine }: StateMachineVersion): void {
    const left = this.of(machine.arn).filter((version) => version.arn !== arn);
    this.#versions.set(machine.arn, left);
    this.#documents.remove(versionKind, arn);
  }

  /** The machine is deleted. */
  deleteAll(machineArn: string): void {
    for (const version of this.of(machineArn)) this.delete(version);
    this.#versions.delete(machineArn);
    if (this.#last.delete(machineArn)) this.#documents.remove(counterKind, machineArn);
  }

  #add(version: StateMachineVersion): void {
    const versions = this.#versions.get(version.machine.arn) ?? [];
    versions.push(version);
    this.#versions.set(version.machine.arn, versions);
    this.#last.set(version.machine.arn, Math.max(version.number, this.#last.get(version.machine.arn) ?? 0));
  }
}

/** One that is created anew under the name of one that was deleted has no revision either. */
function isSameRevision(one: StateMachine, other: StateMachine): boolean {
  return (
    one.revisionId === other.revisionId &&
    one.definition === other.definition &&
    one.roleArn === other.roleArn
  );
}

function isAsCreated(one: StateMachine, other: StateMachine): boolean {
  if (other.revisionId !== undefined) return false;
  return isSameRevision(one, other) && configurationOf(one) === configurationOf(other);
}

function configurationOf({ tracingEnabled, logging, encryption }: StateMachine): string {
  return JSON.stringify([tracingEnabled, logging, encryption]);
}
