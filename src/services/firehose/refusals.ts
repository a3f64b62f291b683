// What Firehose refuses a call with, in its own words.

import { ServiceError } from "../../aws/service-error.ts";

export function invalidArgument(message: string): ServiceError {
  return new ServiceError("InvalidArgumentException", message);
}

/** For what AWS has and this region has not. */
export function notHere(what: string): ServiceError {
  return invalidArgument(`The local region does not have ${what}`);
}
