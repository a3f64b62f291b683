// A table's stream for whoever reads its changes as they come: one shard, which closes when the stream is disabled.

import type { JsonObject } from "../../../aws/json.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import {
  type ChangeCursor,
  firstRecordOffset,
  type SourceReader,
  type SourceShard,
  type SourceStream,
} from "../../../event-sources/stream-source.ts";
import type { Clock } from "../../../time/clock.ts";
import { retentionMs, type Stream, sequenceNumberOf } from "./stream.ts";
import type { TableStreams } from "./table-streams.ts";

/** As many records, and characters of them, are held in memory at once. */
const chunk = { limit: 500, bytes: 1024 * 1024 };

/** Throws ResourceNotFoundException. */
export function changeSource(streams: TableStreams, arn: string, clock: Clock): SourceStream<ChangeCursor> {
  const stream = streams.find(arn);
  if (stream === undefined) {
    throw new ServiceError(
      "ResourceNotFoundException",
      `Requested resource not found: Stream: ${arn} not found`,
    );
  }
  const horizon = () => Math.max(firstRecordOffset, streams.firstNumber(stream));
  return {
    arn,
    properties: { createdAt: stream.description.createdAt },
    shards: [shardOf(streams, stream)],
    get readableSince() {
      return clock.now() - retentionMs;
    },
    reader: (_, offset) => new ChangeReader(streams, stream, offset),
    horizon,
    // A reader of changes starts at either end.
    offsetSince: horizon,
  };
}

function shardOf(streams: TableStreams, stream: Stream): SourceShard {
  const end = () => streams.lastNumber(stream) + 1;
  return {
    index: 0,
    id: stream.shardId,
    get committedOffset() {
      return end();
    },
    get endOffset() {
      return isOpen(streams, stream) ? undefined : end();
    },
    sequenceNumber: sequenceNumberOf,
    onCommit: (listener) => streams.watch(stream.arn, listener),
  };
}

/** One that has been trimmed away has ended long ago. */
function isOpen(streams: TableStreams, { arn }: Stream): boolean {
  const stream = streams.find(arn);
  return stream !== undefined && stream.description.disabledAt === undefined;
}

class ChangeReader implements SourceReader<ChangeCursor> {
  readonly #streams: TableStreams;
  readonly #stream: Stream;
  #loaded: ChangeCursor[] = [];
  #at = -1;
  nextOffset: number;

  constructor(streams: TableStreams, stream: Stream, offset: number) {
    this.#streams = streams;
    this.#stream = stream;
    this.nextOffset = offset;
  }

  get record(): ChangeCursor {
    const cursor = this.#loaded[this.#at];
    if (cursor === undefined) throw new RangeError("No record is current before the first advance");
    return cursor;
  }

  advance(): boolean {
    const next = this.#loaded[this.#at + 1];
    if (next === undefined) return false;
    this.#at++;
    this.nextOffset = next.offset + 1;
    return true;
  }

  load(): Promise<void> | undefined {
    const end = this.#streams.lastNumber(this.#stream) + 1;
    if (this.nextOffset >= end) return undefined;
    const records = this.#streams.read(this.#stream, this.nextOffset, chunk);
    this.#at = -1;
    this.#loaded = records.map(({ number, at, record }) => ({
      offset: number,
      arrivalMs: at,
      record: record as JsonObject,
    }));
    // What is not there was trimmed, or is the number of a transaction that failed.
    if (records.length === 0) this.nextOffset = end;
    return Promise.resolve();
  }
}
