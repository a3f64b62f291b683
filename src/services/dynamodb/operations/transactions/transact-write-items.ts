// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html

import type { Json, JsonObject } from "../../../../aws/json.ts";
import { inSlices, TimeSlice } from "../../../../time/time-slice.ts";
import type { Table } from "../../definitions/table.ts";
import { validationError } from "../../refusals.ts";
import {
  expression,
  legacy,
  returnConsumedCapacity,
  returnItemCollectionMetrics,
  returnValuesOnFailure,
  tableName,
} from "../../requests/members.ts";
import { list, optional, readRequest, required, structure, text, writtenMap } from "../../requests/shape.ts";
import type { ItemChange } from "../../store/items.ts";
import type { TableService } from "../../table-service.ts";
import { Capacity, readUnits } from "../capacity.ts";
import { itemCollectionMetrics } from "../items/answer-to-write.ts";
import { KeySet } from "../items/key-set.ts";
import {
  applyChange,
  isSettled,
  mostTries,
  planWrite,
  type Verdict,
  verdictInPieces,
} from "../items/write-item.ts";
import { type RequestToken, recordToken, repeatedAnswer, requestToken } from "./request-tokens.ts";
import { type AskedWrite, readWrite, resolveWrite, type TransactWrite } from "./transact-write.ts";
import { type CancellationReason, cancelled, conflict, none, reasonOf } from "./transaction-cancelled.ts";

const mostItems = 100;
const mostBytes = 4 * 1024 * 1024;

const common = {
  TableName: required(tableName),
  ExpressionAttributeNames: legacy,
  ExpressionAttributeValues: legacy,
  ReturnValuesOnConditionCheckFailure: returnValuesOnFailure,
};
const keyed = { Key: required(writtenMap), ...common };

const shape = structure({
  TransactItems: required(
    list(
      structure({
        ConditionCheck: optional(structure({ ...keyed, ConditionExpression: required(text()) })),
        Put: optional(structure({ Item: required(writtenMap), ...common, ConditionExpression: expression })),
        Delete: optional(structure({ ...keyed, ConditionExpression: expression })),
        Update: optional(
          structure({ ...keyed, UpdateExpression: required(text()), ConditionExpression: expression }),
        ),
      }),
      { min: 1, max: mostItems },
    ),
  ),
  ReturnConsumedCapacity: returnConsumedCapacity,
  ReturnItemCollectionMetrics: returnItemCollectionMetrics,
  ClientRequestToken: optional(text({ min: 1, max: 36 })),
});

export async function transactWriteItems(service: TableService, parameters: JsonObject): Promise<JsonObject> {
  const slice = new TimeSlice();
  const request = readRequest(shape, parameters);
  if (slice.isOver) await slice.giveWay();
  const items = parameters.TransactItems as JsonObject[];
  const token = await requestToken(request.ClientRequestToken, items);
  const answered = repeatedAnswer(service, token);
  if (answered !== undefined) return answered;
  const asked: AskedWrite[] = [];
  for (const [index, each] of request.TransactItems.entries()) {
    asked.push(readWrite(each, items[index] ?? {}));
    if (slice.isOver) await slice.giveWay();
  }
  return transact(service, () => asked.map((each) => resolveWrite(service, each)), request, token);
}

export interface AskedOfTransaction {
  readonly ReturnConsumedCapacity?: "INDEXES" | "TOTAL" | "NONE" | undefined;
  readonly ReturnItemCollectionMetrics?: "SIZE" | "NONE" | undefined;
}

/**
 * All of the writes or none of them, and nothing of one that came before. Throws TransactionCanceledException, ValidationException.
 * @param resolve the writes by the tables that are there now; others may delete one while all is planned
 */
export async function transact(
  service: TableService,
  resolve: () => readonly TransactWrite[],
  asked: AskedOfTransaction,
  token?: RequestToken,
): Promise<JsonObject> {
  let writes = resolve();
  let ahead: Foreseen;
  for (let tries = 1; ; tries++) {
    const looking = inSlices(foresee(service, writes));
    ahead = looking instanceof Promise ? await looking : looking;
    const repeated = repeatedAnswer(service, token);
    if (repeated !== undefined) return repeated;
    if (!(looking instanceof Promise)) break;
    writes = resolve();
    const reasons = conflicts(service, writes, ahead);
    if (reasons.every((reason) => reason === none)) break;
    if (tries === mostTries) throw cancelled(reasons);
  }
  // From here on nobody comes in between.
  refuseRepeated(writes);
  const isNow = ({ table, key }: TransactWrite, { before }: ItemChange) =>
    ahead.writes === writes || service.items.isStill(table, key, before);
  const changes = service.database.read(() =>
    planAll(writes, (write, index) => {
      const known = ahead.changes[index];
      if (ahead.writes[index]?.table !== write.table) return planWrite(service, write, write.isShown);
      if (known !== undefined && isNow(write, known)) return known;
      return planWrite(service, { ...write, verdict: ahead.verdicts[index] }, write.isShown);
    }),
  );
  const answer = describe(service, writes, changes, { ...asked, kind: "Write" });
  service.database.write(() => {
    for (const [index, { table, kind }] of writes.entries()) {
      const change = changes[index];
      if (change !== undefined && kind !== "ConditionCheck") applyChange(service, table, change);
    }
    // Who asks again is told what it costs to read what was written.
    if (token !== undefined)
      recordToken(service, token, describe(service, writes, changes, { ...asked, kind: "Read" }));
  });
  await service.database.durable();
  return answer;
}

