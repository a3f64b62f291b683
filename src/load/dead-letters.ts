// Counts dead letters by the record that they are about: a batch that comes twice sends its bad records twice.

import { isJsonObject } from "../aws/json.ts";
import { jsonObjectOrUndefined } from "../aws/json-text.ts";

/** Distinct records in the messages: rejected ones by themselves, and batches that the pipe gave up by their size. */
export function countDeadLetters(bodies: readonly string[]): number {
  const rejected = new Set<string>();
  const givenUp = new Map<string, number>();
  for (const body of bodies) {
    const message = jsonObjectOrUndefined(body);
    if (message === undefined) continue;
    const { KinesisBatchInfo: batch } = message;
    if (isJsonObject(batch))
      givenUp.set(`${batch.shardId} ${batch.startSequenceNumber}`, Number(batch.batchSize));
    else rejected.add(`${message.shardId} ${message.sequenceNumber}`);
  }
  return rejected.size + [...givenUp.values()].reduce((sum, size) => sum + size, 0);
}
