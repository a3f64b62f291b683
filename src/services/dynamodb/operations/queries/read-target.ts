// What Query and Scan have in common: the table or index that they read, what they want of its items, and their answer.

import type { Json, JsonObject } from "../../../../aws/json.ts";
import type { KeySchema, Table, TableIndex } from "../../definitions/table.ts";
import type { Condition, Projection } from "../../expressions/compiled.ts";
import type { DocumentPath } from "../../expressions/document-path.ts";
import { refuseNestedKeys } from "../../expressions/key-schema.ts";
import { invalidParameter, validationError } from "../../refusals.ts";
import {
  consistentRead,
  expression,
  indexName,
  legacy,
  returnConsumedCapacity,
  tableName,
} from "../../requests/members.ts";
import { integer, list, oneOf, optional, required, text, writtenMap } from "../../requests/shape.ts";
import { type TableService, tableNamed } from "../../table-service.ts";
import type { Item } from "../../values/attribute-value.ts";
import { Capacity, type CapacityDetail, readUnits } from "../capacity.ts";
import type { Page } from "./read-page.ts";

export type Select = "SPECIFIC_ATTRIBUTES" | "COUNT" | "ALL_ATTRIBUTES" | "ALL_PROJECTED_ATTRIBUTES";

export const readMembers = {
  Select: optional(oneOf("SPECIFIC_ATTRIBUTES", "COUNT", "ALL_ATTRIBUTES", "ALL_PROJECTED_ATTRIBUTES")),
  IndexName: optional(indexName),
  ReturnConsumedCapacity: returnConsumedCapacity,
  TableName: required(tableName),
  ConditionalOperator: optional(oneOf("OR", "AND")),
  AttributesToGet: optional(list(text(), { min: 1, max: 255 })),
  Limit: optional(integer({ min: 1 })),
  ExclusiveStartKey: optional(writtenMap),
  ConsistentRead: consistentRead,
  FilterExpression: expression,
  ProjectionExpression: expression,
  ExpressionAttributeNames: legacy,
  ExpressionAttributeValues: legacy,
};

export interface ReadRequest {
  readonly TableName: string;
  readonly IndexName: string | undefined;
  readonly ConsistentRead: boolean | undefined;
  readonly Select: Select | undefined;
}

export interface ReadTarget {
  readonly table: Table;
  readonly index: TableIndex | undefined;
  readonly key: KeySchema;
  readonly isFetched: boolean;
}

/** Throws ResourceNotFoundException, ValidationException. */
export function readTarget(
  service: TableService,
  request: ReadRequest,
  projection: Projection | undefined,
): ReadTarget {
  const { IndexName: name, ConsistentRead: isConsistent, Select: select } = request;
  const table = tableNamed(service, request.TableName);
  if (name === undefined) {
    return { table, index: undefined, key: table.key, isFetched: false };
  }
  const index = table.index(name);
  if (index === undefined) throw validationError(`The table does not have the specified index: ${name}`);
  const { isGlobal, isBackfilling } = index.definition;
  if (isGlobal && isConsistent === true) {
    throw validationError("Consistent reads are not supported on global secondary indexes");
  }
  if (isBackfilling) {
    throw validationError(`Cannot read from backfilling global secondary index: ${name}`);
  }
  const { projected } = index;
  const isFetched =
    projected !== undefined &&
    (select === "ALL_ATTRIBUTES" || (!isGlobal && unprojected(projection?.paths, projected) !== undefined));
  return { table, index, key: index.key, isFetched };
}

/** A global index can't give what it hasn't got. Throws ValidationException. */
export function refuseFetching({ index, isFetched }: ReadTarget): void {
  if (!isFetched || index?.definition.isGlobal !== true) return;
  throw invalidParameter(
    "Select type ALL_ATTRIBUTES is not supported for global secondary index " +
      `${index.definition.name} because its projection type is not ALL`,
  );
}

/** What a global index has not got can't be asked of it. Throws ValidationException. */
export function refuseUnprojected({ index }: ReadTarget, paths: readonly DocumentPath[] | undefined): void {
  if (index?.projected === undefined || !index.definition.isGlobal) return;
  const names = unprojected(paths, index.projected);
  if (names === undefined) return;
  throw invalidParameter(`Global secondary index ${index.definition.name} does not project [${names}]`);
}

/** Nothing is fetched to be filtered by: what is read by key is refused instead. Throws ValidationException. */
export function refuseUnprojectedFilter(
  { index, isFetched }: ReadTarget,
  filter: Condition | undefined,
): void {
  if (index?.projected === undefined || isFetched) return;
  const names = unprojected(filter?.paths, index.projected);
  if (names === undefined) return;
  throw invalidParameter(
    `Secondary index ${index.definition.name} does not project one or more filter attributes: [${names}]`,
  );
}

function unprojected(
  paths: readonly DocumentPath[] = [],
  projected: ReadonlySet<string>,
): string | undefined {
  const names = new Set(paths.map(([name]) => name).filter((name) => !projected.has(name)));
  return names.size === 0 ? undefined : [...names].join(", ");
}

/** `Select` must agree with the attributes that are named and with what is read. Throws ValidationException. */
export function checkSelect(
  { Select: select, IndexName: index }: ReadRequest,
  hasProjection: boolean,
  parameter: string,
): void {
  if (hasProjection && select !== undefined && select !== "SPECIFIC_ATTRIBUTES") {
    const what = select === "COUNT" ? "only the Count" : select;
    throw validationError(`Cannot specify the ${parameter} when choosing to get ${what}`);
  }
  if (select === "ALL_PROJECTED_ATTRIBUTES" && index === undefined) {
    throw validationError("ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName");
  }
  if (!hasProjection && select === "SPECIFIC_ATTRIBUTES") {
    throw validationError(
      "Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES",
    );
  }
}

export interface AskedOfRead {
  readonly page: Page;
  readonly target: ReadTarget;
  readonly isCounted: boolean;
  readonly isConsistent: boolean | undefined;
  readonly detail: CapacityDetail;
}

export function answerToRead({ page, target, isCounted, isConsistent, detail }: AskedOfRead): JsonObject {
  const { index, table } = target;
  const capacity = new Capacity(table).add(readUnits(page.bytes, isConsistent), index);
  if (index !== undefined) capacity.add(page.fetchedUnits * (isConsistent === true ? 1 : 0.5));
  const consumed = capacity.describe(detail);
  return {
    ...(isCounted ? {} : { Items: page.items as readonly Json[] }),
    Count: page.count,
    ScannedCount: page.scannedCount,
    ...(page.lastKey === undefined ? {} : { LastEvaluatedKey: page.lastKey as Json }),
    ...(consumed === undefined ? {} : { ConsumedCapacity: consumed }),
  };
}

/** Throws ValidationException for a path that leads into a key attribute. */
export function refuseNested({ table }: ReadTarget, looking: Condition | Projection | undefined): void {
  refuseNestedKeys(looking?.paths ?? [], table.keyNames, table.indexKeyNames);
}

/** Undefined if items are wanted as they are. */
export function projecting(projection: Projection | undefined): ((item: Item) => Item) | undefined {
  return projection && ((item) => projection.project(item));
}
