// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Scan.html

import type { JsonObject } from "../../../../aws/json.ts";
import { compileExpressions, refuseMixedParameters } from "../../expressions/request.ts";
import { validationError } from "../../refusals.ts";
import { legacy } from "../../requests/members.ts";
import { inEnvelope } from "../../requests/newer-checks.ts";
import { integer, optional, readRequest, structure } from "../../requests/shape.ts";
import { compareBytes, hashBytes, segmentBounds } from "../../store/item-key.ts";
import type { Bounds, Position } from "../../store/ranges.ts";
import type { TableService } from "../../table-service.ts";
import { projectionName } from "./query.ts";
import { readPage } from "./read-page.ts";
import {
  answerToRead,
  checkSelect,
  projecting,
  readMembers,
  readTarget,
  refuseFetching,
  refuseNested,
  refuseUnprojected,
} from "./read-target.ts";
import { startKeyOf, startPosition } from "./start-key.ts";

const shape = structure({
  ...readMembers,
  ScanFilter: legacy,
  TotalSegments: optional(integer({ min: 1, max: 1_000_000 })),
  Segment: optional(integer({ min: 0, max: 999_999 })),
});

export async function scan(service: TableService, parameters: JsonObject): Promise<JsonObject> {
  const request = readRequest(shape, parameters);
  refuseMixedParameters("Scan", parameters);
  const { Select: select, ConsistentRead: isConsistent, Segment: segment, TotalSegments: total } = request;
  const start = startKeyOf(request.ExclusiveStartKey);
  checkSegments(segment, total);
  const { filter, projection } = compileExpressions("Scan", parameters);
  inEnvelope(() => checkSelect(request, projection !== undefined, projectionName(parameters)));
  const target = readTarget(service, request, projection);
  refuseFetching(target);
  refuseUnprojected(target, projection?.paths);
  const bounds = boundsOf(segment, total);
  const after = start && startPosition(target, start);
  if (after !== undefined && !isWithin(after, bounds)) {
    throw validationError(
      "The provided starting key is invalid: Invalid ExclusiveStartKey. Please use ExclusiveStartKey with correct " +
        `Segment. TotalSegments: ${total} Segment: ${segment}`,
    );
  }
  refuseNested(target, projection);
  refuseNested(target, filter);
  const isCounted = select === "COUNT";
  const page = await readPage(service.database, {
    range: { ...target, ...bounds, partition: undefined, isReversed: false },
    after,
    limit: request.Limit,
    filter,
    isFetched: target.isFetched,
    isCounted,
    project: projecting(projection),
  });
  return answerToRead({ page, target, isCounted, isConsistent, detail: request.ReturnConsumedCapacity });
}

function checkSegments(segment: number | undefined, total: number | undefined): void {
  if (segment !== undefined && total === undefined) {
    throw validationError(
      "The TotalSegments parameter is required but was not present in the request when Segment parameter is present",
    );
  }
  if (total === undefined) return;
  if (segment === undefined) {
    throw validationError(
      "The Segment parameter is required but was not present in the request when parameter TotalSegments is present",
    );
  }
  if (segment >= total) {
    throw validationError(
      "The Segment parameter is zero-based and must be less than parameter TotalSegments: " +
        `Segment: ${segment} is not less than TotalSegments: ${total}`,
    );
  }
}

function boundsOf(segment = 0, total = 1): Bounds {
  const [start, end] = segmentBounds(segment, total);
  return {
    lower: { bytes: start, isInclusive: true },
    upper: end && { bytes: end, isInclusive: false },
  };
}

function isWithin({ entry, item }: Position, { lower, upper }: Bounds): boolean {
  const hash = (entry ?? item).partition.subarray(0, hashBytes);
  if (lower !== undefined && compareBytes(hash, lower.bytes) < 0) return false;
  return upper === undefined || compareBytes(hash, upper.bytes) < 0;
}
