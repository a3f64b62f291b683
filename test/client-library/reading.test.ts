// AWS's own Kinesis Client Library against the region: leases in DynamoDB, metrics in CloudWatch, records by GetRecords and by
// enhanced fan-out, shards that are split meanwhile, and records that a producer library has put together.

import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { updateShardCount } from "../../src/services/kinesis/shards/resharding.ts";
import { type ServedRegion, serveRegion } from "../server/served-region.ts";
import { aggregateOf } from "../services/kinesis/support/aggregate.ts";
import { isReaderThere, startReader } from "./support/reader-application.ts";

let served: ServedRegion;
beforeAll(async () => {
  served = await serveRegion();
});
afterAll(() => served.close());

(isReaderThere() ? describe : describe.skip)("the Kinesis Client Library", () => {
  test.each(["polling", "fan-out"] as const)(
    "reads a stream through a resharding by %s",
    async (mode) => {
      const { kinesis } = served.region.services;
      const streamName = `read-by-${mode}`;
      await kinesis.createStream({ streamName, shardCount: 2 });
      const put = (from: number, to: number) =>
        kinesis.append(
          streamName,
          Array.from({ length: to - from }, (_, index) => ({
            partitionKey: `key-${(from + index) % 10}`,
            data: Buffer.from(String(from + index)),
          })),
        );
      await put(0, 20);
      const reader = startReader(served.server.url, streamName, mode);
      const count = (lines: readonly string[]) => lines.filter((line) => line.startsWith("RECORD")).length;
      await reader.until((lines) => count(lines) >= 20);
      const scaling = { targetShardCount: 4, scalingType: "UNIFORM_SCALING" };
      await updateShardCount(kinesis, { streamName }, scaling);
      await put(20, 40);
      const parts = [40, 41].map((number) => ({
        partitionKey: `key-${number % 10}`,
        data: Buffer.from(String(number)),
      }));
      // One for each key: the library drops what is not of the shard.
      for (const { partitionKey, ...rest } of parts)
        await kinesis.append(streamName, [{ partitionKey, data: aggregateOf([{ partitionKey, ...rest }]) }]);
      await reader.until((lines) => count(lines) >= 42);
      expect(await reader.stop()).toBe(0);
      const read = reader.lines.filter((line) => line.startsWith("RECORD")).map((line) => line.split(" "));
      const byKey = Map.groupBy(read, ([, , key]) => key);
      expect(byKey.size).toBe(10);
      for (const [key, records] of byKey) {
        const first = Number(key?.slice("key-".length));
        const wanted = [0, 10, 20, 30, 40].map((more) => first + more).filter((number) => number < 42);
        expect(records.map(([, , , number]) => Number(number))).toEqual(wanted);
      }
      expect(reader.lines.filter((line) => line.startsWith("END"))).toHaveLength(2);
    },
    600_000,
  );
});
