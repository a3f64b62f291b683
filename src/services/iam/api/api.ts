// IAM on the wire. It speaks only the Query protocol.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_Operations.html

import type { ServiceApi, WireObject } from "../../../aws/wire/operation.ts";
import type { Iam } from "../iam.ts";
import { accountOperations, summaryOperations } from "./account.ts";
import { boundaryOperations } from "./boundary-operations.ts";
import { groupOperations } from "./groups.ts";
import { heldPolicyOperations } from "./held-policies.ts";
import { policyOperations, profileOperations } from "./policies.ts";
import { refused } from "./refused-operations.ts";
import { roleOperations } from "./roles.ts";
import { groupName, holderTags, policyArn, profileName, roleName, tagRecord, userName } from "./shapes.ts";
import { simulationOperations } from "./simulation.ts";
import { tagOperations } from "./tag-operations.ts";
import { accessKeyOperations, loginProfileOperations, userOperations } from "./users.ts";

export function iamApi(iam: Iam): ServiceApi {
  return {
    name: "IAM",
    targetPrefix: undefined,
    errorNamespace: "",
    jsonVersion: "1.1",
    refused,
    query: {
      version: "2010-05-08",
      namespace: "https://iam.amazonaws.com/doc/2010-05-08/",
      readRequest: typed,
      errorCode: (code) => (code === "ValidationException" ? "ValidationError" : code),
    },
    operations: iam.book.acknowledging({
      ...roleOperations(iam),
      ...heldPolicyOperations("Role", iam.roles, roleName),
      ...heldPolicyOperations("User", iam.users, userName),
      ...heldPolicyOperations("Group", iam.groups, groupName),
      ...boundaryOperations("Role", iam.roles, roleName),
      ...boundaryOperations("User", iam.users, userName),
      ...tagOperations("Role", iam.roles, roleName, holderTags),
      ...tagOperations("User", iam.users, userName, holderTags),
      ...tagOperations("Policy", iam.policies, policyArn, tagRecord),
      ...tagOperations("InstanceProfile", iam.profiles, profileName, tagRecord),
      ...userOperations(iam),
      ...accessKeyOperations(iam),
      ...loginProfileOperations(iam),
      ...groupOperations(iam),
      ...accountOperations(iam),
      ...summaryOperations(iam),
      ...policyOperations(iam),
      ...profileOperations(iam),
      ...simulationOperations(iam),
    }),
  };
}

const numbers = new Set([
  ...["MaxItems", "MaxSessionDuration", "MinimumPasswordLength", "PasswordReusePrevention", "MaxPasswordAge"],
]);
const flags = new Set([
  ...[
    "OnlyAttached",
    "SetAsDefault",
    "PasswordResetRequired",
    "RequireSymbols",
    "RequireNumbers",
    "HardExpiry",
  ],
  ...["RequireUppercaseCharacters", "RequireLowercaseCharacters", "AllowUsersToChangePassword"],
]);
const lists = new Set(["Tags", "TagKeys"]);

/** A form's values are texts, of which some stand for numbers, flags and empty lists. */
function typed(form: WireObject): WireObject {
  return Object.fromEntries(
    Object.entries(form).map(([member, value]) => {
      if (typeof value !== "string") return [member, value];
      if (numbers.has(member) && /^-?\d+$/.test(value)) return [member, Number(value)];
      if (flags.has(member) && /^(?:true|false)$/.test(value)) return [member, value === "true"];
      return [member, lists.has(member) && value === "" ? [] : value];
    }),
  );
}
