// ClientRequestToken: a transaction that comes again within ten minutes isn't done again.

import { createHash } from "node:crypto";
import { isJsonObject, type Json, type JsonObject } from "../../../../aws/json.ts";
import { ServiceError } from "../../../../aws/service-error.ts";
import type { TableService } from "../../table-service.ts";

const validMs = 10 * 60 * 1000;
/** So many tokens that are past their time are forgotten with each that is kept. */
const forgottenAtOnce = 20;

/** What the request was answered with, if it came before. Throws IdempotentParameterMismatchException. */
export function repeatedAnswer(
  { database, clock }: TableService,
  token: string,
  request: Json,
): JsonObject | undefined {
  const row = database.read(() =>
    database
      .statement("SELECT request, answer FROM tokens WHERE token = ? AND at > ?")
      .get(token, clock.now() - validMs),
  );
  if (row === undefined) return undefined;
  if (!Buffer.from(row.request as Uint8Array).equals(digestOf(request))) {
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
  token: string,
  request: Json,
  answer: JsonObject,
): void {
  database
    .statement(
      `DELETE FROM tokens WHERE token IN (SELECT token FROM tokens WHERE at <= ? ORDER BY at LIMIT ${forgottenAtOnce})`,
    )
    .run(clock.now() - validMs);
  database
    .statement("INSERT OR REPLACE INTO tokens VALUES (?, ?, ?, ?)")
    .run(token, clock.now(), digestOf(request), JSON.stringify(answer));
}

function digestOf(request: Json): Buffer {
  return createHash("sha256")
    .update(JSON.stringify(sorted(request)))
    .digest();
}

/** Clients may write the members of one request in any order. */
function sorted(json: Json): Json {
  if (Array.isArray(json)) return json.map(sorted);
  if (!isJsonObject(json)) return json;
  const names = Object.keys(json).sort();
  return Object.fromEntries(names.map((name) => [name, sorted(json[name] as Json)]));
}
