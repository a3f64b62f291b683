// How a resource of a REST API may be called beside its siblings.

import { badRequest, conflict } from "../refusals.ts";
import type { RestResource } from "./records.ts";

/** Throws BadRequestException, ConflictException. */
export function checkPathPart(pathPart: string, siblings: readonly RestResource[]): void {
  if (!/^(?:[A-Za-z0-9._~:$@!&'*,;=-]+|\{[A-Za-z0-9._~:$@-]+\+?\})$/.test(pathPart))
    throw badRequest(
      "Resource's path part only allow a-zA-Z0-9._-: or a valid greedy path variable and curly braces at the beginning and the end.",
    );
  if (siblings.some((each) => each.pathPart === pathPart))
    throw conflict(`Another resource with the same parent already has this name: ${pathPart}`);
  const variable = siblings.find((each) => each.pathPart?.startsWith("{") === true);
  if (variable !== undefined && pathPart.startsWith("{"))
    throw badRequest(
      `A sibling (${variable.pathPart}) of this resource already has a variable path part -- only one is allowed`,
    );
}
