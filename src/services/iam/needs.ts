// What IAM's operations need of whoever calls them.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html

import type { RegionIdentity } from "../../aws/arn.ts";
import { firstText } from "../../aws/wire/arn-members.ts";
import type { WireObject } from "../../aws/wire/operation.ts";
import { type Need, passing, type ServicePermissions } from "../permissions.ts";
import type { Iam } from "./iam.ts";

/** By the member that names one, in the order in which a request with several of them is of them. */
const kinds = [
  ["InstanceProfileName", "instance-profile"],
  ["GroupName", "group"],
  ["RoleName", "role"],
  ["UserName", "user"],
] as const;

const lists: Readonly<Record<string, string>> = {
  ListRoles: "role",
  ListUsers: "user",
  ListGroups: "group",
  ListInstanceProfiles: "instance-profile",
  ListPolicies: "policy",
};

export const iamPermissions: ServicePermissions<Iam> = {
  needsOf(operation, request, { identity, service }) {
    const resource = resourceOf(operation, request, { identity, service });
    const role = firstText(request, "RoleName");
    const isPassed = operation === "AddRoleToInstanceProfile" && role !== undefined;
    return [
      { action: `iam:${operation}`, resource },
      ...passing(isPassed ? arnOfKind("role", role, identity, service) : undefined),
    ];
  },
  contextOf: (_, request) => ({
    "iam:PolicyARN": firstText(request, "PolicyArn"),
    "iam:PermissionsBoundary": firstText(request, "PermissionsBoundary"),
    "iam:AWSServiceName": firstText(request, "AWSServiceName"),
  }),
  denial: { code: "AccessDenied", status: 403, spell: spelled },
};

function resourceOf(
  operation: string,
  request: WireObject,
  { identity, service }: { readonly identity: RegionIdentity; readonly service: Iam },
): string {
  const path = firstText(request, "Path", "PathPrefix") ?? "/";
  const listed = lists[operation];
  if (listed !== undefined) return arnIn(identity, `${listed}${path}`);
  for (const [member, kind] of kinds) {
    const name = firstText(request, member);
    if (name === undefined) continue;
    if (operation.startsWith("Create")) return arnIn(identity, `${kind}${path}${name}`);
    return arnOfKind(kind, name, identity, service);
  }
  const policy = firstText(request, "PolicyName");
  return (
    firstText(request, "PolicyArn") ??
    (policy === undefined ? "*" : arnIn(identity, `policy${path}${policy}`))
  );
}

/** What is there may have a path. */
function arnOfKind(kind: string, name: string, identity: RegionIdentity, iam: Iam): string {
  const found = {
    role: iam.roles.find(name),
    user: iam.users.find(name),
    group: iam.groups.find(name),
    "instance-profile": iam.profiles.find(name),
  }[kind];
  return found?.arn ?? arnIn(identity, `${kind}/${name}`);
}

function arnIn({ partition, accountId }: RegionIdentity, resource: string): string {
  return `arn:${partition}:iam::${accountId}:${resource}`;
}

/** Of what is made, listed or passed on the ARN is told; of the rest its kind and name. */
function spelled(need: Need): Need {
  const { action, resource } = need;
  if (action === "iam:ListPolicies")
    return { action, resource: resource.replace(/^.*:policy/, "policy path ") };
  if (/^iam:(?:PassRole$|(?:Create|List)(?:Roles?|Users?|Groups?|InstanceProfiles?)$)/.test(action))
    return need;
  const [, kind, path = ""] = /^arn:[^:]+:iam::[^:]*:([a-z-]+)\/(.*)$/.exec(resource) ?? [];
  if (kind === undefined) return need;
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (kind === "policy")
    return { action, resource: `policy ${action === "iam:CreatePolicy" ? name : resource}` };
  return { action, resource: `${kind.replace("-", " ")} ${name}` };
}
