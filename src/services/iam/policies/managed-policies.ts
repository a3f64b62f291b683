// IAM's managed policies: the account's own, each with up to five versions, and AWS's, which are known by their names alone.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html

import { createHash } from "node:crypto";
import type { RegionIdentity } from "../../../aws/arn.ts";
import { pathOfPolicyOfAws } from "../../../policies/names-of-aws.ts";
import type { Records } from "../../../storage/record-book.ts";
import type { Clock } from "../../../time/clock.ts";
import { iamArn, isPolicyArn, nameInArn, newId } from "../identities.ts";
import {
  alreadyExists,
  checkPolicyArn,
  deleteConflict,
  invalidInput,
  limitExceeded,
  noSuchEntity,
  notAttachable,
} from "../refusals.ts";
import { checkManagedPolicy } from "./policy-documents.ts";

const mostVersions = 5;
/** `arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole` */
const ofAws = /^arn:[^:]*:iam::aws:policy\/((?:[\w+=,.@-]+\/)*[\w+=,.@-]+)$/;
const serviceRolePath = "aws-service-role/";

export interface PolicyVersion {
  /** `v1` and so on. */
  readonly id: string;
  /** Undefined for a policy of AWS's, whose documents are not here. */
  readonly document: string | undefined;
  readonly createdAt: number;
}

export interface ManagedPolicy {
  readonly name: string;
  readonly id: string;
  readonly arn: string;
  readonly path: string;
  readonly description?: string;
  /** Oldest first. */
  readonly versions: readonly PolicyVersion[];
  readonly defaultVersion: string;
  /** How many there have been. */
  readonly issued: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface NewPolicy {
  readonly name: string;
  /** @default "/" */
  readonly path?: string | undefined;
  readonly document: string;
  readonly description?: string | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

export interface PolicySeams {
  readonly clock: Clock;
  readonly identity: RegionIdentity;
  readonly policies: Records<ManagedPolicy>;
  /** To how many entities a policy is attached. */
  readonly attachments: (arn: string) => number;
}

export class ManagedPolicies {
  readonly #seams: PolicySeams;

  constructor(seams: PolicySeams) {
    this.#seams = seams;
  }

  /** The account's own. */
  all(): readonly ManagedPolicy[] {
    return this.#seams.policies.values();
  }

  /** Throws NoSuchEntity, and ValidationError for what is no policy's ARN. */
  get(arn: string): ManagedPolicy {
    checkPolicyArn(arn);
    const policy = this.find(arn);
    if (policy !== undefined) return policy;
    throw noSuchEntity(`Policy ${arn} was not found.`);
  }

  find(arn: string): ManagedPolicy | undefined {
    return this.#seams.policies.get(arn) ?? policyOfAws(arn);
  }

  /** Throws as `get` does, and PolicyNotAttachable for what only roles have that services make for themselves. */
  checkAttachable(arn: string): void {
    checkPolicyArn(arn);
    if (this.find(arn) === undefined)
      throw noSuchEntity(`Policy ${arn} does not exist or is not attachable.`);
    if (nameOfAws(arn)?.startsWith(serviceRolePath)) throw notAttachable();
  }

  /** Throws InvalidInput or NoSuchEntity for what can be no role's boundary. */
  checkBoundary(arn: string): void {
    if (!isPolicyArn(arn)) throw invalidInput(`ARN ${arn} is not valid.`);
    if (this.find(arn) === undefined)
      throw noSuchEntity(`Scope ARN: ${arn} does not exist or is not attachable.`);
  }

  /** Throws EntityAlreadyExists or MalformedPolicyDocument. */
  create({ name, path = "/", document, description, tags = {} }: NewPolicy): ManagedPolicy {
    const arn = iamArn(this.#seams.identity, "policy", path, name);
    if (this.all().some((policy) => policy.name === name))
      throw alreadyExists(`A policy called ${name} already exists. Duplicate names are not allowed.`);
    checkManagedPolicy(document);
    const now = this.#seams.clock.now();
    return this.#put({
      ...{ name, arn, path, tags, id: newId("policy") },
      ...(description === undefined ? {} : { description }),
      versions: [{ id: "v1", document, createdAt: now }],
      ...{ defaultVersion: "v1", issued: 1, createdAt: now, updatedAt: now },
    });
  }

  /** Throws DeleteConflict for one that is attached, or has more versions than its default one. */
  delete(arn: string): void {
    const { versions } = this.get(arn);
    if (this.#seams.attachments(arn) > 0)
      throw deleteConflict("Cannot delete a policy attached to entities.");
    if (versions.length > 1)
      throw deleteConflict(
        "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.",
      );
    this.#seams.policies.remove(arn);
  }

  /** Throws LimitExceeded beyond five. */
  addVersion(arn: string, document: string, isDefault: boolean): PolicyVersion {
    const policy = this.get(arn);
    checkManagedPolicy(document);
    if (policy.versions.length >= mostVersions)
      throw limitExceeded(
        `A managed policy can have up to ${mostVersions} versions. Before you create a new version, you must delete an existing version.`,
      );
    const now = this.#seams.clock.now();
    const version = { id: `v${policy.issued + 1}`, document, createdAt: now };
    this.#put({
      ...policy,
      versions: [...policy.versions, version],
      issued: policy.issued + 1,
      updatedAt: now,
      ...(isDefault ? { defaultVersion: version.id } : {}),
    });
    return version;
  }

