// Managed policies and instance profiles on the wire.

import type { Operation } from "../../../aws/wire/operation.ts";
import { flag, oneOf, operation, optional, required, structure, text } from "../../../aws/wire/shape.ts";
import type { Iam } from "../iam.ts";
import { noSuchEntity } from "../refusals.ts";
import {
  description,
  document,
  encoded,
  listedVersion,
  page,
  paged,
  path,
  pathPrefix,
  policyArn,
  policyName,
  profileName,
  roleName,
  shownPolicy,
  shownProfile,
  tagKeys,
  tagList,
  tagRecord,
  tags,
} from "./shapes.ts";

const versionId = { VersionId: required(text({ pattern: "v[1-9][0-9]*(\\.[A-Za-z0-9-]*)?" })) };

export function policyOperations(iam: Iam): Record<string, Operation> {
  const { policies } = iam;
  const shown = (arn: string) => shownPolicy(policies.get(arn), iam.rolesWith(arn).length);
  return {
    CreatePolicy: operation(
      structure({
        ...{ ...policyName, Path: path, PolicyDocument: document },
        ...{ Description: description, Tags: optional(tags) },
      }),
      ({ PolicyName, Path, PolicyDocument, Description, Tags }) => {
        const policy = policies.create({
          ...{ name: PolicyName, path: Path, document: PolicyDocument },
          ...{ description: Description, tags: tagRecord(Tags) },
        });
        return { Policy: shownPolicy(policy, 0) };
      },
    ),
    GetPolicy: operation(structure(policyArn), ({ PolicyArn }) => ({ Policy: shown(PolicyArn) })),
    ListPolicies: operation(
      structure({
        Scope: optional(oneOf("All", "AWS", "Local")),
        ...{ OnlyAttached: optional(flag()), PathPrefix: pathPrefix, PolicyUsageFilter: optional(text()) },
        ...page,
      }),
      ({ Scope = "All", OnlyAttached = false, PathPrefix = "/", ...request }) => {
        // Of AWS's own those are listed that are attached to something.
        const attached = iam.roles.all().flatMap((role) => role.attached);
        const ofAws = [...new Set(attached)].filter((arn) => arn.includes(":iam::aws:"));
        const arns = [
          ...(Scope === "AWS" ? [] : policies.all().map(({ arn }) => arn)),
          ...(Scope === "Local" ? [] : ofAws),
        ].filter((arn) => arn.includes(`:policy${PathPrefix}`) && (!OnlyAttached || attached.includes(arn)));
        return paged("Policies", arns, request, { keyOf: (arn) => arn, show: shown });
      },
    ),
    DeletePolicy: operation(structure(policyArn), ({ PolicyArn }) => {
      policies.delete(PolicyArn);
      return {};
    }),
    ListEntitiesForPolicy: operation(structure({ ...policyArn, ...page }), ({ PolicyArn }) => {
      policies.get(PolicyArn);
      const PolicyRoles = iam.rolesWith(PolicyArn).map(({ name, id }) => ({ RoleName: name, RoleId: id }));
      return { PolicyRoles, PolicyUsers: [], PolicyGroups: [], IsTruncated: false };
    }),
    CreatePolicyVersion: operation(
      structure({ ...policyArn, PolicyDocument: document, SetAsDefault: optional(flag()) }),
      ({ PolicyArn, PolicyDocument, SetAsDefault = false }) => {
        const version = policies.addVersion(PolicyArn, PolicyDocument, SetAsDefault);
        return { PolicyVersion: listedVersion(version, policies.get(PolicyArn)) };
      },
    ),
    GetPolicyVersion: operation(structure({ ...policyArn, ...versionId }), ({ PolicyArn, VersionId }) => {
      const version = policies.version(PolicyArn, VersionId);
      if (version.document === undefined)
        throw noSuchEntity(`Policy ${PolicyArn} is AWS's own: this region knows it by its ARN alone.`);
      const shown = listedVersion(version, policies.get(PolicyArn));
      return { PolicyVersion: { Document: encoded(version.document), ...shown } };
    }),
    ListPolicyVersions: operation(structure({ ...policyArn, ...page }), ({ PolicyArn, ...request }) => {
      const policy = policies.get(PolicyArn);
      return paged("Versions", policy.versions, request, {
        keyOf: ({ id }) => id.slice(1).padStart(9, "0"),
        show: (version) => listedVersion(version, policy),
      });
    }),
    SetDefaultPolicyVersion: operation(
      structure({ ...policyArn, ...versionId }),
      ({ PolicyArn, VersionId }) => {
        policies.setDefaultVersion(PolicyArn, VersionId);
        return {};
      },
    ),
    DeletePolicyVersion: operation(structure({ ...policyArn, ...versionId }), ({ PolicyArn, VersionId }) => {
      policies.deleteVersion(PolicyArn, VersionId);
      return {};
    }),
    TagPolicy: operation(structure({ ...policyArn, Tags: required(tags) }), ({ PolicyArn, Tags }) => {
      policies.setTags(PolicyArn, { ...policies.get(PolicyArn).tags, ...tagRecord(Tags) });
      return {};
    }),
    UntagPolicy: operation(structure({ ...policyArn, TagKeys: tagKeys }), ({ PolicyArn, TagKeys }) => {
      const kept = Object.entries(policies.get(PolicyArn).tags).filter(([key]) => !TagKeys.includes(key));
      policies.setTags(PolicyArn, Object.fromEntries(kept));
      return {};
    }),
    ListPolicyTags: operation(structure(policyArn), ({ PolicyArn }) => ({
      Tags: tagList(policies.get(PolicyArn).tags),
      IsTruncated: false,
    })),
  };
}

