// STS on the wire, as far as clients ask who they are. On one machine everybody is the account's root.

import type { RegionIdentity } from "../../aws/arn.ts";
import type { ServiceApi } from "../../aws/wire/operation.ts";
import { refused } from "./refused-operations.ts";

export function stsApi({ partition, accountId }: RegionIdentity): ServiceApi {
  return {
    name: "STS",
    targetPrefix: "AWSSecurityTokenServiceV20110615",
    errorNamespace: "",
    jsonVersion: "1.1",
    query: { version: "2011-06-15", namespace: "https://sts.amazonaws.com/doc/2011-06-15/" },
    refused,
    operations: {
      GetCallerIdentity: () => ({
        Arn: `arn:${partition}:iam::${accountId}:root`,
        UserId: accountId,
        Account: accountId,
      }),
    },
  };
}
