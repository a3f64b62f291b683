// STS tells clients who they are, and gives credentials for a while.

import type { ServiceDoor } from "../door.ts";
import type { House } from "../house.ts";
import { stsApi } from "./api.ts";
import { type AssumableRole, Sessions } from "./sessions.ts";

export interface StsNeeds extends Pick<House, "clock" | "identity"> {
  readonly iam: {
    readonly roles: { find(name: string): AssumableRole | undefined };
    documentOf(policyArn: string): string | undefined;
  };
}

export const sts: ServiceDoor<"sts", StsNeeds, Sessions> = {
  name: "sts",
  open: ({ clock, identity, iam }) =>
    new Sessions({
      clock,
      identity,
      findRole: (name) => iam.roles.find(name),
      documentOf: (policyArn) => iam.documentOf(policyArn),
    }),
  apis: { sts: stsApi },
  permissions: {
    needsOf: (operation, { RoleArn: arn }) =>
      operation === "AssumeRole" && typeof arn === "string"
        ? [{ action: "sts:AssumeRole", resource: arn }]
        : [],
    denial: { code: "AccessDenied", status: 403 },
  },
  authority: { holderOf: (sessions, accessKeyId) => sessions.holderOf(accessKeyId) },
};
