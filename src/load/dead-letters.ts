// Counts dead letters by the record that they are about: a batch that comes twice sends its bad records twice.

import { isJsonObject, type Json } from "../aws/json.ts";

/** Distinct records in the messages: rejected ones by themselves, and batches that the pipe gave up by their size. */
export function countDeadLetters(bodies: readonly string[]): number {
  const rejected = new Set<string>();
  const givenUp = new Map<string, number>();
  for (const body of bodies) {
    const message = parsed(body);
    if (!isJsonObject(message)) continue;
    const { KinesisBatchInfo: batch } = message;
    if (isJsonObject(batch))
      givenUp.set(`${batch.shardId} ${batch.startSequenceNumber}`, Number(batch.batchSize));
    else rejected.add(`${message.shardId} ${message.sequenceNumber}`);
  }
  return rejected.size + [...givenUp.values()].reduce((sum, size) => sum + size, 0);
}

function parsed(body: string): Json {
  try {
    return JSON.parse(body) as Json;
  } catch {
    return null;
  }
}
