import { formatArn, localIdentity } from "../../src/aws/arn.ts";

/** In the account and the region that a region is unless it is told otherwise. */
export const arnOf = (service: string, resource: string) => formatArn(localIdentity, service, resource);
