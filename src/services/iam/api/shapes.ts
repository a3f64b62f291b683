// What many of IAM's requests have in common, and how its things are shown.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_Types.html

import { ServiceError } from "../../../aws/service-error.ts";
import { keyPage } from "../../../aws/wire/key-pages.ts";
import type { WireObject } from "../../../aws/wire/operation.ts";
import { integer, listOf, optional, required, structure, text } from "../../../aws/wire/shape.ts";
import type { Iam } from "../iam.ts";
import type { InstanceProfile } from "../instance-profiles.ts";
import type { ManagedPolicy, PolicyVersion } from "../managed-policies.ts";
import type { Role } from "../roles.ts";

const name = (max: number) => required(text({ min: 1, max, pattern: /[\w+=,.@-]+/ }));
export const roleName = { RoleName: name(64) };
export const policyName = { PolicyName: name(128) };
export const profileName = { InstanceProfileName: name(128) };
export const policyArn = { PolicyArn: required(text({ min: 20, max: 2048 })) };
export const path = optional(
  text({ min: 1, max: 512, pattern: "(\\u002F)|(\\u002F[\\u0021-\\u007E]+\\u002F)" }),
);
export const pathPrefix = optional(text({ min: 1, max: 512 }));
export const document = required(text({ min: 1, max: 131_072, isSensitive: true }));
export const description = optional(text({ max: 1000 }));
export const tags = listOf(
  structure({ Key: required(text({ min: 1, max: 128 })), Value: required(text({ max: 256 })) }),
);
export const tagKeys = required(listOf(text({ min: 1, max: 128 })));
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

export function tagRecord(tags: readonly { readonly Key: string; readonly Value: string }[] = []) {
  return Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));
}

export function tagList(tags: Readonly<Record<string, string>>): readonly WireObject[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

/** Documents are told as a URL holds them (RFC 3986). */
export function encoded(document: string): string {
  return encodeURIComponent(document).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** Lists leave out what only a single role is told with. */
export function listedRole(role: Role): WireObject {
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: role.arn,
    CreateDate: new Date(role.createdAt),
    AssumeRolePolicyDocument: encoded(role.trustPolicy),
    Description: role.description,
    MaxSessionDuration: role.maxSessionSeconds,
  };
}

export function shownRole(role: Role): WireObject {
  const { boundary } = role;
  return {
    ...listedRole(role),
    PermissionsBoundary: boundary && {
      PermissionsBoundaryType: "Policy",
      PermissionsBoundaryArn: boundary,
    },
    Tags: Object.keys(role.tags).length === 0 ? undefined : tagList(role.tags),
    RoleLastUsed: {},
  };
}

export function shownPolicy(policy: ManagedPolicy, attachments: number): WireObject {
  return {
    PolicyName: policy.name,
    PolicyId: policy.id,
    Arn: policy.arn,
    Path: policy.path,
    DefaultVersionId: policy.defaultVersion,
    AttachmentCount: attachments,
    PermissionsBoundaryUsageCount: 0,
    IsAttachable: true,
    Description: policy.description,
    CreateDate: new Date(policy.createdAt),
    UpdateDate: new Date(policy.updatedAt),
    Tags: Object.keys(policy.tags).length === 0 ? undefined : tagList(policy.tags),
  };
}

export function listedVersion(
  { id, createdAt }: PolicyVersion,
  { defaultVersion }: ManagedPolicy,
): WireObject {
  return { VersionId: id, IsDefaultVersion: id === defaultVersion, CreateDate: new Date(createdAt) };
}

export function shownProfile(iam: Iam, profile: InstanceProfile): WireObject {
  const role = profile.roleName === undefined ? undefined : iam.roles.find(profile.roleName);
  return {
    Path: profile.path,
    InstanceProfileName: profile.name,
    InstanceProfileId: profile.id,
    Arn: profile.arn,
    CreateDate: new Date(profile.createdAt),
    Roles: role === undefined ? [] : [shownRole(role)],
    Tags: Object.keys(profile.tags).length === 0 ? undefined : tagList(profile.tags),
  };
}
