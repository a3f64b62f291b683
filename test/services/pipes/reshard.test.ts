// Pipes over streams whose shards change, and over records that hold others.

import { afterEach, expect, test } from "@jest/globals";
import { splitShard } from "../../../src/services/kinesis/shards/resharding.ts";
import { settled } from "../../support/until.ts";
import { aggregateOf } from "../kinesis/support/aggregate.ts";
import { closeRegion, fixture, openStream, put, run, startPipe, succeeded } from "./support/open-pipe.ts";

afterEach(closeRegion);

const middle = String(2n ** 127n);
const split = (shardToSplit: string, newStartingHashKey = middle) =>
  splitShard(fixture.streams, { streamName: "readings" }, { shardToSplit, newStartingHashKey });

test("what was put into a shard comes before what was put into those that it was split into", async () => {
  await openStream();
  const release: (() => void)[] = [];
  const { batches } = startPipe(
    { BatchSize: 1 },
    () => new Promise((resolve) => release.push(() => resolve(succeeded))),
  );
  await put("parent 1", "parent 2");
  await split("shardId-000000000000");
  await put("child");
  await settled();
  expect(batches).toEqual([["parent 1"]]);
  release.shift()?.();
  await run(2);
  expect(batches).toEqual([["parent 1"], ["parent 2"]]);
  release.shift()?.();
  await run(2);
  expect(batches).toEqual([["parent 1"], ["parent 2"], ["child"]]);
  release.shift()?.();
});

test("records that were put together are handed out one by one, and again those that are left of one", async () => {
  await openStream();
  const parts = ["1", "2", "3", "4", "5"].map((text) => ({ partitionKey: text, data: Buffer.from(text) }));
  await fixture.streams.append("readings", [{ partitionKey: "a", data: aggregateOf(parts) }]);
  await put("6");
  const first = startPipe({ BatchSize: 2 }, (contents) =>
    contents[0] === "5" ? { status: "FAILED", error: "Boom", cause: "bang" } : succeeded,
  );
  await settled();
  expect(first.batches).toEqual([
    ["1", "2"],
    ["3", "4"],
    ["5", "6"],
  ]);
  await run(1);
  expect(first.batches.slice(2)).toEqual([
    ["5", "6"],
    ["5", "6"],
  ]);
});
