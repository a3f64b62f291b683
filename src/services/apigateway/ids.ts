// Ids and times as API Gateway writes them.

import { randomBytes, randomInt } from "node:crypto";

const letters = "abcdefghijklmnopqrstuvwxyz0123456789";

/** Of an API, ten characters; of what belongs to one, seven. It begins with a letter, so that a host can. */
export function newId(length: number): string {
  const rest = Array.from({ length: length - 1 }, () => letters[randomInt(letters.length)]);
  return `${letters[randomInt(26)]}${rest.join("")}`;
}

/** Of a request as it is told beside its own id, and of a connection, a message or a request of a WebSocket. */
export function newRequestId(): string {
  return `${randomBytes(11).toString("base64url")}=`;
}

/** Of seconds since the epoch. */
export function isoSeconds(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;
}
