// Managed policies and instance profiles on the wire.

import type { Operation } from "../../../aws/wire/operation.ts";
import { flag, oneOf, operation, optional, required, text } from "../../../aws/wire/shape.ts";
import type { Iam } from "../iam.ts";
import type { InstanceProfile } from "../instance-profiles.ts";
import { documentOfAws } from "../policies/policies-of-aws.ts";
import { noSuchEntity } from "../refusals.ts";
import {
  createdPolicy,
  createdProfile,
  description,
  document,
  encoded,
  listedProfile,
  listedVersion,
  members,
  page,
  paged,
  path,
  pathPrefix,
  policyArn,
  policyFacts,
  policyName,
  profileName,
  roleName,
  shownPolicy,
  shownProfile,
  tagRecord,
  tags,
} from "./shapes.ts";

const versionId = { VersionId: required(text({ pattern: "v[1-9][0-9]*(\\.[A-Za-z0-9-]*)?" })) };

export function policyOperations(iam: Iam): Record<string, Operation> {
  const { policies } = iam;
  return {
    CreatePolicy: operation(
      members({
        ...{ ...policyName, Path: path, PolicyDocument: document },
        ...{ Description: description, Tags: optional(tags) },
      }),
      ({ PolicyName, Path, PolicyDocument, Description, Tags }) => {
        const policy = policies.create({
          ...{ name: PolicyName, path: Path, document: PolicyDocument },
          ...{ description: Description, tags: tagRecord(Tags) },
        });
        return { Policy: createdPolicy(iam, policy) };
      },
    ),
    GetPolicy: operation(members(policyArn), ({ PolicyArn }) => ({
      Policy: shownPolicy(iam, policies.get(PolicyArn)),
    })),
    ListPolicies: operation(
      members({
        Scope: optional(oneOf("All", "AWS", "Local")),
        ...{ OnlyAttached: optional(flag()), PathPrefix: pathPrefix, PolicyUsageFilter: optional(text()) },
        ...page,
      }),
      ({ Scope = "All", OnlyAttached = false, PathPrefix = "/", ...request }) => {
        // Of AWS's own those are listed that are attached to something.
        const holders = [...iam.roles.all(), ...iam.users.all(), ...iam.groups.all()];
        const attached = holders.flatMap((holder) => holder.attached);
        const ofAws = [...new Set(attached)].filter((arn) => arn.includes(":iam::aws:"));
        const arns = [
          ...(Scope === "AWS" ? [] : policies.all().map(({ arn }) => arn)),
          ...(Scope === "Local" ? [] : ofAws),
        ].filter((arn) => arn.includes(`:policy${PathPrefix}`) && (!OnlyAttached || attached.includes(arn)));
        return paged("Policies", arns, request, {
          keyOf: (arn) => arn,
          show: (arn) => policyFacts(iam, policies.get(arn)),
        });
      },
    ),
    DeletePolicy: operation(members(policyArn), ({ PolicyArn }) => {
      policies.delete(PolicyArn);
      return {};
    }),
    ListEntitiesForPolicy: operation(
      members({
        ...{ ...policyArn, PathPrefix: pathPrefix, PolicyUsageFilter: optional(text()), ...page },
        EntityFilter: optional(oneOf("User", "Role", "Group", "LocalManagedPolicy", "AWSManagedPolicy")),
      }),
      ({ PolicyArn, EntityFilter: only }) => {
        policies.get(PolicyArn);
        const { roles, users, groups } = iam;
        const of = <Held>(kind: string, held: readonly Held[]) =>
          only === undefined || only === kind ? held : [];
        return {
          PolicyRoles: of("Role", roles.having(PolicyArn)).map(({ name, id }) => ({
            RoleName: name,
            RoleId: id,
          })),
          PolicyUsers: of("User", users.having(PolicyArn)).map(({ name, id }) => ({
            UserName: name,
            UserId: id,
          })),
          PolicyGroups: of("Group", groups.having(PolicyArn)).map(({ name, id }) => ({
            ...{ GroupName: name, GroupId: id },
          })),
          IsTruncated: false,
        };
      },
    ),
    CreatePolicyVersion: operation(
      members({ ...policyArn, PolicyDocument: document, SetAsDefault: optional(flag()) }),
      ({ PolicyArn, PolicyDocument, SetAsDefault = false }) => {
        const version = policies.addVersion(PolicyArn, PolicyDocument, SetAsDefault);
        return { PolicyVersion: listedVersion(version, policies.get(PolicyArn)) };
      },
    ),
    GetPolicyVersion: operation(members({ ...policyArn, ...versionId }), ({ PolicyArn, VersionId }) => {
      const version = policies.version(PolicyArn, VersionId);
      const text = version.document ?? documentOfAws(PolicyArn);
      if (text === undefined)
        throw noSuchEntity(`Policy ${PolicyArn} is AWS's own: this region knows it by its ARN alone.`);
      const shown = listedVersion(version, policies.get(PolicyArn));
      return { PolicyVersion: { Document: encoded(text), ...shown } };
    }),
    ListPolicyVersions: operation(members({ ...policyArn, ...page }), ({ PolicyArn, ...request }) => {
      const policy = policies.get(PolicyArn);
      return paged("Versions", policy.versions, request, {
        // The newest first.
        keyOf: ({ id }) => String(1e9 - Number.parseInt(id.slice(1), 10)).padStart(10, "0"),
        show: (version) => listedVersion(version, policy),
      });
    }),
    SetDefaultPolicyVersion: operation(
      members({ ...policyArn, ...versionId }),
      ({ PolicyArn, VersionId }) => {
        policies.setDefaultVersion(PolicyArn, VersionId);
        return {};
      },
    ),
    DeletePolicyVersion: operation(members({ ...policyArn, ...versionId }), ({ PolicyArn, VersionId }) => {
      policies.deleteVersion(PolicyArn, VersionId);
      return {};
    }),
  };
}

