// What a kind of resource must say of itself, so that a template's resource becomes a part of the region.

import type { RegionIdentity } from "../../aws/arn.ts";
import type { Json } from "../../aws/json.ts";
import type { Parts } from "../parts.ts";
import type { Properties } from "./properties.ts";

/** What other resources see of a created one. */
export interface CreatedResource {
  /** The value of `Ref`. */
  readonly ref: string;
  /** The values of `Fn::GetAtt`. */
  readonly attributes?: Readonly<Record<string, Json>>;
}

/** What a resource is created with. */
export interface Deployment {
  readonly parts: Parts;
  readonly identity: RegionIdentity;
  /** The folder that holds the service's files; a function's code lies in it as it does in its package. */
  readonly codeRoot: string;
  readonly logicalId: string;
  /** A name for a resource that does not say its own. */
  readonly generatedName: string;
}

export interface ResourceKind {
  readonly type: string;
  /** Creates the resource, or finds it as it was left by an earlier run. Throws TemplateError for a property it cannot honour. */
  create(properties: Properties, deployment: Deployment): CreatedResource | Promise<CreatedResource>;
}
