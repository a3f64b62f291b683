// What many of IAM's requests have in common, and how its things are shown.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_Types.html

import { ServiceError } from "../../../aws/service-error.ts";
import { type Tag, type Tags, tagList } from "../../../aws/tags.ts";
import type { WireObject } from "../../../aws/wire/operation.ts";
import { keyPage } from "../../../aws/wire/pages.ts";
import {
  integer,
  listOf,
  optional,
  required,
  structure,
  text,
  withoutValues,
} from "../../../aws/wire/shape.ts";
import type { Iam } from "../iam.ts";
import type { InstanceProfile } from "../instance-profiles.ts";
import type { ManagedPolicy, PolicyVersion } from "../policies/managed-policies.ts";
import { invalidInput } from "../refusals.ts";
import type { Role } from "../roles.ts";

/** A request's members: IAM does not repeat what it refuses. */
export const members: typeof structure = (of) => withoutValues(structure(of));

const name = (max: number) => required(text({ min: 1, max, pattern: /[\w+=,.@-]+/ }));
export const roleName = { RoleName: name(64) };
export const userName = { UserName: name(64) };
export const groupName = { GroupName: name(128) };
export const policyName = { PolicyName: name(128) };
export const profileName = { InstanceProfileName: name(128) };
export const policyArn = { PolicyArn: required(text({ min: 20, max: 2048 })) };
export const path = optional(
  text({ min: 1, max: 512, pattern: "(\\u002F)|(\\u002F[\\u0021-\\u007E]+\\u002F)" }),
);
export const pathPrefix = optional(text({ min: 1, max: 512 }));
export const document = required(text({ min: 1, max: 131_072, isSensitive: true }));
export const boundary = text({ min: 20, max: 2048 });
export const description = optional(text({ max: 1000 }));
const tagKey = text({ min: 1, max: 128, pattern: /[\p{L}\p{Z}\p{N}_.:/=+\-@]+/u });
const tagValue = text({ max: 256, pattern: /[\p{L}\p{Z}\p{N}_.:/=+\-@]*/u });
export const tags = listOf(structure({ Key: required(tagKey), Value: required(tagValue) }), { max: 50 });
export const tagKeys = required(listOf(tagKey, { max: 50, isNotNullTold: true }));
export const page = {
  Marker: optional(text({ min: 1 })),
  MaxItems: optional(integer({ min: 1, max: 1000 })),
};

interface PageRequest {
  readonly Marker?: string | undefined;
  readonly MaxItems?: number | undefined;
}

/** A list's member, whether there are more, and where they begin. */
export function paged<Item>(
  member: string,
  items: readonly Item[],
  { Marker, MaxItems = 100 }: PageRequest,
  { keyOf, show }: { readonly keyOf: (item: Item) => string; readonly show: (item: Item) => unknown },
): WireObject {
  const refuse = () => {
    throw new ServiceError("ValidationError", "Invalid Marker.");
  };
  const { items: shown, next } = keyPage(items, { keyOf, token: Marker, limit: MaxItems, refuse });
  return { [member]: shown.map(show), IsTruncated: next !== undefined, Marker: next };
}

/** Of a role's and a user's keys the case does not count. Throws InvalidInput for a key that is there twice. */
export function holderTags(tags: readonly Tag[] = []): Tags {
  if (new Set(tags.map(({ Key }) => Key.toLowerCase())).size < tags.length)
    throw invalidInput("Duplicate tag keys found. Please note that Tag keys are case insensitive.");
  return tagRecord(tags);
}

/** Throws InvalidInput for a key that is there twice. */
export function tagRecord(tags: readonly Tag[] = []): Tags {
  const record = Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));
  if (Object.keys(record).length < tags.length) throw invalidInput("Duplicate tag keys found.");
  return record;
}

/** Undefined where there are none. */
export function anyTags(tags: Tags): readonly Tag[] | undefined {
  return Object.keys(tags).length === 0 ? undefined : tagList(tags);
}

/** In the order of their keys. */
export function pageOfTags(tags: Tags, request: PageRequest): WireObject {
  return paged("Tags", tagList(tags), request, { keyOf: ({ Key }) => Key, show: (tag) => tag });
}

/** Documents are told as a URL holds them (RFC 3986). */
export function encoded(document: string): string {
  return encodeURIComponent(document).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** What every answer tells of a role. */
function roleFacts(role: Role): WireObject {
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: role.arn,
    CreateDate: new Date(role.createdAt),
    AssumeRolePolicyDocument: encoded(role.trustPolicy),
  };
}

export function createdRole(role: Role): WireObject {
  return { ...roleFacts(role), PermissionsBoundary: boundaryOf(role), Tags: anyTags(role.tags) };
}

export function describedRole(role: Role): WireObject {
  return { ...roleFacts(role), Description: role.description };
}

/** Lists leave out what only a single role is told with. */
export function listedRole(role: Role): WireObject {
  return { ...describedRole(role), MaxSessionDuration: role.maxSessionSeconds };
}

export function shownRole(role: Role): WireObject {
  return {
    ...listedRole(role),
    PermissionsBoundary: boundaryOf(role),
    Tags: anyTags(role.tags),
    RoleLastUsed: {},
  };
}

export function boundaryOf({ boundary }: Pick<Role, "boundary">): WireObject | undefined {
  if (boundary === undefined) return undefined;
  return { PermissionsBoundaryType: "Policy", PermissionsBoundaryArn: boundary };
}

/** What every answer tells of a managed policy. */
export function policyFacts(iam: Iam, policy: ManagedPolicy): WireObject {
  return {
    PolicyName: policy.name,
    PolicyId: policy.id,
    Arn: policy.arn,
    Path: policy.path,
    DefaultVersionId: policy.defaultVersion,
    AttachmentCount: iam.attachments(policy.arn),
    PermissionsBoundaryUsageCount: iam.boundaryUses(policy.arn),
    IsAttachable: true,
    CreateDate: new Date(policy.createdAt),
    UpdateDate: new Date(policy.updatedAt),
  };
}

export function createdPolicy(iam: Iam, policy: ManagedPolicy): WireObject {
  return { ...policyFacts(iam, policy), Tags: anyTags(policy.tags) };
}

export function shownPolicy(iam: Iam, policy: ManagedPolicy): WireObject {
  return { ...policyFacts(iam, policy), Description: policy.description, Tags: tagList(policy.tags) };
}

export function listedVersion(
  { id, createdAt }: PolicyVersion,
  { defaultVersion }: ManagedPolicy,
): WireObject {
  return { VersionId: id, IsDefaultVersion: id === defaultVersion, CreateDate: new Date(createdAt) };
}

/** As lists tell it. */
export function listedProfile(iam: Iam, profile: InstanceProfile): WireObject {
  const role = profile.roleName === undefined ? undefined : iam.roles.find(profile.roleName);
  return {
    Path: profile.path,
    InstanceProfileName: profile.name,
    InstanceProfileId: profile.id,
    Arn: profile.arn,
    CreateDate: new Date(profile.createdAt),
    Roles: role === undefined ? [] : [roleFacts(role)],
  };
}

export function createdProfile(iam: Iam, profile: InstanceProfile): WireObject {
  return { ...listedProfile(iam, profile), Tags: anyTags(profile.tags) };
}

export function shownProfile(iam: Iam, profile: InstanceProfile): WireObject {
  return { ...listedProfile(iam, profile), Tags: tagList(profile.tags) };
}
