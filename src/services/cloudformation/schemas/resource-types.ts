// The types of resources that there are, for the check of a template.

import type { ResourceTypes } from "../template/checks/resource-types.ts";
import { schemaOf, typeNames } from "./schema.ts";

export const resourceTypes: ResourceTypes = {
  // Whoever does not support a type says so; here it is known well enough.
  isKnown: () => true,
  names: typeNames,
  // What a custom resource has, its function says.
  attributes: (type) =>
    type === "AWS::CloudFormation::CustomResource" ? undefined : schemaOf(type)?.attributes,
};
