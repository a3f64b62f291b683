// What IoT refuses with. https://docs.aws.amazon.com/iot/latest/apireference/CommonErrors.html

import { ServiceError } from "../../aws/service-error.ts";

export function invalidRequest(message: string): ServiceError {
  return new ServiceError("InvalidRequestException", message);
}

export function notFound(message: string): ServiceError {
  return new ServiceError("ResourceNotFoundException", message, { status: 404 });
}

export function alreadyExists(
  message: string,
  members: Readonly<Record<string, unknown>> = {},
): ServiceError {
  return new ServiceError("ResourceAlreadyExistsException", message, { status: 409, members });
}

export function versionConflict(message: string): ServiceError {
  return new ServiceError("VersionConflictException", message, { status: 409 });
}

export function deleteConflict(message: string): ServiceError {
  return new ServiceError("DeleteConflictException", message, { status: 409 });
}

/** What AWS says of a rule that there is not, as of one that is another's. */
export function ruleDenied(ruleName: string): ServiceError {
  return new ServiceError("UnauthorizedException", `Access to topic rule '${ruleName}' was denied`, {
    status: 401,
  });
}
