// A real process is killed with SIGKILL while it puts records, or runs out of disk: what it was told is on disk must be there.

import { execFileSync, spawn } from "node:child_process";
import { rm } from "node:fs/promises";
import { createInterface } from "node:readline";
import { expect, test } from "@jest/globals";
import { localIdentity } from "../../../src/aws/arn.ts";
import { Streams } from "../../../src/services/kinesis/streams/streams.ts";
import { systemClock } from "../../../src/time/clock.ts";
import { readShard, temporaryFolder } from "./support/open-streams.ts";

const writer = new URL("support/endless-writer.ts", import.meta.url).pathname;

/** Runs the writer until it has acknowledged `acknowledgements` appends, kills it, and gives the last number it was sure of. */
async function runAndKill(directory: string, firstNumber: number, acknowledgements: number): Promise<number> {
  const child = spawn(process.execPath, [
    "--disable-warning=ExperimentalWarning",
    writer,
    directory,
    String(firstNumber),
  ]);
  let last = -1;
  let heard = 0;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  for await (const line of createInterface(child.stdout)) {
    last = Math.max(last, Number(line));
    if (++heard === acknowledgements) child.kill("SIGKILL");
  }
  await ended;
  return last;
}

test("nothing acknowledged is lost, repeated or out of order over three kills, while shards are split and merged", async () => {
  const directory = await temporaryFolder();
  let next = 0;
  for (const acknowledgements of [1, 40, 400]) {
    const last = await runAndKill(directory, next, acknowledgements);
    const streams = await Streams.open({ directory, clock: systemClock, identity: localIdentity });
    const stream = streams.stream({ streamName: "readings" });
    const found = await Promise.all(stream.shards.map(({ id }) => readShard(streams, "readings", id)));
    const open = stream.openShards.map(({ record }) => record);
    await streams.close();
    const numbers = found.map((shard) => shard.map(Number));
    for (const shard of numbers) expect(shard).toEqual(shard.toSorted((a, b) => a - b));
    // Children come after their parents: in that order each station's numbers rise over all shards.
    const stations = Map.groupBy(numbers.flat(), (number) => number % 50);
    for (const station of stations.values()) expect(station).toEqual(station.toSorted((a, b) => a - b));
    expect([open[0]?.startingHashKey, open.at(-1)?.endingHashKey]).toEqual(["0", String(2n ** 128n - 1n)]);
    for (const [index, shard] of open.slice(1).entries())
      expect(BigInt(open[index]?.endingHashKey ?? 0) + 1n).toBe(BigInt(shard.startingHashKey));
    const all = new Set(numbers.flat());
    expect(all.size).toBe(numbers.flat().length);
    expect(
      Array.from({ length: last + 1 }, (_, number) => number).filter((number) => !all.has(number)),
    ).toEqual([]);
    next = Math.max(...all) + 1;
  }
  await rm(directory, { recursive: true });
}, 180_000);

test("a full disk refuses the put with an error that names the folder, and loses nothing else", async () => {
  const directory = await temporaryFolder();
  const filler = new URL("support/until-full.ts", import.meta.url).pathname;
  // A limit on the size of a file, in KiB, stands for the end of the disk.
  const script = 'ulimit -f 100; exec "$0" --disable-warning=ExperimentalWarning "$@"';
  const line = execFileSync("bash", ["-c", script, process.execPath, filler, directory], {
    encoding: "utf8",
  });
  const { acknowledged, refusal } = JSON.parse(line);
  expect(refusal.code).toBe("InternalFailure");
  expect(refusal.message).toContain(directory);
  const streams = await Streams.open({ directory, clock: systemClock, identity: localIdentity });
  expect(await readShard(streams, "readings", "shardId-000000000000")).toHaveLength(acknowledged);
  await streams.close();
  await rm(directory, { recursive: true });
});
