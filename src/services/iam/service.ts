// IAM: roles, users, groups, policies and instance profiles, as they are written down, for whoever asks what a role may.

import { RecordBook } from "../../storage/record-book.ts";
import type { ServiceDoor } from "../door.ts";
import type { House } from "../house.ts";
import { iamApi } from "./api/api.ts";
import { iamAuthority } from "./authority.ts";
import { Iam } from "./iam.ts";
import { iamPermissions } from "./needs.ts";
import {
  iamGroupPolicy,
  iamInstanceProfile,
  iamManagedPolicy,
  iamPolicy,
  iamRole,
  iamRolePolicy,
  iamUserPolicy,
} from "./resources/roles-and-policies.ts";
import { iamAccessKey, iamGroup, iamUser, iamUserToGroupAddition } from "./resources/users.ts";

export type IamNeeds = Pick<House, "clock" | "identity" | "folder" | "repair">;

export const iam: ServiceDoor<"iam", IamNeeds, Iam> = {
  name: "iam",
  open: async ({ clock, identity, folder, repair }) =>
    new Iam(
      clock,
      identity,
      await RecordBook.open({ directory: folder("iam"), name: "iam.journal", repair }),
    ),
  apis: { iam: iamApi },
  permissions: iamPermissions,
  authority: iamAuthority,
  kinds: [
    ...[iamRole, iamUser, iamGroup, iamUserToGroupAddition, iamAccessKey, iamInstanceProfile],
    ...[iamPolicy, iamManagedPolicy, iamRolePolicy, iamUserPolicy, iamGroupPolicy],
  ],
  keeps: { "iam/iam.journal": "all roles, users, groups, policies and instance profiles" },
  close: (service) => service.close(),
};