export function profileOperations(iam: Iam): Record<string, Operation> {
  const { profiles, roles } = iam;
  const listed = {
    keyOf: ({ name }: { readonly name: string }) => name,
    show: (profile: InstanceProfile) => listedProfile(iam, profile),
  };
  return {
    CreateInstanceProfile: operation(
      members({ ...profileName, Path: path, Tags: optional(tags) }),
      ({ InstanceProfileName, Path, Tags }) => ({
        InstanceProfile: createdProfile(iam, profiles.create(InstanceProfileName, Path, tagRecord(Tags))),
      }),
    ),
    GetInstanceProfile: operation(members(profileName), ({ InstanceProfileName }) => ({
      InstanceProfile: shownProfile(iam, profiles.get(InstanceProfileName)),
    })),
    ListInstanceProfiles: operation(
      members({ PathPrefix: pathPrefix, ...page }),
      ({ PathPrefix = "/", ...request }) => {
        const under = profiles.all().filter((profile) => profile.path.startsWith(PathPrefix));
        return paged("InstanceProfiles", under, request, listed);
      },
    ),
    ListInstanceProfilesForRole: operation(members({ ...roleName, ...page }), ({ RoleName, ...request }) =>
      paged("InstanceProfiles", profiles.of(roles.get(RoleName).name), request, listed),
    ),
    AddRoleToInstanceProfile: operation(
      members({ ...profileName, ...roleName }),
      ({ InstanceProfileName, RoleName }) => {
        profiles.addRole(InstanceProfileName, roles.get(RoleName).name);
        return {};
      },
    ),
    RemoveRoleFromInstanceProfile: operation(
      members({ ...profileName, ...roleName }),
      ({ InstanceProfileName, RoleName }) => {
        profiles.get(InstanceProfileName);
        profiles.removeRole(InstanceProfileName, roles.get(RoleName).name);
        return {};
      },
    ),
    DeleteInstanceProfile: operation(members(profileName), ({ InstanceProfileName }) => {
      profiles.delete(InstanceProfileName);
      return {};
    }),
  };
}