  /** Makes this the default version's document, in a version of its own if it is another; the oldest goes if there is no room. */
  setDocument(arn: string, document: string): void {
    const { defaultVersion, versions } = this.get(arn);
    if (this.version(arn, defaultVersion).document === document) return;
    const oldest = versions.find(({ id }) => id !== defaultVersion);
    if (versions.length >= mostVersions && oldest !== undefined) this.deleteVersion(arn, oldest.id);
    this.addVersion(arn, document, true);
  }

  /** Throws NoSuchEntity. */
  version(arn: string, id: string): PolicyVersion {
    checkPolicyArn(arn);
    const version = this.find(arn)?.versions.find((each) => each.id === id);
    if (version !== undefined) return version;
    throw noSuchEntity(`Policy ${arn} version ${id} does not exist or is not attachable.`);
  }

  setDefaultVersion(arn: string, id: string): void {
    this.version(arn, id);
    this.#put({ ...this.get(arn), defaultVersion: id });
  }

  /** Throws DeleteConflict for the default version. */
  deleteVersion(arn: string, id: string): void {
    this.version(arn, id);
    const policy = this.get(arn);
    if (policy.defaultVersion === id) throw deleteConflict("Cannot delete the default version of a policy.");
    this.#put({ ...policy, versions: policy.versions.filter((each) => each.id !== id) });
  }

  setTags(arn: string, tags: Readonly<Record<string, string>>): void {
    this.#put({ ...this.get(arn), tags });
  }

  #put(policy: ManagedPolicy): ManagedPolicy {
    this.#seams.policies.put(policy.arn, policy);
    return policy;
  }
}

/** Which of those of `aws-service-role/` there are makes no difference: they can't be attached. */
function policyOfAws(arn: string): ManagedPolicy | undefined {
  const name = nameOfAws(arn);
  if (name === undefined) return undefined;
  if (!name.startsWith(serviceRolePath) && pathOfPolicyOfAws(nameInArn(arn)) !== name) return undefined;
  const hash = createHash("sha256").update(arn).digest("hex").toUpperCase();
  const path = `/${name.slice(0, name.lastIndexOf("/") + 1)}`;
  return {
    ...{ name: nameInArn(arn), arn, path, id: `ANPA${hash.slice(0, 17)}`, tags: {} },
    versions: [{ id: "v1", document: undefined, createdAt: 0 }],
    ...{ defaultVersion: "v1", issued: 1, createdAt: 0, updatedAt: 0 },
  };
}

/** With its path; undefined for one of an account's. */
function nameOfAws(arn: string): string | undefined {
  return ofAws.exec(arn)?.[1];
}
