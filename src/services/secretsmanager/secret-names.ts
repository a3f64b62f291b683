// What secrets may be called, and what is added to that in their ARNs.

import { randomInt } from "node:crypto";
import { ServiceError } from "../../aws/service-error.ts";

/** Throws ValidationException. */
export function checkName(name: string): void {
  if (/^[\w/+=.@!-]+$/.test(name)) return;
  throw new ServiceError(
    "ValidationException",
    "Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!",
  );
}

/** With six characters more, so that an ARN's owner is never another secret of the same name. */
export function namedApart(name: string): string {
  const characters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  return `${name}-${Array.from({ length: 6 }, () => characters[randomInt(characters.length)]).join("")}`;
}
