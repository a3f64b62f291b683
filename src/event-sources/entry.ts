// A record on its way from a shard to whoever takes it.

import type { Cursor } from "./stream-source.ts";

/** `Content` is the record as its taker wants it. */
export interface Entry<Content> {
  readonly record: Content;
  readonly offset: number;
  readonly arrivalMs: number;
  /** Records of one key stay in order. */
  readonly key: string;
  /** Length of the record's JSON text in UTF-8. */
  readonly bytes: number;
  /** Whether the next entry is a part of the same record of the stream, which has ended with its last part. Absent is no. */
  readonly hasMore?: boolean;
}

/** The offset up to which a shard has ended with this entry. */
export function offsetAfter({ offset, hasMore }: Pick<Entry<unknown>, "offset" | "hasMore">): number {
  return hasMore === true ? offset : offset + 1;
}

/** Makes the entries of one shard. */
export interface EntryWriter<C extends Cursor, Content> {
  entry(cursor: C): Entry<Content>;
}
