// The ids of versions: chance, and letters that follow from it, so that a text that was never an id is told from one that has gone.

import { createHash, randomBytes } from "node:crypto";
import { ServiceError } from "../../../aws/service-error.ts";

export const nullVersion = "null";
const idLength = 32;
const chanceLength = 27;
const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._";

export function newVersionId(): string {
  const chance = spelled(randomBytes(chanceLength));
  return chance + seal(chance);
}

/** Throws InvalidArgument; `argument` is what the request calls it. */
export function checkVersionId(id: string, argument = "versionId"): void {
  if (id === nullVersion) return;
  if (id.length === idLength && seal(id.slice(0, chanceLength)) === id.slice(chanceLength)) return;
  const message = id === "" ? "Version id cannot be the empty string" : "Invalid version id specified";
  throw new ServiceError("InvalidArgument", message, {
    members: { ArgumentName: argument, ArgumentValue: id },
  });
}

function seal(chance: string): string {
  return spelled(
    createHash("sha256")
      .update(chance)
      .digest()
      .subarray(0, idLength - chanceLength),
  );
}

function spelled(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => letters[byte & 63]).join("");
}
