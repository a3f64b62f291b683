// SQS's words for what a parameter can't be.

import { ServiceError } from "../../../aws/service-error.ts";

export function invalidValue(name: string, value: string | number, reason: string): ServiceError {
  return new ServiceError(
    "InvalidParameterValue",
    `Value ${value} for parameter ${name} is invalid. Reason: ${reason}`,
  );
}

export function invalid(message: string): ServiceError {
  return new ServiceError("InvalidParameterValue", message);
}
