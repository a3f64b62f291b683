// The logical ids of stages, and of what belongs to one.

import type { Json } from "../../../../../aws/json.ts";
import { hashOf } from "../logical-ids.ts";

/** A stage's name as part of a logical id, which takes letters and digits only; `Stage` for a name known only later. */
export function stageSuffix(name: Json | undefined): string {
  if (typeof name !== "string") return "Stage";
  return /^[A-Za-z0-9]+$/.test(name) ? name : hashOf(name);
}

/** What follows an API's logical id in its stage's. */
export function stageIdSuffix(name: Json | undefined): string {
  if (typeof name !== "string") return "Stage";
  if (name === "$default") return "ApiGatewayDefaultStage";
  return /^[A-Za-z0-9]+$/.test(name) ? `${name}Stage` : `Stage${hashOf(name)}`;
}
