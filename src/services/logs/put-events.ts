// What PutLogEvents takes and what it leaves out: a batch is refused as a whole, single events by their age.
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html

import type { LogEntry } from "../../aws/log-sink.ts";
import { invalid } from "./refusals.ts";

export interface RejectedLogEvents {
  readonly tooNewLogEventStartIndex?: number;
  /** Behind the last of them. */
  readonly tooOldLogEventEndIndex?: number;
  readonly expiredLogEventEndIndex?: number;
}

export interface SortedLogEvents {
  readonly accepted: readonly LogEntry[];
  readonly rejected: RejectedLogEvents | undefined;
}

const day = 86_400_000;
const oldestMs = 14 * day;
const newestMs = 2 * 3_600_000;
const mostBytes = 1_048_576;
const overheadBytes = 26;

/** Throws InvalidParameterException for a batch that is out of order, too long in time or too large. */
export function sortLogEvents(
  entries: readonly LogEntry[],
  { now, retentionInDays }: { readonly now: number; readonly retentionInDays: number | undefined },
): SortedLogEvents {
  checkBatch(entries);
  const count = (test: (timestamp: number) => boolean) =>
    entries.filter(({ timestamp }) => test(timestamp)).length;
  const tooOld = count((timestamp) => timestamp < now - oldestMs);
  const expired =
    retentionInDays === undefined ? 0 : count((timestamp) => timestamp < now - retentionInDays * day);
  const tooNew = count((timestamp) => timestamp > now + newestMs);
  const rejected = {
    ...(tooNew === 0 ? {} : { tooNewLogEventStartIndex: entries.length - tooNew }),
    ...(tooOld === 0 ? {} : { tooOldLogEventEndIndex: tooOld }),
    ...(expired === 0 ? {} : { expiredLogEventEndIndex: expired }),
  };
  return {
    accepted: entries.slice(Math.max(tooOld, expired), entries.length - tooNew),
    rejected: Object.keys(rejected).length === 0 ? undefined : rejected,
  };
}

function checkBatch(entries: readonly LogEntry[]): void {
  if (entries.some(({ timestamp }, at) => at > 0 && timestamp < (entries[at - 1]?.timestamp ?? 0)))
    throw invalid("Log events in a single PutLogEvents request must be in chronological order.");
  if ((entries.at(-1)?.timestamp ?? 0) - (entries[0]?.timestamp ?? 0) > day)
    throw invalid("The batch of log events in a single PutLogEvents request cannot span more than 24 hours.");
  let bytes = 0;
  for (const { message } of entries) {
    const size = Buffer.byteLength(message) + overheadBytes;
    if (size > mostBytes) throw invalid(`Log event too large: ${size} bytes exceeds limit of ${mostBytes}`);
    bytes += size;
  }
  if (bytes > mostBytes) throw invalid(`Upload too large: ${bytes} bytes exceeds limit of ${mostBytes}`);
}
