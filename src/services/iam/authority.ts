// What IAM says of a role to whoever asks what its holder may.

import type { Authority, HeldDocument } from "../permissions.ts";
import type { Iam } from "./iam.ts";

export const iamAuthority: Authority<Iam> = {
  roleArns: ({ roles }) =>
    roles
      .all()
      .filter(({ isProvided }) => isProvided !== true)
      .map(({ arn }) => arn),
  documentsOf(iam, roleArn) {
    const role = iam.roles.find(roleArn.slice(roleArn.lastIndexOf("/") + 1));
    if (role?.arn !== roleArn) return undefined;
    const attached = role.attached.flatMap((arn) => managed(iam, arn) ?? []);
    return {
      id: role.id,
      trust: role.trustPolicy,
      identity: [...Object.values(role.inline).map((text) => ({ text })), ...attached],
      boundary: role.boundary === undefined ? undefined : managed(iam, role.boundary),
      tags: role.tags,
      isUnknown: role.isProvided === true || attached.length < role.attached.length,
    };
  },
};

/** Undefined for one whose document is not here. */
function managed(iam: Iam, arn: string): HeldDocument | undefined {
  const text = iam.documentOf(arn);
  return text === undefined ? undefined : { text, arn };
}
