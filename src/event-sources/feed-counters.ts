// What the reader of a stream has done since it was started.

export interface FeedCounters {
  recordsRead: number;
  /** Records that had left the stream before they came to be read. */
  recordsExpired: number;
  recordsFilteredOut: number;
  /** Records that were taken. */
  recordsDelivered: number;
  /** Records handed out that had already been handed out before the reader was last started. */
  recordsRedelivered: number;
  /** Batches handed out, each time that they were. */
  batches: number;
  failedBatches: number;
  /** Records given up whose fate was told. */
  recordsDeadLettered: number;
  /** Records given up with nobody to tell, or nobody who takes it. */
  recordsDiscarded: number;
  lastError: string | undefined;
}

export function newCounters(): FeedCounters {
  return {
    recordsRead: 0,
    recordsExpired: 0,
    recordsFilteredOut: 0,
    recordsDelivered: 0,
    recordsRedelivered: 0,
    batches: 0,
    failedBatches: 0,
    recordsDeadLettered: 0,
    recordsDiscarded: 0,
    lastError: undefined,
  };
}
