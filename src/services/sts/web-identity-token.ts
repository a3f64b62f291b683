// What a JSON Web Token says of whom it was given to (RFC 7519). Nobody here knows its issuer's keys: it is read, not verified.

import { isJsonObject, type JsonObject } from "../../aws/json.ts";
import { ServiceError } from "../../aws/service-error.ts";

export interface WebIdentity {
  readonly subject: string;
  readonly audience: string;
  readonly issuer: string;
}

/** Throws InvalidIdentityToken. */
export function readToken(token: string): WebIdentity {
  const claims = claimsOf(token.split(".")[1] ?? "");
  const { sub, aud, iss } = claims;
  const [audience] = [aud ?? ""].flat();
  if (typeof sub !== "string" || typeof iss !== "string" || typeof audience !== "string")
    throw invalid("The ID Token must have the claims sub, aud and iss");
  return { subject: sub, audience, issuer: iss };
}

function claimsOf(part: string): JsonObject {
  try {
    const claims: unknown = JSON.parse(Buffer.from(part, "base64url").toString());
    if (isJsonObject(claims)) return claims;
  } catch {}
  throw invalid(
    "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)",
  );
}

function invalid(message: string): ServiceError {
  return new ServiceError("InvalidIdentityToken", message);
}
