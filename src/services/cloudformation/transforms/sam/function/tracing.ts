// Whether X-Ray traces a function.

import type { JsonObject } from "../../../../../aws/json.ts";
import type { Expansion } from "../expansion.ts";
import type { SamResource } from "../sam-resource.ts";

/** Tracing that is switched off is the default, and not written. */
export function tracingConfig(resource: SamResource, expansion: Expansion): JsonObject | undefined {
  const tracing = resource.property("Tracing");
  if (tracing === undefined || expansion.parameters.resolve(tracing) === "Disabled") return undefined;
  return { Mode: tracing };
}
