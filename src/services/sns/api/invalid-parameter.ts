// How SNS begins what it says of nearly every request that it refuses.

import { ServiceError } from "../../../aws/service-error.ts";

export function invalidParameter(what: string): ServiceError {
  return new ServiceError("InvalidParameter", `Invalid parameter: ${what}`);
}

/** Throws InvalidParameter for what can't be an ARN; `member` is what the request calls it. */
export function checkArn(member: string, arn: string): void {
  const elements = arn.split(":").length;
  if (elements < 6)
    throw invalidParameter(`${member} Reason: An ARN must have at least 6 elements, not ${elements}`);
}
