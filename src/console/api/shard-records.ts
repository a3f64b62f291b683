// The records of a shard without reading them as a consumer does, which would count as one that is late and set off its alarms.

import type { Region } from "../../region/region.ts";
import { getShardIterator, lookAtRecords } from "../../services/kinesis/reading/get-records.ts";

const millisBack = 10 * 60_000;
const mostAtOnce = 1000;

export interface AskedShard {
  readonly streamName: string;
  readonly shardId: string;
  /** Where the answer before said to go on; else from ten minutes ago on. */
  readonly iterator: string | undefined;
}

/** The oldest first. Throws as GetShardIterator and GetRecords do. */
export async function shardRecords(
  { services, clock }: Pick<Region, "services" | "clock">,
  { streamName, shardId, iterator }: AskedShard,
) {
  const start = () =>
    getShardIterator(
      services.kinesis,
      { streamName },
      { shardId, shardIteratorType: "AT_TIMESTAMP", timestamp: clock.now() - millisBack },
    );
  const read = await lookAtRecords(services.kinesis, iterator ?? start(), mostAtOnce);
  return {
    records: read.records.map(({ sequenceNumber, partitionKey, data, approximateArrivalMs }) => ({
      ...{
        sequenceNumber,
        partitionKey,
        dataBase64: data.toString("base64"),
        arrivedAt: approximateArrivalMs,
      },
    })),
    iterator: read.nextShardIterator,
    behindMs: read.millisBehindLatest,
  };
}
