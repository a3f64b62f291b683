// Ids as API Gateway makes them.

import { randomInt } from "node:crypto";

const letters = "abcdefghijklmnopqrstuvwxyz0123456789";

/** Of an API, ten characters; of what belongs to one, seven. It begins with a letter, so that a host can. */
export function newId(length: number): string {
  const rest = Array.from({ length: length - 1 }, () => letters[randomInt(letters.length)]);
  return `${letters[randomInt(26)]}${rest.join("")}`;
}
