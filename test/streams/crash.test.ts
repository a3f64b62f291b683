// A real process is killed with SIGKILL while it puts records: everything it was told is on disk must be there.

import { spawn } from "node:child_process";
import { rm } from "node:fs/promises";
import { createInterface } from "node:readline";
import { expect, test } from "@jest/globals";
import { localIdentity } from "../../src/aws/arn.ts";
import { Streams } from "../../src/streams/streams.ts";
import { systemClock } from "../../src/time/clock.ts";
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

test("nothing acknowledged is lost, repeated or out of order over three kills", async () => {
  const directory = await temporaryFolder();
  let next = 0;
  for (const acknowledgements of [1, 40, 400]) {
    const last = await runAndKill(directory, next, acknowledgements);
    const streams = await Streams.open({ directory, clock: systemClock, identity: localIdentity });
    const found = await Promise.all(
      streams.stream({ streamName: "readings" }).shards.map(({ id }) => readShard(streams, "readings", id)),
    );
    await streams.close();
    const numbers = found.map((shard) => shard.map(Number));
    for (const shard of numbers) expect(shard).toEqual(shard.toSorted((a, b) => a - b));
    const all = new Set(numbers.flat());
    expect(all.size).toBe(numbers.flat().length);
    expect(
      Array.from({ length: last + 1 }, (_, number) => number).filter((number) => !all.has(number)),
    ).toEqual([]);
    next = Math.max(...all) + 1;
  }
  await rm(directory, { recursive: true });
}, 30_000);
