// The id by which somebody else answers a callback: whose it is, and what nobody can guess.

import { randomBytes } from "node:crypto";

export function callbackIdOf(arn: string, operationId: string): string {
  return Buffer.from(`${arn} ${operationId} ${randomBytes(15).toString("base64url")}`).toString("base64");
}

/** Of whatever somebody sends. */
export function ownerOf(callbackId: string): { readonly arn: string; readonly operationId: string } {
  const [arn = "", operationId = ""] = Buffer.from(callbackId, "base64").toString().split(" ");
  return { arn, operationId };
}
