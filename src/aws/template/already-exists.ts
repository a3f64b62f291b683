// Why a resource is not created: another has its name.

import { ServiceError } from "../service-error.ts";

/** In CloudFormation's words; many services would take the one that is there for the one that is to be. */
export function alreadyExists(type: string, identifier: string): ServiceError {
  return new ServiceError(
    "AlreadyExists",
    `Resource of type '${type}' with identifier '${identifier}' already exists.`,
  );
}
