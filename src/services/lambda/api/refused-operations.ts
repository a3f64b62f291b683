// What Lambda has on AWS and not here, by why.

import type { RefusedOperations } from "../../../aws/wire/operation.ts";

export const refused: RefusedOperations = {
  "there are no capacity providers": [
    "CreateCapacityProvider POST /2025-11-30/capacity-providers",
    "DeleteCapacityProvider DELETE /2025-11-30/capacity-providers/{CapacityProviderName}",
    "GetCapacityProvider GET /2025-11-30/capacity-providers/{CapacityProviderName}",
    "ListCapacityProviders GET /2025-11-30/capacity-providers",
    "ListFunctionVersionsByCapacityProvider GET /2025-11-30/capacity-providers/{CapacityProviderName}/function-versions",
    "UpdateCapacityProvider PUT /2025-11-30/capacity-providers/{CapacityProviderName}",
  ],
};