export function profileOperations(iam: Iam): Record<string, Operation> {
  const { profiles, roles } = iam;
  const listed = {
    keyOf: ({ name }: { readonly name: string }) => name,
    show: (profile: Parameters<typeof shownProfile>[1]) => shownProfile(iam, profile),
  };
  return {
    CreateInstanceProfile: operation(
      structure({ ...profileName, Path: path, Tags: optional(tags) }),
      ({ InstanceProfileName, Path, Tags }) => ({
        InstanceProfile: shownProfile(iam, profiles.create(InstanceProfileName, Path, tagRecord(Tags))),
      }),
    ),
    GetInstanceProfile: operation(structure(profileName), ({ InstanceProfileName }) => ({
      InstanceProfile: shownProfile(iam, profiles.get(InstanceProfileName)),
    })),
    ListInstanceProfiles: operation(
      structure({ PathPrefix: pathPrefix, ...page }),
      ({ PathPrefix = "/", ...request }) => {
        const under = profiles.all().filter((profile) => profile.path.startsWith(PathPrefix));
        return paged("InstanceProfiles", under, request, listed);
      },
    ),
    ListInstanceProfilesForRole: operation(structure({ ...roleName, ...page }), ({ RoleName, ...request }) =>
      paged("InstanceProfiles", profiles.of(roles.get(RoleName).name), request, listed),
    ),
    AddRoleToInstanceProfile: operation(
      structure({ ...profileName, ...roleName }),
      ({ InstanceProfileName, RoleName }) => {
        profiles.addRole(InstanceProfileName, roles.get(RoleName).name);
        return {};
      },
    ),
    RemoveRoleFromInstanceProfile: operation(
      structure({ ...profileName, ...roleName }),
      ({ InstanceProfileName, RoleName }) => {
        profiles.removeRole(InstanceProfileName, RoleName);
        return {};
      },
    ),
    DeleteInstanceProfile: operation(structure(profileName), ({ InstanceProfileName }) => {
      profiles.delete(InstanceProfileName);
      return {};
    }),
  };
}
