// A stream in memory whose shards can be split and merged while it is read.

import type { Entry, EntryWriter } from "../../../src/event-sources/entry.ts";
import type {
  Cursor,
  SourceReader,
  SourceShard,
  SourceStream,
} from "../../../src/event-sources/stream-source.ts";

export interface TextCursor extends Cursor {
  readonly text: string;
}

class MemoryShard implements SourceShard {
  readonly index: number;
  readonly id: string;
  readonly parents: readonly number[];
  readonly records: TextCursor[] = [];
  endOffset: number | undefined;
  readonly #listeners = new Set<() => void>();

  constructor(index: number, parents: readonly number[]) {
    this.index = index;
    this.id = `shardId-${String(index).padStart(12, "0")}`;
    this.parents = parents;
  }

  get committedOffset(): number {
    return this.records.length + 1;
  }

  sequenceNumber(offset: number): string {
    return `${this.index}.${offset}`;
  }

  put(...texts: readonly string[]): void {
    this.putAt(0, ...texts);
  }

  putAt(arrivalMs: number, ...texts: readonly string[]): void {
    for (const text of texts) this.records.push({ offset: this.committedOffset, arrivalMs, text });
    for (const listener of [...this.#listeners]) listener();
  }

  onCommit(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}

export class MemoryStream implements SourceStream<TextCursor> {
  readonly arn = "arn:aws:kinesis:us-east-1:000000000000:stream/memory";
  readonly properties = { createdAt: 1 };
  readonly readableSince = 0;
  shards: readonly MemoryShard[] = [new MemoryShard(0, [])];
  readonly #listeners = new Set<() => void>();

  shard(index: number): MemoryShard {
    const shard = this.shards[index];
    if (shard === undefined) throw new RangeError(`no shard ${index}`);
    return shard;
  }

  /** Closes the parents, and opens children of them. */
  reshard(parents: readonly number[], children: number): void {
    for (const index of parents) this.shard(index).endOffset = this.shard(index).committedOffset;
    const next = this.shards.length;
    this.shards = [
      ...this.shards,
      ...Array.from({ length: children }, (_, child) => new MemoryShard(next + child, parents)),
    ];
    for (const listener of [...this.#listeners]) listener();
  }

  onShardsChanged(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  reader({ index }: SourceShard, offset: number): SourceReader<TextCursor> {
    const { records } = this.shard(index);
    let nextOffset = offset;
    return {
      get record() {
        return records[nextOffset - 2] as TextCursor;
      },
      get nextOffset() {
        return nextOffset;
      },
      advance() {
        if (nextOffset > records.length) return false;
        nextOffset++;
        return true;
      },
      load: () => undefined,
    };
  }

  horizon(): number {
    return 1;
  }

  offsetSince(): number {
    return 1;
  }
}

/** The key of a text is what stands before its first blank. */
export const textWriter: EntryWriter<TextCursor, string> = {
  entry: ({ text, offset, arrivalMs }): Entry<string> => ({
    ...{ record: text, offset, arrivalMs },
    key: text.split(" ")[0] ?? "",
    bytes: text.length + 2,
  }),
};
