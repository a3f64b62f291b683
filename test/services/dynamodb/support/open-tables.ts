// Tables for a test: in memory, or in a folder that is removed afterwards.

import { localIdentity } from "../../../../src/aws/arn.ts";
import type { JsonObject } from "../../../../src/aws/json.ts";
import { Tables } from "../../../../src/services/dynamodb/tables.ts";
import { type Clock, systemClock } from "../../../../src/time/clock.ts";
import { noStreams } from "./no-streams.ts";

export function openTables(options: { directory?: string; clock?: Clock } = {}): Promise<Tables> {
  const { directory, clock = systemClock } = options;
  return Tables.open({ directory, clock, identity: localIdentity, onFault, ...noStreams });
}

function onFault(fault: unknown): never {
  throw fault;
}

/** A table whose keys are texts, unless they say another type: `id` or `id:N`. */
export function tableOf(name: string, hash: string, range?: string, more: JsonObject = {}): JsonObject {
  const keys = [hash, range].filter((key) => key !== undefined).map((key) => key.split(":"));
  return {
    TableName: name,
    BillingMode: "PAY_PER_REQUEST",
    KeySchema: keys.map(([key = ""], index) => ({
      AttributeName: key,
      KeyType: index === 0 ? "HASH" : "RANGE",
    })),
    AttributeDefinitions: keys.map(([key = "", type = "S"]) => ({ AttributeName: key, AttributeType: type })),
    ...more,
  };
}
