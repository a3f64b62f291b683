// How much of what its destination has not taken a stream holds. AWS holds what comes in a day.

import type { NewRecord } from "./pending-records.ts";

const mostPendingBytes = 256 * 1024 * 1024;

/** As many of the first as there is room for. */
export function fitting(offered: readonly NewRecord[], pendingBytes: number): readonly NewRecord[] {
  let bytes = pendingBytes;
  const refused = offered.findIndex(({ data }) => {
    bytes += data.length;
    return bytes > mostPendingBytes;
  });
  return refused < 0 ? offered : offered.slice(0, refused);
}
