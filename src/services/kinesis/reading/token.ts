// Opaque tokens: text that a caller gets and gives back unread. The checksum tells ours from anything else.

import { crc32 } from "node:zlib";

export function formatToken(parts: readonly (string | number)[]): string {
  const text = parts.join("/");
  return Buffer.from(`${crc32(text)}/${text}`).toString("base64");
}

/** The parts of a token, or undefined if it is not one of ours. No part may hold a slash. */
export function parseToken(token: string): readonly string[] | undefined {
  const [checksum, ...parts] = Buffer.from(token, "base64").toString().split("/");
  return checksum === String(crc32(parts.join("/"))) ? parts : undefined;
}
