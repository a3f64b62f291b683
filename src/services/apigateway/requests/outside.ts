// Servers that an API may name and the region does not reach: those of other machines, and of private networks.

import { isLoopback } from "../../../http-client/loopback.ts";
import type { RequestParts } from "./request-parts.ts";
import type { ServedRequest } from "./served-request.ts";

/** Whether a server at this address is of this machine, and is asked by plain HTTP. */
export function isReached(url: URL): boolean {
  return url.protocol === "http:" && isLoopback(url);
}

/** A client is answered as on AWS when nobody is there; whoever wrote the API is told why. */
export function tellUnreached(
  { method, path }: ServedRequest,
  where: string,
  { onWarning }: Pick<RequestParts, "onWarning">,
): void {
  onWarning?.(
    `${method} ${path} was not handed on: the region reaches servers of this machine by HTTP, and ${where} is none`,
  );
}
