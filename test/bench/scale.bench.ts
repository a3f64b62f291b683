// How far a region goes: open executions, state machines, and a stream far larger than memory, each beside what it is to stay within. What
// holds memory is measured in a process of its own.

import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { localIdentity } from "../../src/aws/arn.ts";
import { getRecords, getShardIterator } from "../../src/services/kinesis/reading/get-records.ts";
import { Streams } from "../../src/services/kinesis/streams/streams.ts";
import { systemClock } from "../../src/time/clock.ts";
import { type BenchRow, type Pace, rowOf } from "./bench-row.ts";
import type { Opened, What } from "./scale-process.ts";
import { layLargeStream } from "./scale-stream.ts";

const aims = { gigabyte: 1000, executionsRecoveredASecond: 20_000, machinesOpenedASecond: 10_000 } as const;

export async function scaleBenches({ scale, rounds }: Pace): Promise<BenchRow[]> {
  return [
    ...(await openExecutions(Math.round(100_000 * scale))),
    ...(await stateMachines(Math.round(10_000 * scale))),
    await largeStream(Math.max(1, Math.round(100 * scale)), Math.min(rounds, 5)),
  ];
}

async function openExecutions(count: number): Promise<BenchRow[]> {
  return inFolder(async (folder) => {
    await inProcess("start executions", count, folder);
    const { seconds, megabytes } = await inProcess("open executions", count, folder);
    const what = `${count.toLocaleString("en-US")} open executions`;
    return [
      beside({ name: `resident memory with ${what}, each in a Wait`, unit: "MB" }, megabytes, {
        "a gigabyte": aims.gigabyte,
      }),
      beside({ name: `recovery of ${what}, each in a Wait`, unit: "executions/s" }, count / seconds, {
        "100,000 in five seconds": aims.executionsRecoveredASecond,
      }),
    ];
  });
}

async function stateMachines(count: number): Promise<BenchRow[]> {
  return inFolder(async (folder) => {
    await inProcess("create machines", count, folder);
    const { seconds, megabytes } = await inProcess("open machines", count, folder);
    const what = `${count.toLocaleString("en-US")} state machines`;
    return [
      beside({ name: `resident memory with ${what}`, unit: "MB" }, megabytes, {
        "a gigabyte": aims.gigabyte,
      }),
      beside({ name: `opening ${what}`, unit: "machines/s" }, count / seconds, {
        "10,000 in a second": aims.machinesOpenedASecond,
      }),
    ];
  });
}

/** Each time a record is put behind all the others, and read back. */
async function largeStream(gigabytes: number, rounds: number): Promise<BenchRow> {
  return inFolder(async (directory) => {
    const stream = { streamName: "large" };
    await layLargeStream(directory, stream.streamName, gigabytes * 1e9);
    const opened: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const startedAt = performance.now();
      const streams = await Streams.open({ directory, clock: systemClock, identity: localIdentity });
      opened.push((gigabytes * 1000) / (performance.now() - startedAt));
      await putAndRead(streams, stream);
      await streams.close();
    }
    return rowOf({
      ...{ name: `opening a stream of ${gigabytes} GB`, unit: "GB/s", peerName: "100 GB in a second" },
      ...{ millrace: opened, peer: opened.map(() => 100) },
    });
  });
}

async function putAndRead(streams: Streams, stream: { readonly streamName: string }): Promise<void> {
  const shardIds = streams.stream(stream).shards.map(({ id }) => id);
  const iterators = shardIds.map((shardId) =>
    getShardIterator(streams, stream, { shardId, shardIteratorType: "LATEST" }),
  );
  await streams.putRecord(stream, { partitionKey: "newest", data: Buffer.from("newest") });
  const reads = await Promise.all(iterators.map((iterator) => getRecords(streams, iterator)));
  if (reads.flatMap(({ records }) => records).length !== 1)
    throw new Error("The newest record is not read back.");
}

function beside(
  row: { readonly name: string; readonly unit: string },
  millrace: number,
  aim: Readonly<Record<string, number>>,
): BenchRow {
  const [[peerName, peer] = ["", Number.NaN]] = Object.entries(aim);
  return rowOf({ ...row, peerName, millrace: [millrace], peer: [peer] });
}

async function inProcess(what: What, count: number, folder: string): Promise<Opened> {
  const script = new URL("scale-process.ts", import.meta.url).pathname;
  const flags = ["--expose-gc", "--disable-warning=ExperimentalWarning"];
  const given = [...flags, script, what, String(count), folder];
  const { stdout } = await promisify(execFile)(process.execPath, given);
  return JSON.parse(stdout) as Opened;
}

async function inFolder<Result>(use: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), "millrace-bench-"));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
