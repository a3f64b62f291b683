// What IAM says of a role to whoever asks what its holder may.

import type { Authority } from "../permissions.ts";
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
    const attached = role.attached.map((arn) => iam.documentOf(arn));
    const known = attached.filter((document) => document !== undefined);
    return {
      id: role.id,
      trust: role.trustPolicy,
      identity: [...Object.values(role.inline), ...known],
      boundary: role.boundary === undefined ? undefined : iam.documentOf(role.boundary),
      tags: role.tags,
      isUnknown: role.isProvided === true || known.length < attached.length,
    };
  },
};
