// What of a stream's log has been acknowledged: which segments there are, how long the newest one is, and where each shard stands.

import { join } from "node:path";

export interface LogExtent {
  /** Of the oldest segment that retention has left. */
  readonly first: number;
  readonly newest: number;
  /** Of the newest segment's file, in bytes. */
  readonly length: number;
  /** The next offset of each shard. */
  readonly offsets: readonly number[];
}

export function extentOf(directory: string): string {
  return join(directory, "log");
}

export function parseExtent(values: readonly number[] | undefined): LogExtent | undefined {
  if (values === undefined) return undefined;
  const [first = 0, newest = 0, length = 0, ...offsets] = values;
  return { first, newest, length, offsets };
}
