// The laws of splitting and merging: whatever is done, the open shards share all hash keys among them, and no shard comes out of
// nowhere.

import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import {
  areAdjacent,
  firstShards,
  openShards,
  Resharding,
  type ShardTable,
} from "../../../src/services/kinesis/shards/shard-table.ts";

const last = 2n ** 128n - 1n;

type Step =
  | { readonly split: number; readonly at: number }
  | { readonly merge: number }
  | { readonly scale: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ split: fc.nat(20), at: fc.double({ min: 0.01, max: 0.99, noNaN: true }) }),
  fc.record({ merge: fc.nat(20) }),
  fc.record({ scale: fc.integer({ min: 1, max: 24 }) }),
);

function done(table: ShardTable, each: Step, at: number): ShardTable {
  const resharding = new Resharding(table, { at, endOffset: (index) => index + 5 });
  const open = openShards(table.shards);
  if ("scale" in each) resharding.scaleTo(each.scale);
  else if ("split" in each) {
    const shard = open[each.split % open.length];
    if (shard === undefined) throw new Error("no shard is open");
    const [start, end] = [BigInt(shard.startingHashKey), BigInt(shard.endingHashKey)];
    const key = start + ((end - start) * BigInt(Math.round(each.at * 1000))) / 1000n;
    if (key > start + 1n && key < end) resharding.split(shard, key);
  } else if (open.length > 1) {
    const first = each.merge % (open.length - 1);
    const [shard, adjacent] = open.slice(first, first + 2);
    if (shard !== undefined && adjacent !== undefined) resharding.merge(shard, adjacent);
  }
  return resharding.table;
}

function expectWhole({ made, shards }: ShardTable): void {
  const open = openShards(shards);
  expect(open[0]?.startingHashKey).toBe("0");
  expect(open.at(-1)?.endingHashKey).toBe(String(last));
  for (const [index, shard] of open.entries()) {
    const next = open[index + 1];
    if (next !== undefined) expect(areAdjacent(shard, next)).toBe(true);
  }
  const byIndex = new Map(shards.map((shard) => [shard.index, shard]));
  expect(byIndex.size).toBe(shards.length);
  for (const { index, parents, createdAt } of shards) {
    expect(index).toBeLessThan(made);
    for (const parent of parents.map((each) => byIndex.get(each))) {
      expect(parent?.closed?.at).toBeLessThanOrEqual(createdAt);
      expect(parent?.createdAt).toBeLessThan(createdAt);
      expect(parent?.index).toBeLessThan(index);
    }
  }
}

describe("a table of shards", () => {
  test("always tiles the hash keys", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.array(step, { maxLength: 12 }), (count, steps) => {
        let table = firstShards(count, 1);
        for (const [index, each] of steps.entries()) {
          table = done(table, each, 1 + index);
          expectWhole(table);
        }
      }),
      { numRuns: 60 },
    );
  });

  test("scaling makes shards of one width, and leaves those that have it", () => {
    const four = done(firstShards(4, 1), { scale: 4 }, 2);
    expect(four.made).toBe(4);
    const eight = done(four, { scale: 8 }, 3);
    expect([eight.made, openShards(eight.shards).length]).toEqual([12, 8]);
    const six = done(eight, { scale: 6 }, 4);
    const widths = openShards(six.shards).map(
      (shard) => BigInt(shard.endingHashKey) - BigInt(shard.startingHashKey),
    );
    expect(widths).toHaveLength(6);
    expect(widths.every((width) => width / 10n === (widths[0] ?? 0n) / 10n)).toBe(true);
  });

  test("a shard that was closed at once has never held a record", () => {
    const resharding = new Resharding(firstShards(2, 1), { at: 2, endOffset: (index) => [7, 9][index] });
    resharding.scaleTo(3);
    const closed = resharding.table.shards.filter((shard) => shard.closed !== undefined);
    expect(closed.map(({ index, closed }) => [index, closed?.endOffset])).toEqual([
      [0, 7],
      [1, 9],
      ...closed.slice(2).map(({ index }) => [index, 1]),
    ]);
  });
});
