// Places for what a transform has made without a word of what it made it from.

import { isJsonObject, type Json, type JsonObject } from "../../../aws/json.ts";
import { alsoMadeFrom, madeFrom } from "../../../aws/template/places.ts";

/**
 * What stands where it stood before has its place; a new resource that of the one whose name it begins with, as `HelloRole` is made
 * for `Hello`. Answers `made`.
 */
export function withCarriedPlaces(made: JsonObject, origin: JsonObject): JsonObject {
  carry(made, origin);
  const { Resources: resources = {} } = made;
  const { Resources: originals = {} } = origin;
  if (!isJsonObject(resources) || !isJsonObject(originals)) return made;
  for (const [id, resource] of Object.entries(resources)) {
    if (Object.hasOwn(originals, id)) continue;
    const [namesake] = Object.keys(originals)
      .filter((original) => id.startsWith(original))
      .sort((one, other) => other.length - one.length);
    if (namesake !== undefined) madeFrom(resource, originals[namesake] ?? null);
  }
  return made;
}

/** `common` was merged into `made`, in which what was written for it alone counts first. */
export function carryCommon(made: Json, common: Json): void {
  if (!isJsonObject(made) || !isJsonObject(common)) return;
  alsoMadeFrom(made, common);
  for (const [key, member] of Object.entries(common)) {
    if (Object.hasOwn(made, key)) carryCommon(made[key] ?? null, member);
  }
}

function carry(made: Json, origin: Json): void {
  if (typeof made !== "object" || made === null || typeof origin !== "object" || origin === null) return;
  if (Array.isArray(made) !== Array.isArray(origin)) return;
  madeFrom(made, origin);
  for (const [key, member] of Object.entries(made)) {
    if (Object.hasOwn(origin, key)) carry(member, (origin as Readonly<Record<string, Json>>)[key] ?? null);
  }
}
