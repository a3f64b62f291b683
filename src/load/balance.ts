// Whether the books balance: every record put is accounted for, as processed or as dead-lettered, and none is lost.

import type { Tally } from "./receipt-book.ts";

export interface Books {
  /** Records that the stream acknowledged. */
  readonly put: number;
  readonly tally: Tally;
  /** Distinct records found in the dead-letter queue. */
  readonly deadLettered: number;
  /** Records of the stream that no execution has processed and that nobody goes on trying. */
  readonly lost: number;
  /** Records that are still in the stream for a pipe that goes on trying. */
  readonly waiting: number;
  /** What the pipe's last failed batch said. */
  readonly lastError: string | undefined;
}

/** What is wrong with the books; an empty list means that they balance. */
export function imbalances(books: Books): readonly string[] {
  const { put, tally, deadLettered, lost, waiting, lastError } = books;
  const deliveries = tally.processed + tally.duplicates;
  return [
    lost > 0 && `${lost} records of the stream were never processed`,
    waiting > 0 &&
      `${waiting} records are not processed yet; none is lost, and the pipe goes on trying${lastError === undefined ? "" : `: ${lastError}`}`,
    waiting === 0 &&
      tally.processed !== put &&
      `${put} records were put, but ${tally.processed} different ones were processed`,
    tally.accepted + tally.rejected !== deliveries &&
      `${deliveries} deliveries, but the handlers answered for ${tally.accepted + tally.rejected}`,
    // A batch that was delivered twice rejects its bad records twice, so only the distinct count must agree exactly.
    (deadLettered > tally.rejected || (tally.duplicates === 0 && deadLettered !== tally.rejected)) &&
      `${tally.rejected} records were rejected, but ${deadLettered} are in the dead-letter queue`,
  ].filter((problem) => problem !== false);
}
