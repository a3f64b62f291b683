// Kinds of resources that mean nothing on one machine. Others may still refer to them.

import type { RegionIdentity } from "../arn.ts";
import type { Properties } from "./properties.ts";
import type { CreatedResource, ResourceKind } from "./resource-kind.ts";

export interface InertResource {
  readonly properties: Properties;
  readonly identity: RegionIdentity;
  readonly generatedName: string;
}

/** What its properties say is not looked at, but by `describe`. */
export function inertKind(
  type: string,
  describe: (resource: InertResource) => CreatedResource,
): ResourceKind<unknown> {
  const describeAnew: ResourceKind<unknown>["create"] = (properties, { identity, generatedName }) => {
    properties.jsonOf(() => true);
    return describe({ properties, identity, generatedName });
  };
  return { type, isInert: true, create: describeAnew, update: describeAnew, delete: () => {} };
}

/** Of a kind that has no name but the one that CloudFormation gives it. */
export function byId({ generatedName }: InertResource): CreatedResource {
  return { ref: generatedName, attributes: { Id: generatedName } };
}
