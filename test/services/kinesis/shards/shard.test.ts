// What a shard holds in memory of what is on disk: all that somebody has yet to read, within its bound, and little of the rest.

import { afterEach, describe, expect, test } from "@jest/globals";
import { firstRecordOffset } from "../../../../src/event-sources/stream-source.ts";
import { Shard } from "../../../../src/services/kinesis/shards/shard.ts";
import { type Fixture, openFixture, readShard } from "../support/open-streams.ts";

const [tailBytes, readBytes] = [80_000, 10_000];
const data = Buffer.alloc(1_000, "x");

function newShard(): Shard {
  const record = { index: 0, createdAt: 0, parents: [], startingHashKey: "0", endingHashKey: "1" };
  return new Shard({ record, nextOffset: firstRecordOffset, lastArrivalMs: 0, tailBytes, readBytes });
}

function put(shard: Shard, records: number): void {
  for (let index = 0; index < records; index++) {
    shard.builder.add("a", data, 0);
    for (const frame of shard.builder.take()) shard.commit(frame);
    shard.notify();
  }
}

/** Reads all that there is whenever it is told. */
function keepUp(shard: Shard): () => void {
  let read = firstRecordOffset;
  return shard.onCommit(
    () => {
      while (shard.frameInMemory(read) !== undefined) read += 1;
    },
    () => read,
  );
}

function standStill(shard: Shard): () => void {
  return shard.onCommit(
    () => undefined,
    () => firstRecordOffset,
  );
}

describe("of what is on disk", () => {
  const frame = data.length + 100;

  test.each([
    ["nobody waits for records", [], tailBytes],
    ["somebody has read all", [keepUp], readBytes],
    ["one of two has read nothing", [keepUp, standStill], tailBytes],
    ["both have read all", [keepUp, keepUp], readBytes],
  ] as const)("a shard holds as much as it may where %s", (_, readers, bound) => {
    const shard = newShard();
    for (const reader of readers) reader(shard);
    put(shard, 200);
    expect(shard.bytesInMemory).toBeLessThanOrEqual(bound + frame);
    expect(shard.bytesInMemory).toBeGreaterThan(bound - 2 * frame);
  });

  test("whoever has stopped reading holds nothing", () => {
    const shard = newShard();
    keepUp(shard);
    const stop = standStill(shard);
    put(shard, 50);
    stop();
    put(shard, 1);
    expect(shard.bytesInMemory).toBeLessThanOrEqual(readBytes + frame);
  });
});

describe("a stream", () => {
  let fixture: Fixture;
  afterEach(() => fixture.dispose());

  test.each(["memory", "disk"] as const)(
    "in %s gives all that was put, whoever has read it",
    async (place) => {
      fixture = await openFixture(place, { memoryBytesPerStream: tailBytes });
      const stream = await fixture.streams.createStream({ streamName: "readings", shardCount: 1 });
      for (const shard of stream.shards) keepUp(shard);
      const texts = Array.from({ length: 60 }, (_, index) => String(index).padStart(1_000, " "));
      for (const text of texts) await stream.append([{ partitionKey: "a", data: Buffer.from(text) }]);
      expect(await readShard(fixture.streams, "readings", "shardId-000000000000")).toEqual(texts);
    },
  );
});
