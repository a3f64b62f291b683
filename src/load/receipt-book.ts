// The replay's own account of what became of each record, kept apart from the parts that it checks.
// A receipt is written before the pipe moves its checkpoint, so after a crash nothing that was processed is unaccounted.

import { closeSync, constants, renameSync, writeFileSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import type { Repair } from "../storage/damage.ts";
import { Extent } from "../storage/extent.ts";
import { writeLine } from "../storage/journal-line.ts";
import { makePrivateFolder, openPrivate, privateFile, readIfThere } from "../storage/private-files.ts";
import { recoverJournal } from "../storage/recover-journal.ts";

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
  readonly #extent: Extent | undefined;
  /** Of what is in the file. */
  #bytes = 0;
  #entries = 0;
  /** Lines that the disk has not taken yet. */
  #pending: string[] = [];
  #delivered = 0;
  #accepted = 0;
  #rejected = 0;
  #findings = 0;

  /**
   * Opens the book in `file`, reading what is there; without a file it is kept in memory. Throws DamagedFile unless a repair is
   * under way.
   */
  constructor(file?: string, repair?: Repair) {
    if (file === undefined) return;
    makePrivateFolder(dirname(file));
    sealPlainLines(file);
    const recovered = recoverJournal(file, (entry: Receipt) => this.#count(entry), repair);
    this.#bytes = recovered.bytes;
    this.#entries = recovered.entries;
    this.#file = openPrivate(file, constants.O_RDWR | constants.O_CREAT);
    this.#extent = Extent.open(file);
    this.#extent.save([this.#bytes, this.#entries]);
  }

  enter(receipt: Receipt): void {
    this.#count(receipt);
    if (this.#file === undefined) return;
    this.#pending.push(writeLine(receipt));
    this.#write(this.#file);
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
    this.#extent?.close();
  }

  /** Always behind what is whole, so that what a full disk took of a line is written over. */
  #write(file: number): void {
    const bytes = Buffer.from(this.#pending.join(""));
    try {
      for (let at = 0; at < bytes.length; )
        at += writeSync(file, bytes, at, bytes.length - at, this.#bytes + at);
    } catch {
      // The records are processed for all that: the next receipt takes these along.
      return;
    }
    this.#bytes += bytes.length;
    this.#entries += this.#pending.length;
    this.#pending = [];
    this.#extent?.save([this.#bytes, this.#entries]);
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

/** An older Millrace wrote lines without checksums, of which a kill could tear the last. */
function sealPlainLines(file: string): void {
  const text = readIfThere(file)?.toString("utf8") ?? "";
  if (!text.startsWith("{")) return;
  const whole = text.slice(0, text.lastIndexOf("\n") + 1).split("\n");
  const lines = whole.filter((line) => line !== "").map((line) => writeLine(JSON.parse(line)));
  writeFileSync(`${file}.new`, lines.join(""), { mode: privateFile, flush: true });
  renameSync(`${file}.new`, file);
}
