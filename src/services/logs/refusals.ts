// How CloudWatch Logs refuses.

import { ServiceError } from "../../aws/service-error.ts";

export function invalid(message: string): ServiceError {
  return new ServiceError("InvalidParameterException", message);
}

export function notFound(message: string): ServiceError {
  return new ServiceError("ResourceNotFoundException", message);
}

export function limitExceeded(): ServiceError {
  return new ServiceError("LimitExceededException", "Resource limit exceeded.");
}
