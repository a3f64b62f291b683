// Hashes in logical ids: SHA-1 over JSON with sorted keys, as AWS's translator writes it, so that ids stay the same on AWS.

import { createHash } from "node:crypto";
import { isJsonObject, type Json } from "../../../../aws/json.ts";

/** The first ten digits of the hash of a value; a text is hashed as it is. */
export function hashOf(value: Json, digits = 10): string {
  const text = typeof value === "string" ? value : sortedJson(value);
  return createHash("sha1").update(text).digest("hex").slice(0, digits);
}

/** JSON with its keys sorted, no white space, and nothing but ASCII. */
export function sortedJson(value: Json): string {
  return JSON.stringify(sorted(value)).replace(
    /[\u0080-\uffff]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

export function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map((item) => sorted(item as Json));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key] as Json)]),
  );
}

/** An alias's name as part of a logical id, which takes letters and digits only. */
export function aliasInId(alias: string): string {
  return alias.replaceAll("-", "D").replaceAll("_", "U");
}
