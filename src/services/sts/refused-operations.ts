// What STS has on AWS and not here, by why.

import type { RefusedOperations } from "../../aws/wire/operation.ts";

export const refused: RefusedOperations = {
  "every credential is taken, so there are none to give": [
    "AssumeRole",
    "AssumeRoleWithSAML",
    "AssumeRoleWithWebIdentity",
    "AssumeRoot",
    "GetDelegatedAccessToken",
    "GetFederationToken",
    "GetSessionToken",
    "GetWebIdentityToken",
  ],
  "nothing is refused for want of permission, so there is no such message": ["DecodeAuthorizationMessage"],
  "credentials belong to nobody": ["GetAccessKeyInfo"],
};
