// What a service must say of a kind of resource, so that a template's resource becomes a part of it.

import type { RegionIdentity } from "../arn.ts";
import type { Json } from "../json.ts";
import type { Properties } from "./properties.ts";

/** What other resources see of a created one. */
export interface CreatedResource {
  /** The value of `Ref`. */
  readonly ref: string;
  /** The values of `Fn::GetAtt`. */
  readonly attributes?: Readonly<Record<string, Json>>;
}

/** What a resource is created with. */
export interface Deployment<Service> {
  readonly service: Service;
  readonly identity: RegionIdentity;
  /** The folder that holds the project's files; a function's code lies in it as it does in its package. */
  readonly codeRoot: string;
  readonly logicalId: string;
  /** A name for a resource that does not say its own. */
  readonly generatedName: string;
}

export interface ResourceKind<Service> {
  readonly type: string;
  /** Creates the resource, or finds it as it was left by an earlier run. Throws TemplateError for a property it cannot honour. */
  create(properties: Properties, deployment: Deployment<Service>): CreatedResource | Promise<CreatedResource>;
}
