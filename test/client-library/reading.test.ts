// AWS's own Kinesis Client Library against the region: leases in DynamoDB, metrics in CloudWatch, records by GetRecords and by
// enhanced fan-out, shards that are split meanwhile, records that a producer library has put together, and workers that share a stream.

import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { updateShardCount } from "../../src/services/kinesis/shards/resharding.ts";
import { type ServedRegion, serveRegion } from "../server/served-region.ts";
import { aggregateOf } from "../services/kinesis/support/aggregate.ts";
import { isReaderThere, type RunningReader, startReader } from "./support/reader-application.ts";

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

  test("shares a stream among two workers, and what one leaves behind the other reads", async () => {
    const { kinesis, dynamodb } = served.region.services;
    const streamName = "shared";
    await kinesis.createStream({ streamName, shardCount: 4 });
    let count = 0;
    const putMore = async () => {
      const numbers = Array.from({ length: 20 }, (_, index) => count + index);
      count += numbers.length;
      await kinesis.append(
        streamName,
        numbers.map((n) => ({ partitionKey: `key-${n % 10}`, data: Buffer.from(String(n)) })),
      );
    };
    const workers = [1, 2].map(() => startReader(served.server.url, streamName, "polling"));
    const recordsOf = ({ lines }: RunningReader) =>
      lines.filter((line) => line.startsWith("RECORD")).map((line) => line.split(" "));
    const read = () => new Set(workers.flatMap(recordsOf).map(([, , , number]) => Number(number)));
    while (!workers.every((worker) => recordsOf(worker).length > 0)) {
      await putMore();
      await pause(500);
    }
    const [first, second] = workers as [RunningReader, RunningReader];
    await first.kill();
    for (let more = 0; more < 5; more++) await putMore();
    await second.until(() => read().size === count);
    expect(await second.stop()).toBe(0);
    for (const worker of workers)
      for (const [key, records] of Map.groupBy(recordsOf(worker), ([, , partitionKey]) => partitionKey)) {
        const numbers = [...new Set(records.map(([, , , number]) => Number(number)))];
        expect([key, numbers]).toEqual([key, numbers.toSorted((one, other) => one - other)]);
      }
    const { Items } = (await dynamodb.request("Scan", { TableName: `reader-of-${streamName}` })) as {
      readonly Items: readonly { readonly leaseKey: { readonly S: string } }[];
    };
    expect(Items.map(({ leaseKey }) => leaseKey.S).filter((key) => key.startsWith("shardId-"))).toHaveLength(
      4,
    );
  }, 600_000);
});
