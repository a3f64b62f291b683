// The replay's own account of what became of each record, kept apart from the parts that it checks.
// A receipt is on disk before the pipe moves its checkpoint, so after a crash nothing that was processed is unaccounted.

import { closeSync, existsSync, mkdirSync, openSync, readFileSync, truncateSync, writeSync } from "node:fs";
import { dirname } from "node:path";

/** What one ended execution of the ingest workflow says of its batch. */
export interface Receipt {
  /** The records of the batch by event id: `<shard id>:<sequence number>`. */
  readonly eventIds: readonly string[];
  readonly accepted: number;
  readonly rejected: number;
  readonly findings: number;
}

export interface Tally {
  /** Distinct records that some execution has processed. */
  readonly processed: number;
  /** Deliveries beyond the first of a record: at-least-once made visible. */
  readonly duplicates: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly findings: number;
}

export class ReceiptBook {
  readonly #deliveries = new Map<string, number>();
  readonly #file: number | undefined;
  #delivered = 0;
  #accepted = 0;
  #rejected = 0;
  #findings = 0;

  /** Opens the book in `file`, reading what is there; without a file it is kept in memory. */
  constructor(file?: string) {
    if (file === undefined) return;
    mkdirSync(dirname(file), { recursive: true });
    if (existsSync(file)) this.#read(file);
    this.#file = openSync(file, "a");
  }

  enter(receipt: Receipt): void {
    if (this.#file !== undefined) writeSync(this.#file, `${JSON.stringify(receipt)}\n`);
    this.#count(receipt);
  }

  has(eventId: string): boolean {
    return this.#deliveries.has(eventId);
  }

  tally(): Tally {
    return {
      processed: this.#deliveries.size,
      duplicates: this.#delivered - this.#deliveries.size,
      accepted: this.#accepted,
      rejected: this.#rejected,
      findings: this.#findings,
    };
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
  }

  #read(file: string): void {
    const text = readFileSync(file, "utf8");
    // A crash can tear the last line. Its batch was not checkpointed, so it is delivered and receipted again.
    const whole = text.slice(0, text.lastIndexOf("\n") + 1);
    if (whole.length < text.length) truncateSync(file, Buffer.byteLength(whole));
    for (const line of whole.split("\n")) if (line !== "") this.#count(JSON.parse(line) as Receipt);
  }

  #count(receipt: Receipt): void {
    for (const eventId of receipt.eventIds) {
      this.#deliveries.set(eventId, (this.#deliveries.get(eventId) ?? 0) + 1);
    }
    this.#delivered += receipt.eventIds.length;
    this.#accepted += receipt.accepted;
    this.#rejected += receipt.rejected;
    this.#findings += receipt.findings;
  }
}
