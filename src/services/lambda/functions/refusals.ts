// How Lambda refuses. https://docs.aws.amazon.com/lambda/latest/api/CommonErrors.html

import { ServiceError } from "../../../aws/service-error.ts";

const byUser = { members: { Type: "User" } };

export function invalidParameter(message: string): ServiceError {
  return new ServiceError("InvalidParameterValueException", message, byUser);
}

export function conflict(message: string): ServiceError {
  return new ServiceError("ResourceConflictException", message, { status: 409, ...byUser });
}

export function notFound(message: string): ServiceError {
  return new ServiceError("ResourceNotFoundException", message, { status: 404, ...byUser });
}

/** Throws PreconditionFailedException if a caller knew another state of the thing than it has. */
export function checkRevision(
  known: string | undefined,
  present: string,
  operation = "GetFunction/GetAlias",
): void {
  if (known === undefined || known === present) return;
  throw new ServiceError(
    "PreconditionFailedException",
    `The Revision Id provided does not match the latest Revision Id. Call the ${operation} API to retrieve the latest Revision Id`,
    { status: 412, ...byUser },
  );
}

const mostTags = 50;

/** Throws InvalidParameterValueException for more than a thing may have. */
export function checkTags(tags: Readonly<Record<string, string>>): void {
  if (Object.keys(tags).length > mostTags)
    throw invalidParameter("Number of tags exceeds resource tag limit.");
}
