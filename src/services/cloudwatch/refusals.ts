// How CloudWatch refuses: what a value may not be, or a request as a whole.

import { ServiceError } from "../../aws/service-error.ts";

export function invalid(message: string): ServiceError {
  return new ServiceError("InvalidParameterValueException", message);
}

export function refused(message: string): ServiceError {
  return new ServiceError("ValidationException", message);
}
