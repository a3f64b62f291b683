// Secrets Manager: secrets by name and ARN, their versions and stages, and their deletion with a time to recover them.
// https://docs.aws.amazon.com/secretsmanager/latest/userguide/intro.html

import { randomUUID } from "node:crypto";
import { formatArn, type RegionIdentity } from "../../aws/arn.ts";
import { ServiceError } from "../../aws/service-error.ts";
import type { RecordBook, Records } from "../../storage/record-book.ts";
import type { Clock } from "../../time/clock.ts";
import { invalidRequest } from "./refusals.ts";
import {
  asPending,
  bounded,
  current,
  isReserved,
  type NewSecret,
  type PutVersion,
  type Secret,
  type SecretRotation,
  type SecretVersion,
  unfinishedVersion,
  type VersionRequest,
  withStages,
} from "./secret.ts";
import { checkName, namedApart } from "./secret-names.ts";

const dayMs = 86_400_000;

export class Secrets {
  readonly book: RecordBook;
  readonly #clock: Clock;
  readonly #identity: RegionIdentity;
  readonly #secrets: Records<Secret>;

  constructor(clock: Clock, identity: RegionIdentity, book: RecordBook) {
    this.#clock = clock;
    this.#identity = identity;
    this.book = book;
    this.#secrets = book.records("secrets");
  }

  /** Those that are marked for deletion as well, until it is due. */
  all(): readonly Secret[] {
    const now = this.#clock.now();
    return this.#secrets.values().filter(({ deletion }) => deletion === undefined || deletion.dueAt > now);
  }

  /** Throws ValidationException, ResourceExistsException or InvalidRequestException. */
  create({ name, description, kmsKeyId, tags, ...value }: NewSecret): {
    secret: Secret;
    versionId: string | undefined;
  } {
    checkName(name);
    const present = this.#named(name);
    if (present?.deletion !== undefined) {
      throw invalidRequest(
        "You can't create this secret because a secret with this name is already scheduled for deletion.",
      );
    }
    if (present !== undefined) {
      const [same] = present.versions.filter(
        ({ id, text, binary }) => id === value.token && text === value.text && binary === value.binary,
      );
      if (same !== undefined) return { secret: present, versionId: same.id };
      throw new ServiceError(
        "ResourceExistsException",
        `The operation failed because the secret ${name} already exists.`,
      );
    }
    const now = this.#clock.now();
    const secret: Secret = {
      arn: this.#newArn(name),
      ...{ name, versions: [], createdAt: now, changedAt: now },
      ...(tags === undefined ? {} : { tags }),
      ...(description === undefined ? {} : { description }),
      ...(kmsKeyId === undefined ? {} : { kmsKeyId }),
    };
    if (value.text === undefined && value.binary === undefined) {
      this.#secrets.put(name, secret);
      return { secret, versionId: undefined };
    }
    return this.#addVersion(secret, value);
  }

  /**
   * Whether marked for deletion or not. By name, by ARN, or by an ARN without its random end. Throws ResourceNotFoundException, and
   * ValidationException for what can be no name.
   */
  find(id: string): Secret {
    const secret = this.#seek(id);
    if (secret !== undefined) return secret;
    throw notFound("secret.");
  }

