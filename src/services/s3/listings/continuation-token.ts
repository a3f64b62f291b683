// Where the next page of a list begins, as a token: the name in base64. A text that no list has told is refused, and no name is
// guessed from it.

import { isUtf8 } from "node:buffer";
import { ServiceError } from "../../../aws/service-error.ts";

export function writeToken(name: string): string {
  return Buffer.from(name).toString("base64url");
}

/** Throws InvalidArgument. */
export function readToken(token: string): string {
  const bytes = Buffer.from(token, "base64url");
  // Decoding passes over what is not of base64, so only what comes out again as it went in was a token. Some clients pad it.
  const isWhole = bytes.toString("base64url") === token.replace(/={1,2}$/, "");
  if (bytes.length > 0 && isWhole && isUtf8(bytes)) return bytes.toString();
  throw new ServiceError("InvalidArgument", "The continuation token provided is incorrect", {
    members: { ArgumentName: "continuation-token" },
  });
}

/** Of lists that take an empty token for none. Throws InvalidArgument. */
export function startOf(query: URLSearchParams): string {
  const token = query.get("continuation-token") ?? "";
  return token === "" ? "" : readToken(token);
}
