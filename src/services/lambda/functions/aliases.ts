// What an alias may be called.

import { ServiceError } from "../../../aws/service-error.ts";

/** Throws ValidationException for a qualifier that can be no alias: a version's, or $LATEST. */
export function checkAlias(qualifier: string): void {
  if (/^(?!^\d+$)[0-9a-zA-Z-_]{1,128}$/.test(qualifier)) return;
  throw new ServiceError(
    "ValidationException",
    `1 validation error detected: Value '${qualifier}' at 'qualifier' failed to satisfy constraint: Member must satisfy regular expression pattern: ((?!^\\d+$)^[0-9a-zA-Z-_]+$)`,
  );
}
