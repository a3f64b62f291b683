// What is made of a record on its way to a destination, and the record that it is of, which is done with once all that was made of
// it has arrived.

import type { PendingRecord } from "../records/pending-records.ts";

export interface Piece {
  readonly source: OpenRecord;
  readonly data: Buffer;
  /** What Lambda says that it is put under. */
  readonly partitionKeys?: Readonly<Record<string, string>> | undefined;
}

/** All of them have arrived, or come to nothing. Yields where whoever asks may give way to others. */
export function* endAll(pieces: readonly Piece[]): Generator<void, void> {
  for (const { source } of pieces) {
    source.end();
    yield;
  }
}

/** When the first of them came. */
export function oldestOf(pieces: readonly Piece[]): number {
  return pieces.reduce((oldest, { source }) => Math.min(oldest, source.at), Number.POSITIVE_INFINITY);
}

export class OpenRecord {
  readonly record: PendingRecord;
  readonly #done: (id: string) => void;
  #open = 1;

  /** `done` is told once `end` has been called as often as `hold`, and once more. */
  constructor(record: PendingRecord, done: (id: string) => void) {
    this.record = record;
    this.#done = done;
  }

  get at(): number {
    return this.record.at;
  }

  /** More is made of it. */
  hold(): void {
    this.#open++;
  }

  /** Some of what was made of it has arrived, or comes to nothing. */
  end(): void {
    if (--this.#open === 0) this.#done(this.record.id);
  }
}
