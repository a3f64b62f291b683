// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html

import type { Json, JsonObject } from "../../../../aws/json.ts";
import { TimeSlice } from "../../../../time/time-slice.ts";
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
import { Capacity } from "../capacity.ts";
import { itemCollectionMetrics } from "../items/answer-to-write.ts";
import { KeySet } from "../items/key-set.ts";
import { applyChange, planWrite } from "../items/write-item.ts";
import { recordToken, repeatedAnswer } from "./request-tokens.ts";
import { type AskedWrite, readWrite, resolveWrite, type TransactWrite } from "./transact-write.ts";
import { type CancellationReason, cancelled, none, reasonOf } from "./transaction-cancelled.ts";

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
  const items = parameters.TransactItems as readonly JsonObject[];
  const token = request.ClientRequestToken;
  const repeated = () => (token === undefined ? undefined : repeatedAnswer(service, token, items));
  const answered = repeated();
  if (answered !== undefined) return answered;
  const asked: AskedWrite[] = [];
  for (const [index, each] of request.TransactItems.entries()) {
    asked.push(readWrite(each, items[index] ?? {}));
    if (slice.isOver) await slice.giveWay();
  }
  // From here on nobody comes in between, who might do the same or delete a table.
  const writes = asked.map((each) => resolveWrite(service, each));
  return (
    repeated() ??
    transact(service, writes, request, token === undefined ? undefined : { token, request: items })
  );
}

export interface AskedOfTransaction {
  readonly ReturnConsumedCapacity?: "INDEXES" | "TOTAL" | "NONE" | undefined;
  readonly ReturnItemCollectionMetrics?: "SIZE" | "NONE" | undefined;
}

/** All of the writes or none of them. Throws TransactionCanceledException, ValidationException. */
export async function transact(
  service: TableService,
  writes: readonly TransactWrite[],
  asked: AskedOfTransaction,
  token?: { readonly token: string; readonly request: Json },
): Promise<JsonObject> {
  refuseRepeated(writes);
  const changes = service.database.read(() => planAll(service, writes));
  const answer = describe(service, writes, changes, asked);
  service.database.write(() => {
    for (const [index, { table, kind }] of writes.entries()) {
      const change = changes[index];
      if (change !== undefined && kind !== "ConditionCheck") applyChange(service, table, change);
    }
    if (token !== undefined) recordToken(service, token.token, token.request, answer);
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

function planAll(service: TableService, writes: readonly TransactWrite[]): readonly ItemChange[] {
  const changes: ItemChange[] = [];
  const reasons = writes.map((write): CancellationReason => {
    if (write.refusal !== undefined) return reasonOf(write.refusal);
    try {
      changes.push(planWrite(service, write, write.isShown));
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
  { ReturnConsumedCapacity: detail, ReturnItemCollectionMetrics: size }: AskedOfTransaction,
): JsonObject {
  const capacities = new Map<Table, Capacity>();
  const metrics = new Map<string, Json[]>();
  for (const [index, { table }] of writes.entries()) {
    const change = changes[index];
    if (change === undefined) continue;
    const capacity = capacities.get(table) ?? new Capacity(table);
    capacities.set(table, capacity.addWrite(change, 2));
    const collection = size === "SIZE" ? itemCollectionMetrics(service, table, change) : undefined;
    if (collection !== undefined) metrics.set(table.name, [...(metrics.get(table.name) ?? []), collection]);
  }
  const consumed = [...capacities.values()].flatMap((capacity) => capacity.describe(detail, "Write") ?? []);
  return {
    ...(consumed.length === 0 ? {} : { ConsumedCapacity: consumed }),
    ...(metrics.size === 0 ? {} : { ItemCollectionMetrics: Object.fromEntries(metrics) }),
  };
}
