// SQS's words for a member that is missing.

import { ServiceError } from "../../../aws/service-error.ts";
import { optionalInteger, optionalString } from "../../../aws/wire/members.ts";
import type { WireObject } from "../../../aws/wire/operation.ts";

/** Throws MissingParameter. */
export function required(request: WireObject, member: string): string {
  const text = optionalString(request, member);
  if (text !== undefined) return text;
  throw missing(member);
}

/** Throws MissingParameter. */
export function requiredSeconds(request: WireObject, member: string): number {
  const seconds = optionalInteger(request, member);
  if (seconds !== undefined) return seconds;
  throw missing(member);
}

export function missing(member: string): ServiceError {
  return new ServiceError("MissingParameter", `The request must contain the parameter ${member}.`);
}
