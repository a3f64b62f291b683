// What IAM says of a role to whoever asks what its holder may.

import type { Authority } from "../permissions.ts";
import type { Iam } from "./iam.ts";
import { documentOfAws } from "./policies-of-aws.ts";

export const iamAuthority: Authority<Iam> = {
  roleArns: ({ roles }) =>
    roles
      .all()
      .filter(({ isProvided }) => isProvided !== true)
      .map(({ arn }) => arn),
  documentsOf({ roles, policies }, roleArn) {
    const role = roles.find(roleArn.slice(roleArn.lastIndexOf("/") + 1));
    if (role?.arn !== roleArn) return undefined;
    const documentOf = (arn: string) => {
      const policy = policies.find(arn);
      if (policy === undefined) return documentOfAws(arn);
      return policies.version(arn, policy.defaultVersion).document ?? documentOfAws(arn);
    };
    const attached = role.attached.map(documentOf);
    const known = attached.filter((document) => document !== undefined);
    return {
      id: role.id,
      trust: role.trustPolicy,
      identity: [...Object.values(role.inline), ...known],
      boundary: role.boundary === undefined ? undefined : documentOf(role.boundary),
      tags: role.tags,
      isUnknown: known.length < attached.length,
    };
  },
};
