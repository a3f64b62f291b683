// IoT's REST, and how it refuses what it can't read.

import { jsonInPieces } from "../../../aws/wire/json-in-pieces.ts";
import type { CallInfo, Route, WireObject } from "../../../aws/wire/operation.ts";
import { type RestOperation, type RestOperations, restRoutes } from "../../../aws/wire/rest-operation.ts";
import { readRequest, type Shape } from "../../../aws/wire/shape.ts";
import { inSlices } from "../../../time/time-slice.ts";
import { checked } from "../actions/action.ts";
import { invalidRequest } from "../refusals.ts";

export type { RestOperations } from "../../../aws/wire/rest-operation.ts";

/** An operation whose requests have this shape. Refuses with InvalidRequestException. */
export function restOperation<Request>(
  shape: Shape<Request>,
  spelling: Omit<RestOperation, "run">,
  run: (request: Request, call: CallInfo) => WireObject | Promise<WireObject>,
): RestOperation {
  return {
    ...spelling,
    run: (request, call) =>
      run(
        checked(() => readRequest(shape, request)),
        call,
      ),
  };
}

/** Shadows may be large, and others have their turns meanwhile. */
export function routesOf(operations: RestOperations): readonly Route[] {
  return restRoutes(operations, {
    readJson: (body) => inSlices(jsonInPieces(body)),
    invalid: invalidRequest,
  });
}
