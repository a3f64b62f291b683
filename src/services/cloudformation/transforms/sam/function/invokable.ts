// A function as its URL, its destinations and its event sources see it.

import type { Json, JsonObject } from "../../../../../aws/json.ts";
import type { SamResource } from "../sam-resource.ts";

export interface PublishedAlias {
  readonly id: string;
  readonly name: string;
}

/** They call its alias, if it has one that SAM publishes. */
export interface Invokable {
  readonly resource: SamResource;
  /** What `FunctionName` takes. */
  readonly name: JsonObject;
  readonly arn: JsonObject;
  readonly tags: readonly Json[];
  readonly alias?: PublishedAlias;
}

/** What a function's role needs for an event source. */
export interface RoleNeed {
  readonly managedPolicies?: readonly string[];
  readonly policies?: readonly Json[];
}
