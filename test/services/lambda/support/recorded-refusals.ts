// Refusals that AWS was recorded to give, as steps have them.

import type { Step } from "./steps.ts";

export const notFound = (message: string) => ["ResourceNotFoundException", message] as const;
export const invalid = (message: string) => ["InvalidParameterValueException", message] as const;
export const noResource = notFound("The resource you requested does not exist.");
export const otherRevision = (operation = "GetFunction/GetAlias"): Step[2] => [
  "PreconditionFailedException",
  `The Revision Id provided does not match the latest Revision Id. Call the ${operation} API to retrieve the latest Revision Id`,
];
