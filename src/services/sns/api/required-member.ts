// SNS's words for a member that is missing.

import { optionalString } from "../../../aws/wire/members.ts";
import type { WireObject } from "../../../aws/wire/operation.ts";
import { invalidParameter } from "./invalid-parameter.ts";

/** Throws InvalidParameter. */
export function required(request: WireObject, member: string): string {
  const text = optionalString(request, member);
  if (text !== undefined) return text;
  throw invalidParameter(`${member} Reason: no value for required parameter`);
}
