// The types of resources that there are, for the check of a template.

import type { ResourceTypes } from "../template/checks/resource-types.ts";
import { resourceSchemas } from "./resource-schemas.ts";
import { schemaOf } from "./schema.ts";

export const resourceTypes: ResourceTypes = {
  // Whoever does not support a type says so; here it is known well enough.
  isKnown: () => true,
  names: () => Object.keys(resourceSchemas),
  attributes: (type) => schemaOf(type)?.attributes,
};
