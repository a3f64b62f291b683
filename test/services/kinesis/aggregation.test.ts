// What a producer library has put together: GetRecords gives it as it was put, functions and pipes are handed what is in it.

import { afterEach, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { userRecordsIn } from "../../../src/services/kinesis/records/aggregated-record.ts";
import { aggregateOf, messageOf, type Part, sealed } from "./support/aggregate.ts";
import { type Fixture, openFixture, readShard, record } from "./support/open-streams.ts";

const bytes = fc.uint8Array({ maxLength: 300 }).map((data) => Buffer.from(data));
const part: fc.Arbitrary<Part> = fc.oneof(
  fc.record({ partitionKey: fc.string({ unit: "binary", minLength: 1, maxLength: 20 }), data: bytes }),
  fc.record({
    partitionKey: fc.constantFrom("a", "b"),
    data: bytes,
    explicitHashKey: fc.constantFrom("0", "9"),
  }),
);
const parts = (...texts: readonly string[]): readonly Part[] =>
  texts.map((text) => ({ partitionKey: `key of ${text}`, data: Buffer.from(text) }));

describe("an aggregate", () => {
  test("is split into what was put together", () => {
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 200 }), (all) => {
        const expected = all.map(({ partitionKey, data }) => ({ partitionKey, data }));
        expect(userRecordsIn(aggregateOf(all))).toEqual(expected);
      }),
      { numRuns: 50 },
    );
  });

  const whole = aggregateOf(parts("one", "two"));
  const message = messageOf(parts("one", "two"));
  test.each([
    ["no magic bytes", Buffer.from("some other record that is long enough")],
    ["nothing but magic bytes", whole.subarray(0, 4)],
    ["another digest", Buffer.concat([whole.subarray(0, -1), Buffer.from([(whole.at(-1) ?? 0) ^ 1])])],
    ["a message that is cut off", sealed(message.subarray(0, -1))],
    ["a key that is not in the table", sealed(Buffer.from([0x1a, 4, 0x08, 5, 0x1a, 0]))],
    ["a field of an unknown type", sealed(Buffer.from([0x0f]))],
    ["a length without end", sealed(Buffer.from([0x0a, ...new Array<number>(12).fill(0xff)]))],
  ])("is left as it is with %s", (_, data) => {
    expect(userRecordsIn(data)).toBeUndefined();
  });
});

let fixture: Fixture;
afterEach(() => fixture?.dispose());

test("readers of the stream for others see what is in it, each under the number of the whole", async () => {
  fixture = await openFixture("disk");
  const stream = await fixture.streams.createStream({ streamName: "readings", shardCount: 1 });
  const aggregate = aggregateOf(parts("one", "two", "three"));
  await stream.append([record("k", "zero"), { partitionKey: "a", data: aggregate }, record("k", "four")]);
  const [shard] = stream.shards;
  if (shard === undefined) throw new Error("no shard");
  const reader = stream.reader(shard, 1);
  const seen: unknown[] = [];
  while (reader.advance()) {
    const { offset, hasMore = false } = reader.record;
    seen.push([
      offset,
      reader.record.partitionKey(),
      reader.record.data().toString(),
      hasMore,
      reader.nextOffset,
    ]);
  }
  expect(seen).toEqual([
    [1, "k", "zero", false, 2],
    [2, "key of one", "one", true, 2],
    [2, "key of two", "two", true, 2],
    [2, "key of three", "three", false, 3],
    [3, "k", "four", false, 4],
  ]);
  expect((await readShard(fixture.streams, "readings", shard.id))[1]).toBe(aggregate.toString());
});