  #seek(id: string): Secret | undefined {
    if (!id.startsWith("arn:")) checkName(id);
    return (
      this.#named(id) ??
      this.all().find(({ arn }) => arn === id || (arn.startsWith(`${id}-`) && arn.length === id.length + 7))
    );
  }

  /** At once, without a way back. One that is not there need not be there for that. */
  deleteForGood(id: string): { readonly secret: Pick<Secret, "arn" | "name">; readonly dueAt: number } {
    const dueAt = this.#clock.now();
    const secret = this.#seek(id);
    if (secret === undefined) return { secret: { arn: this.#newArn(id), name: id }, dueAt };
    this.#secrets.remove(secret.name);
    return { secret, dueAt };
  }

  #newArn(name: string): string {
    return formatArn(this.#identity, "secretsmanager", `secret:${namedApart(name)}`);
  }

  /** Throws InvalidRequestException for one that is marked for deletion. */
  live(id: string): Secret {
    const secret = this.find(id);
    if (secret.deletion === undefined) return secret;
    throw invalidRequest(
      "You can't perform this operation on the secret because it was marked for deletion.",
    );
  }

  /** Throws ResourceNotFoundException for a version that is not there. */
  value(
    id: string,
    { versionId, stage }: VersionRequest,
  ): { readonly secret: Secret; readonly version: SecretVersion } {
    const secret = this.live(id);
    const wanted = stage ?? current;
    const version = secret.versions.find((each) =>
      versionId === undefined ? each.stages.includes(wanted) : each.id === versionId,
    );
    if (version === undefined || isReserved(version))
      throw notFound(
        versionId === undefined
          ? `secret value for staging label: ${wanted}`
          : `secret value for VersionId: ${versionId}`,
      );
    if (versionId !== undefined && stage !== undefined && !version.stages.includes(stage))
      throw invalidRequest("You provided a VersionStage that is not associated to the provided VersionId.");
    return { secret: this.#accessed(secret, version), version };
  }

  /** Of reading the day is kept, so that a value that is read all the time is written down once a day. */
  #accessed(secret: Secret, read: SecretVersion): Secret {
    const accessedAt = Math.floor(this.#clock.now() / dayMs) * dayMs;
    if (secret.accessedAt === accessedAt && read.accessedAt === accessedAt) return secret;
    const versions = secret.versions.map((each) => (each.id === read.id ? { ...each, accessedAt } : each));
    const changed = { ...secret, versions, accessedAt };
    this.#secrets.keep(secret.name, changed);
    return changed;
  }

  /** Throws ResourceExistsException if a version of this id has another value. */
  putValue(id: string, put: PutVersion): { secret: Secret; version: SecretVersion } {
    const secret = this.live(id);
    const { versionId } = this.#addVersion(secret, put);
    const kept = this.find(secret.arn);
    return { secret: kept, version: kept.versions.find((each) => each.id === versionId) as SecretVersion };
  }

  update(id: string, change: Partial<Pick<Secret, "description" | "kmsKeyId" | "tags" | "policy">>): Secret {
    const changed = { ...this.live(id), ...change, changedAt: this.#clock.now() };
    this.#secrets.put(changed.name, changed);
    return changed;
  }

  /** As a template describes it: what it does not say is not there. */
  describe(
    id: string,
    { description, kmsKeyId, tags }: Pick<NewSecret, "description" | "kmsKeyId" | "tags">,
  ): void {
    const { description: _, kmsKeyId: __, tags: ___, ...secret } = this.live(id);
    this.#secrets.put(secret.name, {
      ...secret,
      ...(description === undefined ? {} : { description }),
      ...(kmsKeyId === undefined ? {} : { kmsKeyId }),
      ...(tags === undefined ? {} : { tags }),
    });
  }

  withoutPolicy(id: string): Secret {
    const { policy: _, ...secret } = this.live(id);
    this.#secrets.put(secret.name, secret);
    return secret;
  }

  /** Throws InvalidParameterException if the stage is where it is not said to be. */
  moveStage(
    id: string,
    stage: string,
    { from, to }: { readonly from?: string | undefined; readonly to?: string | undefined },
  ): Secret {
    const secret = this.live(id);
    const holder = secret.versions.find(({ stages }) => stages.includes(stage))?.id;
    if (holder !== undefined && holder !== from && holder !== to) {
      throw new ServiceError(
        "InvalidParameterException",
        `The parameter RemoveFromVersionId can't be empty. Staging label ${stage} is currently attached to version ${holder}, so you must explicitly reference that version in RemoveFromVersionId.`,
      );
    }
    if (to === undefined && stage === current)
      throw new ServiceError(
        "InvalidParameterException",
        `You can only move staging label ${current} to a different secret version. It can't be completely removed.`,
      );
    if (to !== undefined && !secret.versions.some((version) => version.id === to))
      throw notFound(`secret version: ${to}`);
    const versions =
      to === undefined
        ? secret.versions.map((each) => ({
            ...each,
            stages: each.stages.filter((name) => each.id !== from || name !== stage),
          }))
        : withStages(secret.versions, to, [stage]);
    const changed = { ...secret, versions, changedAt: this.#clock.now() };
    this.#secrets.put(secret.name, changed);
    return changed;
  }

  /** At once where `days` is 0; otherwise it can be restored for so long. Answers with when it is due. */
  delete(id: string, days: number): { readonly secret: Secret; readonly dueAt: number } {
    const now = this.#clock.now();
    const secret = this.live(id);
    const dueAt = now + days * dayMs;
    this.#secrets.put(secret.name, { ...secret, deletion: { markedAt: now, dueAt } });
    return { secret, dueAt };
  }

  /** A version that a rotation is to make. Throws InvalidRequestException while another is being made. */
  reserve(id: string, token: string): void {
    const secret = this.live(id);
    if (unfinishedVersion(secret) !== undefined)
      throw invalidRequest("A previous rotation isn't complete. That rotation will be reattempted.");
    const version = { id: token, stages: [], createdAt: this.#clock.now() };
    this.#secrets.put(secret.name, { ...secret, versions: asPending(secret.versions, version) });
  }

  setRotation(id: string, rotation: SecretRotation): Secret {
    const changed = { ...this.find(id), rotation };
    this.#secrets.put(changed.name, changed);
    return changed;
  }

  restore(id: string): Secret {
    const { deletion: _, ...secret } = this.find(id);
    this.#secrets.put(secret.name, secret);
    return secret;
  }

  close(): Promise<void> {
    return this.book.close();
  }

  #named(name: string): Secret | undefined {
    const secret = this.#secrets.get(name);
    const isGone = secret?.deletion !== undefined && secret.deletion.dueAt <= this.#clock.now();
    return isGone ? undefined : secret;
  }

  #addVersion(secret: Secret, { token = randomUUID(), stages = [current], text, binary }: PutVersion) {
    const present = secret.versions.find(({ id }) => id === token);
    const same = present !== undefined && !isReserved(present) ? present : undefined;
    if (same !== undefined && (same.text !== text || same.binary !== binary)) {
      throw new ServiceError(
        "ResourceExistsException",
        `You can't use ClientRequestToken ${token} because that value is already in use for a version of secret ${secret.arn}.`,
      );
    }
    const now = this.#clock.now();
    const version: SecretVersion = {
      ...{ id: token, stages: present?.stages ?? [], createdAt: now },
      ...(text === undefined ? {} : { text }),
      ...(binary === undefined ? {} : { binary }),
    };
    const others = secret.versions.filter(({ id }) => id !== token);
    const versions = same === undefined ? [...others, version] : secret.versions;
    // The first version is the current one, whatever it is called besides.
    const asked = secret.versions.length === 0 ? [...new Set([current, ...stages])] : stages;
    const changed = { ...secret, versions: bounded(withStages(versions, token, asked)), changedAt: now };
    this.#secrets.put(secret.name, changed);
    return { secret: changed, versionId: token };
  }
}

function notFound(what: string): ServiceError {
  return new ServiceError("ResourceNotFoundException", `Secrets Manager can't find the specified ${what}`);
}
