// What STS has on AWS and not here, by why.

import type { RefusedOperations } from "../../aws/wire/operation.ts";

export const refused: RefusedOperations = {
  "there are no providers of identities": ["AssumeRoleWithSAML", "GetWebIdentityToken"],
  "the account belongs to no organization": ["AssumeRoot", "GetDelegatedAccessToken"],
  "what is refused for want of permission is told in plain words": ["DecodeAuthorizationMessage"],
};
