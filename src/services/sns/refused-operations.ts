// What SNS has on AWS and not here, by why.

import type { RefusedOperations } from "../../aws/wire/operation.ts";

export const refused: RefusedOperations = {
  "permissions are not enforced": ["AddPermission", "RemovePermission"],
  "there are no telephones": [
    "CheckIfPhoneNumberIsOptedOut",
    "CreateSMSSandboxPhoneNumber",
    "DeleteSMSSandboxPhoneNumber",
    "GetSMSAttributes",
    "GetSMSSandboxAccountStatus",
    "ListOriginationNumbers",
    "ListPhoneNumbersOptedOut",
    "ListSMSSandboxPhoneNumbers",
    "OptInPhoneNumber",
    "SetSMSAttributes",
    "VerifySMSSandboxPhoneNumber",
  ],
  "there are no mobile devices": [
    "CreatePlatformApplication",
    "CreatePlatformEndpoint",
    "DeleteEndpoint",
    "DeletePlatformApplication",
    "GetEndpointAttributes",
    "GetPlatformApplicationAttributes",
    "ListEndpointsByPlatformApplication",
    "ListPlatformApplications",
    "SetEndpointAttributes",
    "SetPlatformApplicationAttributes",
  ],
  "every subscription is confirmed when it is made": ["ConfirmSubscription"],
  "messages are delivered as they come": ["GetDataProtectionPolicy", "PutDataProtectionPolicy"],
  "topics bear no tags": ["ListTagsForResource", "TagResource", "UntagResource"],
};
