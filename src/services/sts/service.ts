// STS tells clients who they are, and gives credentials for a while.

import { firstText } from "../../aws/wire/arn-members.ts";
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
    needsOf(operation, request) {
      const resource = firstText(request, "RoleArn");
      if (operation !== "AssumeRole" || resource === undefined) return [];
      const actions = [
        "sts:AssumeRole",
        ...(request.Tags === undefined ? [] : ["sts:TagSession"]),
        ...(request.SourceIdentity === undefined ? [] : ["sts:SetSourceIdentity"]),
      ];
      return actions.map((action) => ({ action, resource }));
    },
    contextOf: (_, request) => ({
      "sts:ExternalId": firstText(request, "ExternalId"),
      "sts:RoleSessionName": firstText(request, "RoleSessionName"),
      "sts:SourceIdentity": firstText(request, "SourceIdentity"),
    }),
    denial: { code: "AccessDenied", status: 403 },
  },
  authority: { holderOf: (sessions, accessKeyId) => sessions.holderOf(accessKeyId) },
};
