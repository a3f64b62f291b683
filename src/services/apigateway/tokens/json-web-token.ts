// JSON Web Tokens that an issuer signed, and what they have to say to be let in.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html#http-api-jwt-authorizer.evaluation

import { createPublicKey, type KeyObject, verify } from "node:crypto";
import { isJsonObject, type Json, type JsonObject } from "../../../aws/json.ts";
import { jsonObjectOrUndefined } from "../../../aws/json-text.ts";

export interface Token {
  readonly header: JsonObject;
  readonly claims: JsonObject;
  /** What is signed. */
  readonly signed: string;
  readonly signature: Buffer;
}

/** AWS verifies these only, with the keys of RSA. */
const digests: ReadonlyMap<string, string> = new Map([
  ["RS256", "RSA-SHA256"],
  ["RS384", "RSA-SHA384"],
  ["RS512", "RSA-SHA512"],
]);

/** Undefined for a text that is no token. */
export function readToken(text: string): Token | undefined {
  const [head = "", payload = "", signature = "", ...rest] = text.split(".");
  const [header, claims] = [objectIn(head), objectIn(payload)];
  if (header === undefined || claims === undefined || signature === "" || rest.length > 0) return undefined;
  return { header, claims, signed: `${head}.${payload}`, signature: Buffer.from(signature, "base64url") };
}

function objectIn(part: string): JsonObject | undefined {
  return jsonObjectOrUndefined(Buffer.from(part, "base64url").toString());
}

/** The keys of a JSON Web Key Set that tokens can be signed by, by their ids. Throws for a document that is none. */
export function keysIn(document: Json): ReadonlyMap<string, KeyObject> {
  const listed = isJsonObject(document) ? document.keys : undefined;
  if (!Array.isArray(listed)) throw new Error("it is no JSON Web Key Set: it has no list of keys");
  const keys = listed.filter(isJsonObject).filter(({ kty, use = "sig" }) => kty === "RSA" && use === "sig");
  return new Map(keys.map((key) => [String(key.kid), createPublicKey({ key: { ...key }, format: "jwk" })]));
}

export interface TokenRules {
  readonly issuer: string;
  /** One of these must be in `aud`, or be the `client_id` of a token without `aud`; empty asks for none. */
  readonly audience: readonly string[];
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** What is wrong with a token, in the words of the answer's `error_description`; undefined for one that holds. */
export function problemOf(
  { header, claims, signed, signature }: Token,
  keys: ReadonlyMap<string, KeyObject>,
  { issuer, audience, now }: TokenRules,
): string | undefined {
  const digest = digests.get(String(header.alg));
  if (digest === undefined) return "signing method is invalid";
  const key = keys.get(String(header.kid));
  if (key === undefined) return "unable to find a signing key that matches the token";
  if (!verify(digest, Buffer.from(signed), key, signature)) return "the token has an invalid signature";
  if (claims.iss !== issuer) return "the token has an invalid issuer";
  if (audience.length > 0 && !audiencesOf(claims).some((each) => audience.includes(each)))
    return "the token does not have a valid audience";
  const seconds = now / 1000;
  const { exp, nbf, iat } = claims;
  if (typeof exp !== "number" || exp <= seconds) return "the token has expired";
  if (typeof nbf === "number" && nbf > seconds) return "the token is not valid yet";
  if (typeof iat === "number" && iat > seconds) return "the token is used before issued";
  return undefined;
}

function audiencesOf({ aud, client_id: clientId }: JsonObject): readonly string[] {
  return textsIn(aud ?? clientId);
}

/** Of `scope`, or of `scp`, which may be a list. */
export function scopesOf({ scope, scp }: JsonObject): readonly string[] {
  return textsIn(scope ?? scp).flatMap((each) => each.split(" "));
}

function textsIn(value: Json | undefined): readonly string[] {
  return [value ?? []].flat().filter((each) => typeof each === "string");
}

/** Claims as integrations get them: all are texts, and a list is one in brackets. */
export function claimTexts(claims: JsonObject): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(claims).map(([name, value]) => [name, claimText(value)]));
}

function claimText(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(claimText).join(" ")}]`;
  return typeof value === "string" ? value : JSON.stringify(value);
}
