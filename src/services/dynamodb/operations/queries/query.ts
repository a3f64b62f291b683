// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html

import type { JsonObject } from "../../../../aws/json.ts";
import { keyRange, refuseKeysInFilter } from "../../expressions/key-schema.ts";
import { compileExpressions, refuseMixedParameters } from "../../expressions/request.ts";
import { expression, legacy } from "../../requests/members.ts";
import { inEnvelope, inNewerWords } from "../../requests/newer-checks.ts";
import { bool, integer, optional, readRequest, structure } from "../../requests/shape.ts";
import type { TableService } from "../../table-service.ts";
import { refuseOutsideStart, rowRangeOf } from "./query-range.ts";
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
  refuseUnprojectedFilter,
} from "./read-target.ts";
import { startKeyOf, startPosition } from "./start-key.ts";

const shape = structure({
  ...readMembers,
  Limit: optional(integer({ min: 1, isShort: true })),
  QueryFilter: legacy,
  KeyConditions: legacy,
  ScanIndexForward: optional(bool()),
  KeyConditionExpression: expression,
});

export async function query(service: TableService, parameters: JsonObject): Promise<JsonObject> {
  const request = readRequest(shape, parameters);
  refuseMixedParameters("Query", parameters);
  const { Select: select, ConsistentRead: isConsistent } = request;
  const start = inNewerWords(() => startKeyOf(request.ExclusiveStartKey));
  const { keyConditions, filter, projection } = inNewerWords(() => compileExpressions("Query", parameters));
  inEnvelope(() => checkSelect(request, projection !== undefined, projectionName(parameters)));
  const target = readTarget(service, request, projection);
  const range = keyRange(keyConditions ?? [], target.key);
  const after = start && startPosition(target, start);
  if (start !== undefined) refuseOutsideStart(target.key, range, start);
  refuseNested(target, projection);
  if (filter !== undefined) {
    refuseKeysInFilter(filter, target.key, request.QueryFilter ? "QueryFilter" : "Filter Expression");
  }
  refuseFetching(target);
  refuseUnprojected(target, projection?.paths);
  refuseUnprojectedFilter(target, filter);
  refuseNested(target, filter);
  const isCounted = select === "COUNT";
  const page = await readPage(service.database, {
    range: { ...target, ...rowRangeOf(range, target.key), isReversed: request.ScanIndexForward === false },
    after,
    limit: request.Limit,
    filter,
    isFetched: target.isFetched,
    isCounted,
    project: projecting(projection),
  });
  return answerToRead({ page, target, isCounted, isConsistent, detail: request.ReturnConsumedCapacity });
}

/** Which of its two parameters a request names attributes by. */
export function projectionName({ AttributesToGet: names }: JsonObject): string {
  return names === undefined ? "ProjectionExpression" : "AttributesToGet";
}
