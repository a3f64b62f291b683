// IoT's REST, and how it refuses what it can't read.

import { jsonInPieces } from "../../../aws/wire/json-in-pieces.ts";
import type { Route } from "../../../aws/wire/operation.ts";
import { type RestOperations, restRoutes, shapedOperation } from "../../../aws/wire/rest-operation.ts";
import { inSlices } from "../../../time/time-slice.ts";
import { invalidRequest } from "../refusals.ts";

export type { RestOperations } from "../../../aws/wire/rest-operation.ts";

/** An operation whose requests have this shape. Refuses with InvalidRequestException. */
export const restOperation = shapedOperation(invalidRequest);

/** Shadows may be large, and others have their turns meanwhile. */
export function routesOf(operations: RestOperations): readonly Route[] {
  return restRoutes(operations, {
    readJson: (body) => inSlices(jsonInPieces(body)),
    invalid: invalidRequest,
  });
}
