// How DynamoDB refuses a request, by the codes that everything in this room shares.

import { ServiceError } from "../../aws/service-error.ts";

/** The request has the right shape and says something that can't be. */
export function validationError(message: string): ServiceError {
  return new ServiceError("ValidationException", message, { namespace: "com.amazon.coral.validate" });
}

/** The request's JSON isn't of the operation's shape. */
export function serializationError(message: string): ServiceError {
  return new ServiceError("SerializationException", message, { namespace: "com.amazon.coral.service" });
}

/** `detail` follows the words with which most refusals of values begin. */
export function invalidParameter(detail: string): ServiceError {
  return validationError(`One or more parameter values were invalid: ${detail}`);
}

/** `isUpdate`: it has become so by a change of what was there. */
export function itemTooLarge(isUpdate: boolean): ServiceError {
  return validationError(`Item size ${isUpdate ? "to update " : ""}has exceeded the maximum allowed size`);
}
