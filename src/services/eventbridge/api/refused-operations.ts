// What EventBridge has on AWS and not here, by why.

import type { RefusedOperations } from "../../../aws/wire/operation.ts";

export const refused: RefusedOperations = {
  "there are no partners": [
    "CreatePartnerEventSource",
    "DeletePartnerEventSource",
    "DescribePartnerEventSource",
    "ListPartnerEventSourceAccounts",
    "ListPartnerEventSources",
    "PutPartnerEvents",
  ],
  "there is one region": ["CreateEndpoint"],
};
