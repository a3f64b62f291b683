// Lays down a stream far larger than anyone wants to write: the segments of its log that are read through when it is opened hold records,
// and the older ones are files of the same size without blocks on the disk, with the index that they would have.

import { closeSync, ftruncateSync, openSync, writeSync } from "node:fs";
import { localIdentity } from "../../src/aws/arn.ts";
import { type Frame, FrameBuilder } from "../../src/services/kinesis/log/frame.ts";
import { extentOf } from "../../src/services/kinesis/log/log-extent.ts";
import { Segment } from "../../src/services/kinesis/log/segment.ts";
import { folderOf } from "../../src/services/kinesis/streams/stream-folder.ts";
import { Streams } from "../../src/services/kinesis/streams/streams.ts";
import { Extent } from "../../src/storage/extent.ts";
import { systemClock } from "../../src/time/clock.ts";

const segmentBytes = 64 * 1024 * 1024;
const recordBytes = 200;
const shards = 4;
/** What is read through when a log is opened, and a segment more. */
const segmentsWithRecords = 5;
/** As one commit writes them. */
const recordsAFrame = 150;

/** In the folder of a region's streams, which may hold nothing yet. */
export async function layLargeStream(directory: string, streamName: string, bytes: number): Promise<void> {
  const streams = await Streams.open({ directory, clock: systemClock, identity: localIdentity });
  const { properties } = await streams.createStream({ streamName, shardCount: shards });
  await streams.close();
  const log = new LargeLog(folderOf(directory, properties), properties.createdAt);
  const segments = Math.ceil(bytes / segmentBytes);
  for (let number = 1; number <= segments; number++) {
    const isRead = number > segments - segmentsWithRecords;
    await (isRead ? log.write(number) : log.pretend(number));
  }
  log.acknowledge(segments);
}

class LargeLog {
  readonly #folder: string;
  readonly #arrivalMs: number;
  /** The next offset of each shard. */
  readonly #offsets = Array.from({ length: shards }, () => 1);
  #newestLength = 0;

  constructor(folder: string, arrivalMs: number) {
    this.#folder = folder;
    this.#arrivalMs = arrivalMs;
  }

  /** Whoever opens it holds what is there against this. */
  acknowledge(newest: number): void {
    const extent = Extent.open(extentOf(this.#folder));
    extent.save([1, newest, this.#newestLength, ...this.#offsets]);
    extent.close();
  }

  async pretend(number: number): Promise<void> {
    const bytes = Buffer.alloc(recordsAFrame * (recordBytes + 32));
    const segment = new Segment(this.#folder, number);
    while (segment.length < segmentBytes) {
      for (const [shardIndex, firstOffset] of this.#offsets.entries()) {
        segment.add({ bytes, shardIndex, firstOffset, count: recordsAFrame, lastArrivalMs: this.#arrivalMs });
        this.#offsets[shardIndex] = firstOffset + recordsAFrame;
      }
    }
    const file = openSync(segment.path, "w", 0o600);
    ftruncateSync(file, segment.length);
    closeSync(file);
    await segment.saveIndex();
  }

  async write(number: number): Promise<void> {
    const segment = new Segment(this.#folder, number);
    const file = openSync(segment.path, "w", 0o600);
    while (segment.length < segmentBytes) {
      for (const frame of this.#frames()) {
        writeSync(file, frame.bytes);
        segment.add(frame);
      }
    }
    closeSync(file);
    this.#newestLength = segment.length;
    await segment.saveIndex();
  }

  /** One of each shard. */
  #frames(): readonly Frame[] {
    return this.#offsets.flatMap((nextOffset, index) => {
      const builder = new FrameBuilder({ index, nextOffset, lastArrivalMs: this.#arrivalMs });
      const data = Buffer.alloc(recordBytes, "weather ");
      for (let record = 0; record < recordsAFrame; record++)
        builder.add(`station-${record}`, data, this.#arrivalMs);
      this.#offsets[index] = builder.nextOffset;
      return builder.take();
    });
  }
}
