// Whether a request is signed. Any signature is taken, as everywhere in the region.

import type { RouteCall } from "../../../aws/wire/operation.ts";

export function isSigned({ headers, query }: Pick<RouteCall, "headers" | "query">): boolean {
  return headers.authorization?.startsWith("AWS4-") === true || query.has("X-Amz-Signature");
}
