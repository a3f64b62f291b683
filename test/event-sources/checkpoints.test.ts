// The checkpoints of whoever reads a stream are there again, or all that they might have told is delivered again, and that is said: never skipped.

import { mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { Checkpoints } from "../../src/event-sources/checkpoints.ts";
import { type Damage, Repair } from "../../src/storage/damage.ts";
import { VirtualClock } from "../../src/time/virtual-clock.ts";

let directory: string;
let path: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "millrace-checkpoints-"));
  path = join(directory, "ingest.checkpoints");
  const checkpoints = open();
  for (const shardIndex of [0, 1, 2])
    for (const lane of [0, 1])
      checkpoints.save({ shardIndex, lane }, { lowWater: 10, done: 10 + lane, handedOut: 20 });
  checkpoints.close();
});
afterEach(() => rmSync(directory, { recursive: true }));

const open = (repair?: Repair, streamCreatedAt = 7) =>
  new Checkpoints({
    ...{ directory, name: "ingest", reader: "the pipe ingest", streamCreatedAt, lanesPerShard: 2, repair },
    clock: new VirtualClock(),
  });

/** The low water of each of the three shards. */
function lowWaters(repair?: Repair, streamCreatedAt?: number): readonly (number | undefined)[] {
  const checkpoints = open(repair, streamCreatedAt);
  const found = [0, 1, 2].map((shardIndex) => checkpoints.restore(shardIndex)?.[0]?.lowWater);
  checkpoints.close();
  return found;
}

function fill(from: number, to: number): void {
  const bytes = readFileSync(path);
  bytes.fill(0x6e, from, to);
  writeFileSync(path, bytes);
}

test("are there again", () => {
  expect(lowWaters()).toEqual([10, 10, 10]);
});

test("of shards that were read in another order than they were made in are there, and none of those between", () => {
  const checkpoints = open();
  checkpoints.save({ shardIndex: 5, lane: 1 }, { lowWater: 30, done: 31, handedOut: 32 });
  checkpoints.close();
  for (const _ of ["opened", "written anew"]) {
    const again = open();
    expect([2, 3, 4].map((shardIndex) => again.restore(shardIndex)?.[0]?.lowWater)).toEqual([
      10,
      undefined,
      undefined,
    ]);
    expect(again.restore(5)?.map(({ done }) => done)).toEqual([30, 31]);
    again.close();
  }
  const between = open();
  between.save({ shardIndex: 4, lane: 0 }, { lowWater: 40, done: 40, handedOut: 40 });
  between.close();
  expect(
    open()
      .restore(4)
      ?.map(({ lowWater }) => lowWater),
  ).toEqual([40, 40]);
});

test("of a stream that was made anew are none, and no damage", () => {
  rmSync(path);
  expect(lowWaters(undefined, 8)).toEqual([undefined, undefined, undefined]);
});

test("are what they were before the last one, if that is torn", () => {
  const checkpoints = open();
  checkpoints.save({ shardIndex: 0, lane: 0 }, { lowWater: 15, done: 15, handedOut: 25 });
  checkpoints.close();
  // The first was saved when the file was made, so the second of the pair is the newer one.
  fill(64, 128);
  expect(lowWaters()).toEqual([10, 10, 10]);
});

describe.each<readonly [string, () => void, RegExp, readonly number[]]>([
  ["missing", () => rmSync(path), /damaged at byte 0: the file is missing/, [1, 1, 1]],
  ["emptied", () => truncateSync(path, 0), /damaged at byte 0: it does not begin/, [1, 1, 1]],
  ["noise", () => fill(0, statSync(path).size), /damaged at byte 0: it does not begin/, [1, 1, 1]],
  ["changed in their head", () => fill(10, 11), /damaged at byte 0: it does not begin/, [10, 10, 10]],
  ["damaged for a shard", () => fill(320, 576), /damaged at byte 320: nothing that/, [10, 1, 10]],
  ["cut", () => truncateSync(path, 576), /damaged at byte 576: nothing that/, [10, 10, 1]],
])("that are %s", (_, damage, refusal, after) => {
  test("stop the reader, by their file; a repair has all delivered again", () => {
    damage();
    expect(() => lowWaters()).toThrow(refusal);
    const told: Damage[] = [];
    expect(lowWaters(new Repair((each) => told.push(each)))).toEqual(after);
    expect(told.flatMap(({ lost }) => lost)).toEqual(
      [0, 1, 2]
        .filter((shard) => after[shard] === 1)
        .map(
          (shard) =>
            `how far the pipe ingest has come in shard ${shard}: all that is held of it is delivered again`,
        ),
    );
  });
});
