// What SNS has on AWS and not here, by why.

import type { RefusedOperations } from "../../aws/wire/operation.ts";

export const refused: RefusedOperations = {
  "there are no telephones": [
    "CreateSMSSandboxPhoneNumber",
    "DeleteSMSSandboxPhoneNumber",
    "GetSMSSandboxAccountStatus",
    "ListOriginationNumbers",
    "ListSMSSandboxPhoneNumbers",
    "VerifySMSSandboxPhoneNumber",
  ],
};
