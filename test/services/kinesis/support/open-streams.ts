// Streams for tests: in memory or in a fresh folder, on a clock that stands still.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { localIdentity } from "../../../../src/aws/arn.ts";
import { getRecords, getShardIterator } from "../../../../src/services/kinesis/reading/get-records.ts";
import { Streams, type StreamsSettings } from "../../../../src/services/kinesis/streams/streams.ts";
import { VirtualClock } from "../../../../src/time/virtual-clock.ts";

export interface Fixture {
  readonly clock: VirtualClock;
  readonly directory: string | undefined;
  streams: Streams;
  /** Closes and opens again, as a restart does. */
  reopen(): Promise<void>;
  dispose(): Promise<void>;
}

export type Place = "memory" | "disk";

export async function temporaryFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), "millrace-streams-"));
}

export async function openFixture(place: Place, settings: Partial<StreamsSettings> = {}): Promise<Fixture> {
  const clock = new VirtualClock();
  const directory = place === "disk" ? await temporaryFolder() : undefined;
  const open = () => Streams.open({ directory, clock, identity: localIdentity, ...settings });
  const fixture: Fixture = {
    clock,
    directory,
    streams: await open(),
    async reopen() {
      await fixture.streams.close();
      fixture.streams = await open();
    },
    async dispose() {
      await fixture.streams.close();
      if (directory !== undefined) await rm(directory, { recursive: true, force: true });
    },
  };
  return fixture;
}

export const text = (data: Uint8Array) => Buffer.from(data).toString();

export function record(partitionKey: string, data = partitionKey) {
  return { partitionKey, data: Buffer.from(data) };
}

/** Everything one shard holds, read the way a consumer reads it. */
export async function readShard(streams: Streams, streamName: string, shardId: string, limit = 10_000) {
  const found: string[] = [];
  let iterator = getShardIterator(streams, { streamName }, { shardId, shardIteratorType: "TRIM_HORIZON" });
  for (;;) {
    const { records, nextShardIterator, millisBehindLatest } = await getRecords(streams, iterator, limit);
    found.push(...records.map(({ data }) => text(data)));
    if (nextShardIterator === undefined || (records.length === 0 && millisBehindLatest === 0)) return found;
    iterator = nextShardIterator;
  }
}
