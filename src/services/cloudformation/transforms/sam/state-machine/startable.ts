// A state machine as what starts it sees it.

import type { Json, JsonObject } from "../../../../../aws/json.ts";
import type { SamResource } from "../sam-resource.ts";

export interface Startable {
  readonly resource: SamResource;
  /** The ARN to start. */
  readonly arn: JsonObject;
  readonly tags: readonly Json[];
}
