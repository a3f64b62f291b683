// Hashes in logical ids: SHA-1 over JSON with sorted keys, as AWS's translator writes it, so that ids stay the same on AWS.

import { createHash } from "node:crypto";
import type { Json } from "../../../../aws/json.ts";
import { jsonText } from "./json-text.ts";

/** The first ten digits of the hash of a value; a text is hashed as it is. */
export function hashOf(value: Json, digits = 10): string {
  const text = typeof value === "string" ? value : jsonText(value);
  return createHash("sha1").update(text).digest("hex").slice(0, digits);
}

/** An alias's name as part of a logical id, which takes letters and digits only. */
export function aliasInId(alias: string): string {
  return alias.replaceAll("-", "D").replaceAll("_", "U");
}
