// The account's alias, password policy and summary on the wire.

import type { Operation } from "../../../aws/wire/operation.ts";
import { flag, integer, operation, optional, required, text } from "../../../aws/wire/shape.ts";
import type { PasswordPolicy } from "../account-settings.ts";
import type { Iam } from "../iam.ts";
import { members, page, paged } from "./shapes.ts";

const alias = {
  AccountAlias: required(text({ min: 3, max: 63, pattern: "^[a-z0-9]([a-z0-9]|-(?!-)){1,61}[a-z0-9]$" })),
};

export function accountOperations({ account }: Iam): Record<string, Operation> {
  return {
    CreateAccountAlias: operation(members(alias), ({ AccountAlias }) => {
      account.setAlias(AccountAlias);
      return {};
    }),
    ListAccountAliases: operation(members(page), (request) =>
      paged("AccountAliases", account.aliases(), request, { keyOf: (each) => each, show: (each) => each }),
    ),
    DeleteAccountAlias: operation(members(alias), ({ AccountAlias }) => {
      account.deleteAlias(AccountAlias);
      return {};
    }),
    UpdateAccountPasswordPolicy: operation(
      members({
        MinimumPasswordLength: optional(integer({ min: 6, max: 128 })),
        PasswordReusePrevention: optional(integer({ min: 1, max: 24 })),
        MaxPasswordAge: optional(integer({ min: 1, max: 1095 })),
        RequireSymbols: optional(flag()),
        RequireNumbers: optional(flag()),
        RequireUppercaseCharacters: optional(flag()),
        RequireLowercaseCharacters: optional(flag()),
        AllowUsersToChangePassword: optional(flag()),
        HardExpiry: optional(flag()),
      }),
      ({ MaxPasswordAge, PasswordReusePrevention, HardExpiry, ...request }) => {
        account.setPasswordPolicy({
          minimumLength: request.MinimumPasswordLength ?? 6,
          requires: {
            symbols: request.RequireSymbols ?? false,
            numbers: request.RequireNumbers ?? false,
            uppercase: request.RequireUppercaseCharacters ?? false,
            lowercase: request.RequireLowercaseCharacters ?? false,
          },
          isChangedByUsers: request.AllowUsersToChangePassword ?? false,
          ...(MaxPasswordAge === undefined ? {} : { maximumAge: MaxPasswordAge }),
          ...(PasswordReusePrevention === undefined ? {} : { reusePrevention: PasswordReusePrevention }),
          ...(HardExpiry === undefined ? {} : { isHardExpiry: HardExpiry }),
        });
        return {};
      },
    ),
    GetAccountPasswordPolicy: () => ({ PasswordPolicy: shownPolicy(account.passwordPolicy()) }),
    DeleteAccountPasswordPolicy: () => {
      account.deletePasswordPolicy();
      return {};
    },
  };
}

function shownPolicy(policy: PasswordPolicy) {
  const { minimumLength, requires, isChangedByUsers, maximumAge, reusePrevention, isHardExpiry } = policy;
  return {
    MinimumPasswordLength: minimumLength,
    RequireSymbols: requires.symbols,
    RequireNumbers: requires.numbers,
    RequireUppercaseCharacters: requires.uppercase,
    RequireLowercaseCharacters: requires.lowercase,
    AllowUsersToChangePassword: isChangedByUsers,
    ExpirePasswords: maximumAge !== undefined,
    MaxPasswordAge: maximumAge,
    PasswordReusePrevention: reusePrevention,
    HardExpiry: isHardExpiry,
  };
}

/** What there can be in an account, as AWS grants it from the start. */
const quotas = {
  ...{ UsersQuota: 5000, GroupsQuota: 300, GroupsPerUserQuota: 10, RolesQuota: 1000 },
  ...{ InstanceProfilesQuota: 1000, ServerCertificatesQuota: 20, SigningCertificatesPerUserQuota: 2 },
  ...{ AccessKeysPerUserQuota: 2, PoliciesQuota: 1500, PolicySizeQuota: 6144 },
  ...{ PolicyVersionsInUseQuota: 10_000, VersionsPerPolicyQuota: 5 },
  ...{ UserPolicySizeQuota: 2048, GroupPolicySizeQuota: 5120, RolePolicySizeQuota: 10_240 },
  ...{ AssumeRolePolicySizeQuota: 2048, AttachedPoliciesPerUserQuota: 10 },
  ...{ AttachedPoliciesPerGroupQuota: 10, AttachedPoliciesPerRoleQuota: 10 },
};

export function summaryOperations(iam: Iam): Record<string, Operation> {
  return {
    GetAccountSummary: () => {
      const policies = iam.policies.all();
      const counts = {
        ...{ Users: iam.users.all().length, Groups: iam.groups.all().length, Roles: iam.roles.all().length },
        ...{ InstanceProfiles: iam.profiles.all().length, Policies: policies.length },
        PolicyVersionsInUse: policies.reduce((sum, { versions }) => sum + versions.length, 0),
        ...{ MFADevices: 0, MFADevicesInUse: 0, Providers: 0, ServerCertificates: 0 },
        ...{ AccountMFAEnabled: 0, AccountPasswordPresent: 0, AccountAccessKeysPresent: 0 },
        ...{ AccountSigningCertificatesPresent: 0, GlobalEndpointTokenVersion: 1 },
      };
      return { SummaryMap: new Map(Object.entries({ ...quotas, ...counts })) };
    },
  };
}
