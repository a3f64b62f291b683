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
}

/** Makes the entries of one shard. */
export interface EntryWriter<C extends Cursor, Content> {
  entry(cursor: C): Entry<Content>;
}
