// What UpdateTable changes of a table's billing: nothing is held back here, but the descriptions must be right.

import { throughputOf } from "../../definitions/settings-rules.ts";
import type { IndexDefinition, TableDefinition, Throughput } from "../../definitions/table-definition.ts";
import { invalidParameter, validationError } from "../../refusals.ts";
import type { TableService } from "../../table-service.ts";
import type { UpdateTableRequest } from "./update-table-request.ts";

/** Throws ValidationException. */
export function updateThroughput(
  { clock }: TableService,
  table: TableDefinition,
  request: UpdateTableRequest,
): TableDefinition {
  const { BillingMode: mode = table.billingMode, ProvisionedThroughput: wanted } = request;
  const now = clock.now();
  if (mode === "PAY_PER_REQUEST" && wanted !== undefined) {
    throw invalidParameter(
      "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST",
    );
  }
  const indexes = table.indexes.map((index) => updateIndex(index, request, mode, now));
  if (mode === table.billingMode) {
    const throughput =
      wanted === undefined ? table.throughput : changed(table.throughput, wanted, "the table", now);
    return { ...table, indexes, throughput };
  }
  if (mode === "PROVISIONED") {
    const missing = indexes.filter(({ isGlobal, throughput }) => isGlobal && throughput.read === 0);
    if (missing.length > 0) {
      throw invalidParameter(
        `ProvisionedThroughput must be specified for index: ${missing.map(({ name }) => name).join(",")}`,
      );
    }
    return { ...table, billingMode: mode, indexes, throughput: throughputOf(wanted) };
  }
  const none = { read: 0, write: 0, decreasesToday: 0 };
  return {
    ...table,
    billingMode: mode,
    payPerRequestSince: now,
    throughput: none,
    indexes: indexes.map((index) => ({ ...index, throughput: none })),
  };
}

function updateIndex(
  index: IndexDefinition,
  request: UpdateTableRequest,
  mode: TableDefinition["billingMode"],
  now: number,
): IndexDefinition {
  const update = request.GlobalSecondaryIndexUpdates?.find(
    (each) => each.Update?.IndexName === index.name,
  )?.Update;
  if (update === undefined) return index;
  const { ProvisionedThroughput: wanted, OnDemandThroughput: onDemand } = update;
  if (wanted !== undefined && mode === "PAY_PER_REQUEST") {
    throw invalidParameter(
      `Neither ReadCapacityUnits nor WriteCapacityUnits can be specified for index: ${index.name} when BillingMode is PAY_PER_REQUEST`,
    );
  }
  return {
    ...index,
    ...(wanted === undefined
      ? {}
      : { throughput: changed(index.throughput, wanted, `the index ${index.name}`, now) }),
    ...(onDemand === undefined ? {} : { onDemandThroughput: onDemand }),
  };
}

function changed(
  current: Throughput,
  wanted: { readonly ReadCapacityUnits: number; readonly WriteCapacityUnits: number },
  what: string,
  now: number,
): Throughput {
  const { read, write } = throughputOf(wanted);
  if (read === current.read && write === current.write) {
    const scope = what === "the table" ? "for the table" : `for ${what}`;
    throw validationError(
      `The provisioned throughput for ${what} will not change. The requested value equals the current value. ` +
        `Current ReadCapacityUnits provisioned ${scope}: ${current.read}. Requested ReadCapacityUnits: ${read}. ` +
        `Current WriteCapacityUnits provisioned ${scope}: ${current.write}. Requested WriteCapacityUnits: ${write}. ` +
        "Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.",
    );
  }
  const isDecrease = read < current.read || write < current.write;
  const isIncrease = read > current.read || write > current.write;
  return {
    ...current,
    read,
    write,
    decreasesToday: current.decreasesToday + (isDecrease ? 1 : 0),
    ...(isIncrease ? { lastIncrease: now } : {}),
    ...(isDecrease ? { lastDecrease: now } : {}),
  };
}
