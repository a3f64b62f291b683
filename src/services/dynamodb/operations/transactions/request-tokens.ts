// ClientRequestToken: a transaction that comes again within ten minutes isn't done again.

import { createHash } from "node:crypto";
import { isJsonObject, type Json, type JsonObject } from "../../../../aws/json.ts";
import { ServiceError } from "../../../../aws/service-error.ts";
import { inSlices } from "../../../../time/time-slice.ts";
import type { TableService } from "../../table-service.ts";

/** A token, and what was asked with it. */
export interface RequestToken {
  readonly token: string;
  readonly digest: Buffer;
}

const validMs = 10 * 60 * 1000;
/** So many tokens that are past their time are forgotten with each that is kept. */
const forgottenAtOnce = 20;
/** As much is written and read through in a millisecond. */
const charactersOfPiece = 64 * 1024;

/** Undefined for a request without a token. Others have their turn while a large one is read. */
export async function requestToken(
  token: string | undefined,
  items: Json,
): Promise<RequestToken | undefined> {
  return token === undefined ? undefined : { token, digest: await inSlices(digestOf(items)) };
}

/** What the request was answered with, if it came before. Throws IdempotentParameterMismatchException. */
export function repeatedAnswer(
  { database, clock }: TableService,
  asked: RequestToken | undefined,
): JsonObject | undefined {
  if (asked === undefined) return undefined;
  const { token, digest } = asked;
  const row = database.read(() =>
    database
      .statement("SELECT request, answer FROM tokens WHERE token = ? AND at > ?")
      .get(token, clock.now() - validMs),
  );
  if (row === undefined) return undefined;
  if (!Buffer.from(row.request as Uint8Array).equals(digest)) {
    throw new ServiceError(
      "IdempotentParameterMismatchException",
      "The request uses the same client token as a previous, but non-identical request.",
    );
  }
  return JSON.parse(String(row.answer)) as JsonObject;
}

/** To be called in the transaction that does what is asked for. */
export function recordToken(
  { database, clock }: TableService,
  { token, digest }: RequestToken,
  answer: JsonObject,
): void {
  database
    .statement(
      `DELETE FROM tokens WHERE token IN (SELECT token FROM tokens WHERE at <= ? ORDER BY at LIMIT ${forgottenAtOnce})`,
    )
    .run(clock.now() - validMs);
  database
    .statement("INSERT OR REPLACE INTO tokens VALUES (?, ?, ?, ?)")
    .run(token, clock.now(), digest, JSON.stringify(answer));
}

function* digestOf(request: Json): Generator<void, Buffer> {
  const hash = createHash("sha256");
  let text = "";
  for (const part of sortedText(request)) {
    text += part;
    if (text.length < charactersOfPiece) continue;
    hash.update(text);
    text = "";
    yield;
  }
  return hash.update(text).digest();
}

/** Clients may write the members of one request in any order. */
function* sortedText(json: Json): Generator<string, void> {
  if (typeof json !== "object" || json === null) yield JSON.stringify(json);
  else if (!isJsonObject(json)) {
    for (const [at, item] of json.entries()) {
      yield at === 0 ? "[" : ",";
      yield* sortedText(item);
    }
    yield json.length === 0 ? "[]" : "]";
  } else {
    const names = Object.keys(json).sort();
    const [first] = names;
    // Most of them are values: a type with a text.
    if (names.length === 1 && typeof json[first as string] === "string") return yield JSON.stringify(json);
    for (const [at, name] of names.entries()) {
      yield `${at === 0 ? "{" : ","}${JSON.stringify(name)}:`;
      yield* sortedText(json[name] as Json);
    }
    yield names.length === 0 ? "{}" : "}";
  }
}
