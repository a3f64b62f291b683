// Records that were acknowledged and are not delivered yet. They are on disk once `committed` resolves, and stay there until what
// was made of them is where it belongs, so a kill loses none.

import { SequenceNumbers } from "../../../aws/sequence-numbers.ts";
import type { Repair } from "../../../storage/damage.ts";
import { Journal } from "../../../storage/journal.ts";

/** What a record of a Kinesis stream was called there. */
export interface KinesisOrigin {
  readonly shardId: string;
  readonly partitionKey: string;
  readonly sequenceNumber: string;
}

export interface PendingRecord {
  readonly id: string;
  /** When it came, in milliseconds since the epoch. */
  readonly at: number;
  readonly data: Buffer;
  readonly origin?: KinesisOrigin | undefined;
}

export type NewRecord = Omit<PendingRecord, "id">;

type Entry =
  | {
      readonly put: string;
      readonly of: string;
      readonly at: number;
      readonly data: string;
      readonly origin?: KinesisOrigin;
    }
  | { readonly done: readonly string[]; readonly of: string }
  | { readonly forgotten: string };

/** So that ids have as many digits as AWS's. */
const firstId = 4957n * 10n ** 52n;

export class PendingRecords {
  /** By whose they are, in the order in which they came. */
  readonly #owners = new Map<string, Map<string, PendingRecord>>();
  readonly #bytes = new Map<string, number>();
  readonly #ids = new SequenceNumbers(firstId);
  #journal: Journal<Entry> | undefined;

  private constructor() {}

  /** Without a directory they are in memory. Throws DamagedFile unless a repair is under way. */
  static async open(
    directory: string | undefined,
    name: string,
    repair: Repair | undefined,
  ): Promise<PendingRecords> {
    const records = new PendingRecords();
    const state = {
      replay: (entry: Entry) => records.#apply(entry),
      snapshot: () => records.#snapshot(),
    };
    records.#journal = await Journal.openIn(directory, name, state, repair);
    return records;
  }

  of(owner: string): readonly PendingRecord[] {
    return [...(this.#owners.get(owner)?.values() ?? [])];
  }

  has(owner: string, id: string): boolean {
    return this.#owners.get(owner)?.has(id) === true;
  }

  bytesOf(owner: string): number {
    return this.#bytes.get(owner) ?? 0;
  }

  get owners(): readonly string[] {
    return [...this.#owners.keys()];
  }

  /** Resolves once they are on disk. Rejects with InternalFailure, and has added nothing, while the disk takes nothing. */
  async add(owner: string, added: readonly NewRecord[], now: number): Promise<readonly PendingRecord[]> {
    this.#journal?.checkWritable();
    const records = added.map((record) => ({ ...record, id: this.#ids.next(now) }));
    for (const record of records) this.#put(owner, record);
    try {
      await this.#journal?.append(...records.map((record) => putEntry(owner, record)));
    } catch (problem) {
      // Nobody was told that they are here; the journal may still write them, and is told that they are done with.
      this.done(
        owner,
        records.map(({ id }) => id),
      );
      throw problem;
    }
    return records;
  }

  /** Nobody waits for this to be on disk: should it be lost, they are delivered once more. */
  done(owner: string, ids: readonly string[]): void {
    this.#enter({ done: ids, of: owner });
  }

  /** All that an owner has. */
  forget(owner: string): void {
    if (this.#owners.has(owner)) this.#enter({ forgotten: owner });
  }

  async close(): Promise<void> {
    await this.#journal?.close();
  }

  #enter(entry: Entry): void {
    this.#apply(entry);
    this.#journal?.append(entry).catch(() => undefined);
  }

  #apply(entry: Entry): void {
    if ("forgotten" in entry) {
      this.#owners.delete(entry.forgotten);
      this.#bytes.delete(entry.forgotten);
    } else if ("done" in entry) for (const id of entry.done) this.#take(entry.of, id);
    else {
      const { put: id, of, at, data, origin } = entry;
      this.#ids.follow(id);
      this.#put(of, { id, at, data: Buffer.from(data, "base64"), origin });
    }
  }

  #put(owner: string, record: PendingRecord): void {
    const records = this.#owners.get(owner) ?? new Map<string, PendingRecord>();
    this.#owners.set(owner, records);
    records.set(record.id, record);
    this.#bytes.set(owner, this.bytesOf(owner) + record.data.length);
  }

  #take(owner: string, id: string): void {
    const records = this.#owners.get(owner);
    const record = records?.get(id);
    if (records === undefined || record === undefined) return;
    records.delete(id);
    this.#bytes.set(owner, this.bytesOf(owner) - record.data.length);
  }

  *#snapshot(): Iterable<() => Entry> {
    for (const [owner, records] of this.#owners)
      for (const record of records.values()) yield () => putEntry(owner, record);
  }
}

function putEntry(of: string, { id, at, data, origin }: PendingRecord): Entry {
  return {
    put: id,
    of,
    at,
    data: data.toString("base64"),
    ...(origin === undefined ? {} : { origin }),
  };
}