function refuseRepeated(writes: readonly TransactWrite[]): void {
  const seen = new KeySet();
  for (const { table, key, refusal } of writes) {
    if (refusal === undefined && !seen.add(table, key)) {
      throw validationError("Transaction request cannot include multiple operations on one item");
    }
  }
}

/** Writes whose condition takes long, and has to be looked at again because somebody has changed the item. */
function conflicts(
  service: TableService,
  writes: readonly TransactWrite[],
  ahead: Foreseen,
): readonly CancellationReason[] {
  return writes.map((write, index) => {
    const isOfTable = ahead.writes[index]?.table === write.table;
    const verdict = isOfTable ? ahead.verdicts[index] : undefined;
    return write.refusal !== undefined || isSettled(service, write, verdict) ? none : conflict;
  });
}

interface Foreseen {
  readonly writes: readonly TransactWrite[];
  /** By the place of its write; undefined for one that cannot be. */
  readonly changes: readonly (ItemChange | undefined)[];
  /** Of conditions that take long. */
  readonly verdicts: readonly (Verdict | undefined)[];
}

/** What would change now. It yields once it has taken long: what is found out by then has to be looked at again. */
function* foresee(service: TableService, writes: readonly TransactWrite[]): Generator<void, Foreseen> {
  const changes: (ItemChange | undefined)[] = [];
  const verdicts: (Verdict | undefined)[] = [];
  let slice = new TimeSlice();
  for (const write of writes) {
    const verdict = write.refusal === undefined ? yield* verdictInPieces(service, write) : undefined;
    verdicts.push(verdict);
    changes.push(changeOf(service, { ...write, verdict }));
    if (!slice.isOver) continue;
    yield;
    slice = new TimeSlice();
  }
  return { writes, changes, verdicts };
}

function changeOf(service: TableService, write: TransactWrite): ItemChange | undefined {
  if (write.refusal !== undefined) return undefined;
  try {
    return service.database.read(() => planWrite(service, write, write.isShown));
  } catch {
    // Why it cannot be is told once nobody comes in between.
    return undefined;
  }
}

function planAll(
  writes: readonly TransactWrite[],
  plan: (write: TransactWrite, index: number) => ItemChange,
): readonly ItemChange[] {
  const changes: ItemChange[] = [];
  const reasons = writes.map((write, index): CancellationReason => {
    if (write.refusal !== undefined) return reasonOf(write.refusal);
    try {
      changes.push(plan(write, index));
      return none;
    } catch (problem) {
      return reasonOf(problem);
    }
  });
  if (reasons.some((reason) => reason !== none)) throw cancelled(reasons);
  const bytes = changes.reduce(
    (sum, { before, after }) => sum + Math.max(before?.bytes ?? 0, after?.bytes ?? 0),
    0,
  );
  if (bytes > mostBytes) {
    throw validationError(`Transaction size cannot exceed ${mostBytes} bytes: its items have ${bytes}`);
  }
  return changes;
}

function describe(
  service: TableService,
  writes: readonly TransactWrite[],
  changes: readonly ItemChange[],
  {
    ReturnConsumedCapacity: detail,
    ReturnItemCollectionMetrics: size,
    kind,
  }: AskedOfTransaction & { readonly kind: "Read" | "Write" },
): JsonObject {
  const capacities = new Map<Table, Capacity>();
  const metrics = new Map<string, Json[]>();
  for (const [index, { table }] of writes.entries()) {
    const change = changes[index];
    if (change === undefined) continue;
    const capacity = capacities.get(table) ?? new Capacity(table);
    const { bytes = 0 } = change.after ?? change.before ?? {};
    capacities.set(
      table,
      kind === "Write" ? capacity.addWrite(change, 2) : capacity.add(2 * readUnits(bytes, true)),
    );
    const collection = size === "SIZE" ? itemCollectionMetrics(service, table, change) : undefined;
    if (collection !== undefined) metrics.set(table.name, [...(metrics.get(table.name) ?? []), collection]);
  }
  const consumed = [...capacities.values()].flatMap((capacity) => capacity.describe(detail, kind) ?? []);
  return {
    ...(consumed.length === 0 ? {} : { ConsumedCapacity: consumed }),
    ...(metrics.size === 0 ? {} : { ItemCollectionMetrics: Object.fromEntries(metrics) }),
  };
}
