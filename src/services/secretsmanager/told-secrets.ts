// How secrets and their versions are shown in answers, and in which order.
// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_SecretListEntry.html

import { ServiceError } from "../../aws/service-error.ts";
import { tagList } from "../../aws/tags.ts";
import type { WireObject } from "../../aws/wire/operation.ts";
import { keyPage, type Page } from "../../aws/wire/pages.ts";
import { oneOf, optional } from "../../aws/wire/shape.ts";
import { toldRotation } from "./rotation-operations.ts";
import type { Secret, SecretVersion } from "./secret.ts";

/** What a version is encrypted by if no key is named. */
const usualKey = "DefaultEncryptionKey";
export const orders = {
  SortBy: optional(oneOf("created-date", "last-accessed-date", "last-changed-date", "name")),
  SortOrder: optional(oneOf("asc", "desc")),
};

interface Order {
  readonly SortBy?: "created-date" | "last-accessed-date" | "last-changed-date" | "name" | undefined;
  readonly SortOrder?: "asc" | "desc" | undefined;
}

interface PageRequest {
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
}

export function named({ arn: ARN, name: Name }: Pick<Secret, "arn" | "name">): WireObject {
  return { ARN, Name };
}

export function toldValue({
  secret,
  version,
}: {
  readonly secret: Secret;
  readonly version: SecretVersion;
}): WireObject {
  return {
    ...named(secret),
    VersionId: version.id,
    SecretString: version.text,
    SecretBinary: version.binary,
    VersionStages: version.stages,
    CreatedDate: new Date(version.createdAt),
  };
}

export function facts(secret: Secret): WireObject {
  const { deletion } = secret;
  return {
    ...named(secret),
    Description: secret.description,
    KmsKeyId: secret.kmsKeyId,
    Tags: secret.tags && tagList(secret.tags),
    CreatedDate: new Date(secret.createdAt),
    LastChangedDate: new Date(secret.changedAt),
    LastAccessedDate: dateOf(secret.accessedAt),
    ...toldRotation(secret),
    DeletedDate: deletion && new Date(deletion.markedAt),
  };
}

/** Undefined if there is no version yet. */
export function stagesById({ versions }: Secret): WireObject | undefined {
  const staged = versions.filter(({ stages }) => stages.length > 0);
  if (staged.length === 0) return undefined;
  return Object.fromEntries(staged.map(({ id, stages }) => [id, stages]));
}

export function toldVersion({ kmsKeyId = usualKey }: Secret, version: SecretVersion): WireObject {
  return {
    VersionId: version.id,
    VersionStages: version.stages.length === 0 ? undefined : version.stages,
    LastAccessedDate: dateOf(version.accessedAt),
    CreatedDate: new Date(version.createdAt),
    KmsKeyIds: [kmsKeyId],
  };
}

function dateOf(time: number | undefined): Date | undefined {
  return time === undefined ? undefined : new Date(time);
}

/** A page of secrets by the time of their creation, unless another order is asked for. Throws InvalidNextTokenException. */
export function pageOfSecrets(secrets: readonly Secret[], request: PageRequest & Order): Page<Secret> {
  const { SortBy = "created-date", SortOrder = "asc" } = request;
  const key = (secret: Secret) =>
    SortBy === "name" ? secret.name : `${String(timeOf(secret, SortBy)).padStart(16, "0")}/${secret.name}`;
  return keyPage(secrets, {
    keyOf: (secret) => (SortOrder === "asc" ? key(secret) : turnedRound(key(secret))),
    ...{ limit: request.MaxResults ?? 100, token: request.NextToken, refuse: refuseToken },
  });
}

/** A page of a secret's versions, oldest first. Throws InvalidNextTokenException. */
export function pageOfVersions(
  versions: readonly SecretVersion[],
  request: PageRequest,
): Page<SecretVersion> {
  const places = new Map(versions.map(({ id }, place) => [id, String(place).padStart(4, "0")]));
  return keyPage(versions, {
    keyOf: ({ createdAt, id }) => `${String(createdAt).padStart(16, "0")}/${places.get(id)}`,
    ...{ limit: request.MaxResults ?? 100, token: request.NextToken, refuse: refuseToken },
  });
}

function timeOf(secret: Secret, by: string): number {
  if (by === "last-accessed-date") return secret.accessedAt ?? 0;
  return by === "last-changed-date" ? secret.changedAt : secret.createdAt;
}

/** A text that comes before others where this one comes after them. */
function turnedRound(text: string): string {
  return Array.from({ length: text.length }, (_, at) =>
    String.fromCharCode(0xffff - text.charCodeAt(at)),
  ).join("");
}

function refuseToken(): never {
  throw new ServiceError("InvalidNextTokenException", "The NextToken value is invalid.");
}
