// What EventBridge has on AWS and not here, by why.

import type { RefusedOperations } from "../../../aws/wire/operation.ts";

export const refused: RefusedOperations = {
  "there are no partners": [
    "ActivateEventSource",
    "CreatePartnerEventSource",
    "DeactivateEventSource",
    "DeletePartnerEventSource",
    "DescribeEventSource",
    "DescribePartnerEventSource",
    "ListEventSources",
    "ListPartnerEventSourceAccounts",
    "ListPartnerEventSources",
    "PutPartnerEvents",
  ],
  "there is one region": [
    "CreateEndpoint",
    "DeleteEndpoint",
    "DescribeEndpoint",
    "ListEndpoints",
    "UpdateEndpoint",
  ],
};
