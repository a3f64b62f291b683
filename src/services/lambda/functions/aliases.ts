// What an alias may be called.

import { constraintError } from "../../../aws/wire/members.ts";

/** Throws ValidationException for a qualifier that can be no alias: a version's, or $LATEST. */
export function checkAlias(qualifier: string): void {
  if (/^(?!^\d+$)[0-9a-zA-Z-_]{1,128}$/.test(qualifier)) return;
  throw constraintError(
    "qualifier",
    qualifier,
    "satisfy regular expression pattern: ((?!^\\d+$)^[0-9a-zA-Z-_]+$)",
  );
}
