// ItemBatcher: the items of a distributed Map in batches, each the input of one child execution.
// https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itembatcher.html

import type { Json, JsonObject } from "../../aws/json.ts";
import { exactBytes, payloadLimitBytes } from "../payload-limit.ts";

export interface BatchLimits {
  readonly maxItems: number | undefined;
  readonly maxInputBytes: number | undefined;
  readonly batchInput: Json | undefined;
}

/** Yields between two items. */
export function* batchItems(
  items: readonly Json[],
  limits: BatchLimits,
): Generator<void, readonly JsonObject[]> {
  const maxItems = limits.maxItems ?? Number.POSITIVE_INFINITY;
  const maxBytes = Math.min(limits.maxInputBytes ?? payloadLimitBytes, payloadLimitBytes);
  const emptyBytes = exactBytes(batchOf([], limits.batchInput));
  const batches: JsonObject[] = [];
  let batch: Json[] = [];
  let bytes = emptyBytes;
  for (const item of items) {
    const itemBytes = exactBytes(item) + 1;
    // One item that is too large by itself still gets a batch: its child execution fails, not the whole Map.
    if (batch.length > 0 && (batch.length >= maxItems || bytes + itemBytes - 1 > maxBytes)) {
      batches.push(batchOf(batch, limits.batchInput));
      batch = [];
      bytes = emptyBytes;
    }
    batch.push(item);
    bytes += itemBytes;
    yield;
  }
  if (batch.length > 0) batches.push(batchOf(batch, limits.batchInput));
  return batches;
}

function batchOf(items: readonly Json[], batchInput: Json | undefined): JsonObject {
  return batchInput === undefined ? { Items: items } : { BatchInput: batchInput, Items: items };
}
