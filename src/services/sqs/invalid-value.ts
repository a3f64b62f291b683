// SQS's words for a value that a parameter can't have.

import { ServiceError } from "../../aws/service-error.ts";

export function invalidValue(name: string, value: string | number, reason: string): ServiceError {
  return new ServiceError(
    "InvalidParameterValue",
    `Value ${value} for parameter ${name} is invalid. Reason: ${reason}`,
  );
}
