// SELECT of one table or index: by key where the WHERE clause gives it, else by looking at everything.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.select.html

import type { JsonObject } from "../../../aws/json.ts";
import type { TableIndex } from "../definitions/table.ts";
import { compileCondition } from "../expressions/compile-condition.ts";
import type { Condition } from "../expressions/compiled.ts";
import { refuseNestedKeys } from "../expressions/key-schema.ts";
import { Capacity, type CapacityDetail, readUnits } from "../operations/capacity.ts";
import { rowRangeOf } from "../operations/queries/query-range.ts";
import { type Page, readPage } from "../operations/queries/read-page.ts";
import {
  type ReadTarget,
  refuseUnprojected,
  refuseUnprojectedFilter,
} from "../operations/queries/read-target.ts";
import { startPosition } from "../operations/queries/start-key.ts";
import { validationError } from "../refusals.ts";
import { type TableService, tableNamed } from "../table-service.ts";
import type { Item } from "../values/attribute-value.ts";
import { orderOf } from "../values/compare.ts";
import { columnsOf } from "./columns.ts";
import { type ReadPlan, readPlan } from "./key-where.ts";
import type { PagePosition } from "./next-token.ts";
import type { SelectStatement } from "./statement.ts";

export interface AskedOfSelect {
  readonly isConsistent: boolean | undefined;
  /** How many items are looked at. */
  readonly limit: number | undefined;
  readonly start: PagePosition | undefined;
  readonly detail: CapacityDetail;
}

export interface Selected {
  readonly items: readonly Item[];
  /** If there may be more. */
  readonly next: PagePosition | undefined;
  readonly consumed: JsonObject | undefined;
}

/** Throws ResourceNotFoundException, ValidationException. */
export async function selectItems(
  service: TableService,
  statement: SelectStatement,
  asked: AskedOfSelect,
): Promise<Selected> {
  const target = selectTarget(service, statement, asked.isConsistent);
  const plan = orderedPlan(statement, target, readPlan(statement.where, target.key));
  const filter = plan.filter && compileCondition(plan.filter);
  // Without a partition it is a scan, to which what the index has not got is absent.
  if (plan.partitions !== undefined) refuseUnprojectedFilter(target, filter);
  refuseUnprojected(target, statement.columns);
  refuseNestedKeys(filter?.paths ?? [], target.table.keyNames, target.table.indexKeyNames);
  const reader = new PageReader(service, { target, plan, filter, statement, asked });
  return reader.read();
}

interface Reading {
  readonly target: ReadTarget;
  readonly plan: OrderedPlan;
  readonly filter: Condition | undefined;
  readonly statement: SelectStatement;
  readonly asked: AskedOfSelect;
}

interface OrderedPlan extends ReadPlan {
  readonly isReversed: boolean;
}

class PageReader {
  readonly #service: TableService;
  readonly #reading: Reading;

  constructor(service: TableService, reading: Reading) {
    this.#service = service;
    this.#reading = reading;
  }

  /** Reads on from partition to partition until one of them has more, or the limit is reached. */
  async read(): Promise<Selected> {
    const { plan, asked, target } = this.#reading;
    const partitions = plan.partitions?.length ?? 1;
    const items: Item[] = [];
    let left = asked.limit ?? Number.POSITIVE_INFINITY;
    let next: PagePosition | undefined = asked.start ?? { partition: 0, after: undefined };
    let units = 0;
    while (next !== undefined && next.partition < partitions && left > 0) {
      const page: Page = await this.#page(next, left);
      for (const item of page.items) items.push(item);
      left -= page.scannedCount;
      units += readUnits(page.bytes, asked.isConsistent);
      const partition: number = next.partition;
      if (page.lastKey !== undefined) {
        next = { partition, after: page.lastKey };
        break;
      }
      next = partition + 1 < partitions ? { partition: partition + 1, after: undefined } : undefined;
    }
    const capacity = new Capacity(target.table).add(units, target.index);
    return { items, next, consumed: capacity.describe(asked.detail) };
  }

  #page({ partition, after }: PagePosition, limit: number): Promise<Page> {
    const { target, plan, filter, statement } = this.#reading;
    const value = plan.partitions?.[partition];
    const bounds =
      value === undefined
        ? { partition: undefined, lower: undefined, upper: undefined }
        : rowRangeOf({ partition: [value], sort: plan.sort === undefined ? [] : [plan.sort] }, target.key);
    return readPage(this.#service.database, {
      range: { ...target, ...bounds, isReversed: plan.isReversed },
      after: after && startPosition(target, after),
      limit: limit === Number.POSITIVE_INFINITY ? undefined : limit,
      filter,
      isFetched: target.isFetched,
      isCounted: false,
      project: columnsOf(statement.columns),
    });
  }
}

function selectTarget(
  service: TableService,
  { table: name, index: indexName, columns }: SelectStatement,
  isConsistent: boolean | undefined,
): ReadTarget {
  const table = tableNamed(service, name);
  if (indexName === undefined) return { table, index: undefined, key: table.key, isFetched: false };
  const index = table.index(indexName);
  if (index === undefined) throw validationError("The table does not have the specified index");
  refuseJoinedKey(index);
  const { isGlobal } = index.definition;
  if (isGlobal && isConsistent === true)
    throw validationError("Strongly consistent read is not supported on Global Secondary Indexes");
  const { projected } = index;
  const isFetched =
    !isGlobal && projected !== undefined && (columns ?? []).some(([column]) => !projected.has(column));
  return { table, index, key: index.key, isFetched };
}

/** Throws ValidationException: AWS's words are of tables, which have no such keys. */
export function refuseJoinedKey({ key }: TableIndex): void {
  if (key.partition.length < 2 && key.sort.length < 2) return;
  throw validationError(
    "PartiQL statements cannot be executed on tables with multi-attribute HASH keys or multi-attribute RANGE keys.",
  );
}

/** Throws ValidationException for an order that the key doesn't give. */
function orderedPlan({ order, where }: SelectStatement, { key }: ReadTarget, plan: ReadPlan): OrderedPlan {
  if (order.length === 0) return { ...plan, isReversed: false };
  if (where === undefined)
    throw validationError("Must have WHERE clause in the statement when using ORDER BY clause.");
  if (plan.partitions === undefined) {
    throw validationError(
      "Must have at least one non-optional hash key condition in WHERE clause when using ORDER BY clause.",
    );
  }
  for (const { attribute } of order) {
    if (!key.attributes.some(({ name }) => name === attribute)) {
      throw validationError(
        `Variable reference ${attribute} in ORDER BY clause must be part of the primary key`,
      );
    }
  }
  const ofPartition = order.find(({ attribute }) => attribute === key.partition[0]?.name);
  if (plan.partitions.length > 1 && ofPartition === undefined) {
    throw validationError(
      "Must have hash key in ORDER BY clause when more than one hash key condition specified in WHERE clause.",
    );
  }
  const ofSort = order.find(({ attribute }) => attribute === key.sort[0]?.name);
  const partitions = [...plan.partitions].sort((a, b) => orderOf(a, b) ?? 0);
  if (ofPartition?.isDescending === true) partitions.reverse();
  return { ...plan, partitions, isReversed: ofSort?.isDescending === true };
}
