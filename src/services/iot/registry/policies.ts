// Policies, their versions, and what they are attached to. They are kept; nothing here acts on them.
// https://docs.aws.amazon.com/iot/latest/developerguide/iot-policies.html

import { formatArn, type RegionIdentity } from "../../../aws/arn.ts";
import { isJsonObject, type Json } from "../../../aws/json.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import type { RecordBook, Records } from "../../../storage/record-book.ts";
import type { Clock } from "../../../time/clock.ts";
import { alreadyExists, deleteConflict, notFound } from "../refusals.ts";

export interface PolicyVersion {
  readonly id: string;
  readonly document: string;
  readonly createdAt: number;
}

export interface Policy {
  readonly policyName: string;
  readonly versions: readonly PolicyVersion[];
  readonly defaultVersionId: string;
  readonly createdVersions: number;
  readonly createdAt: number;
  /** The ARNs of certificates and groups, and identities. */
  readonly targets: readonly string[];
}

const mostVersions = 5;
const longestDocument = 2048;

export class Policies {
  readonly #clock: Clock;
  readonly #identity: RegionIdentity;
  readonly #policies: Records<Policy>;

  constructor(clock: Clock, identity: RegionIdentity, book: RecordBook) {
    this.#clock = clock;
    this.#identity = identity;
    this.#policies = book.records("policies");
  }

  all(): readonly Policy[] {
    return this.#policies.values();
  }

  arn(policyName: string): string {
    return formatArn(this.#identity, "iot", `policy/${policyName}`);
  }

  find(policyName: string): Policy | undefined {
    return this.#policies.get(policyName);
  }

  /** Throws ResourceNotFoundException. */
  get(policyName: string): Policy {
    const policy = this.find(policyName);
    if (policy === undefined) throw notFound("Policy not found");
    return policy;
  }

  /** Throws ResourceNotFoundException. */
  version(policyName: string, versionId?: string): PolicyVersion {
    const { versions, defaultVersionId } = this.get(policyName);
    const version = versions.find(({ id }) => id === (versionId ?? defaultVersionId));
    if (version === undefined) throw notFound("Policy version not found");
    return version;
  }

  /** Throws ResourceAlreadyExistsException, MalformedPolicyException. */
  create(policyName: string, document: string): Policy {
    if (this.#policies.has(policyName))
      throw alreadyExists(`Policy cannot be created - name already exists (name=${policyName})`, {
        resourceId: policyName,
        resourceArn: this.arn(policyName),
      });
    checkDocument(document);
    const createdAt = this.#clock.now();
    return this.#put({
      ...{ policyName, defaultVersionId: "1", createdVersions: 1, createdAt, targets: [] },
      versions: [{ id: "1", document, createdAt }],
    });
  }

  /** Throws ResourceNotFoundException, MalformedPolicyException, VersionsLimitExceededException. */
  createVersion(policyName: string, document: string, setAsDefault: boolean): PolicyVersion {
    const policy = this.get(policyName);
    checkDocument(document);
    if (policy.versions.length >= mostVersions)
      throw new ServiceError(
        "VersionsLimitExceededException",
        `The policy ${policyName} already has the maximum number of versions (${mostVersions})`,
        { status: 409 },
      );
    const id = String(policy.createdVersions + 1);
    const version = { id, document, createdAt: this.#clock.now() };
    this.#put({
      ...policy,
      versions: [...policy.versions, version],
      defaultVersionId: setAsDefault ? id : policy.defaultVersionId,
      createdVersions: policy.createdVersions + 1,
    });
    return version;
  }

  /** Throws ResourceNotFoundException. */
  setDefault(policyName: string, versionId: string): void {
    this.version(policyName, versionId);
    this.#put({ ...this.get(policyName), defaultVersionId: versionId });
  }

  /** Throws ResourceNotFoundException, DeleteConflictException for the default. */
  deleteVersion(policyName: string, versionId: string): void {
    this.version(policyName, versionId);
    const policy = this.get(policyName);
    if (policy.defaultVersionId === versionId)
      throw deleteConflict(
        `Cannot delete the default version of a policy (policyName: ${policyName}, versionId: ${versionId})`,
      );
    this.#put({ ...policy, versions: policy.versions.filter(({ id }) => id !== versionId) });
  }

  /** Throws ResourceNotFoundException, DeleteConflictException while it is attached or has other versions. */
  delete(policyName: string): void {
    const { versions, targets } = this.get(policyName);
    if (versions.length > 1)
      throw deleteConflict(
        `Cannot delete the policy because it has one or more policy versions attached to it (name=${policyName})`,
      );
    if (targets.length > 0)
      throw deleteConflict(
        `The policy cannot be deleted as the policy is attached to one or more principals (name=${policyName})`,
      );
    this.#policies.remove(policyName);
  }

  /** Throws ResourceNotFoundException. */
  attach(policyName: string, target: string): void {
    const policy = this.get(policyName);
    if (!policy.targets.includes(target)) this.#put({ ...policy, targets: [...policy.targets, target] });
  }

  /** Throws ResourceNotFoundException. */
  detach(policyName: string, target: string): void {
    const policy = this.get(policyName);
    this.#put({ ...policy, targets: policy.targets.filter((each) => each !== target) });
  }

  of(target: string): readonly Policy[] {
    return this.all().filter(({ targets }) => targets.includes(target));
  }

  #put(policy: Policy): Policy {
    this.#policies.put(policy.policyName, policy);
    return policy;
  }
}

function checkDocument(document: string): void {
  if (document.replaceAll(/\s/g, "").length > longestDocument)
    throw malformed(`The policy document is longer than ${longestDocument} characters`);
  const value = parsed(document);
  if (!isJsonObject(value)) throw malformed("Policy document is not a JSON object");
  if (value.Statement === undefined) throw malformed("Policy document has no Statement");
}

function parsed(document: string): Json | undefined {
  try {
    return JSON.parse(document) as Json;
  } catch (problem) {
    throw malformed(`Policy document is not JSON: ${(problem as Error).message}`);
  }
}

function malformed(message: string): ServiceError {
  return new ServiceError("MalformedPolicyException", message);
}
