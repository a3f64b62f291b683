// A small append-only file that lets a part keep what it acknowledged: an entry is on disk before its append resolves.
// Entries that arrive while a write is under way share the next one (group commit). The file is rewritten from the part's
// own state once most of it is history.

import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { JsonShaped } from "../aws/json.ts";
import type { ServiceError } from "../aws/service-error.ts";
import { inSlices } from "../time/time-slice.ts";
import { cannotWrite } from "./cannot-write.ts";
import type { Repair } from "./damage.ts";
import { Extent } from "./extent.ts";
import { writeLine } from "./journal-line.ts";
import { portions } from "./journal-portions.ts";
import { type SnapshotEntry, writeSnapshot } from "./journal-snapshot.ts";
import { makePrivateFolder, narrow, privateFile, syncFolder } from "./private-files.ts";
import { type RecoveredJournal, recoverJournal } from "./recover-journal.ts";

export interface JournalState<Entry> {
  /** Called for every entry of the file, in order, before the journal is open. */
  replay(entry: Entry): void;
  /**
   * The entries that would build the present state afresh. The state must already hold whatever was handed to `append`:
   * a part changes its state first and then appends.
   */
  snapshot(): Iterable<SnapshotEntry<Entry>>;
}

export interface JournalOptions<Entry> {
  readonly path: string;
  readonly state: JournalState<Entry>;
  readonly repair?: Repair | undefined;
  /** A file smaller than this is never compacted. @default 4 MiB */
  readonly compactAboveBytes?: number;
}

interface Waiter {
  resolve(): void;
  reject(error: unknown): void;
}

const leastCompactedBytes = 4 * 1024 * 1024;
/** What one waiter goes on with takes as long as a small request does. */
const toldAtOnce = 256;
/** How long a disk that takes nothing is left alone. */
const retryAfterMs = 500;

export class Journal<Entry extends object> {
  readonly #options: JournalOptions<Entry>;
  readonly #extent: Extent;
  #file: FileHandle;
  #bytes: number;
  #entries: number;
  /** The size at which to compact next: twice what the last compaction left. */
  #compactAtBytes: number;
  /** Lines that are not on disk, oldest first. Those that could not be written stay: the part's state is built on them. */
  #pending: string[] = [];
  #waiters: Waiter[] = [];
  #writing: Promise<void> | undefined;
  /** Why nothing can be written at the moment. */
  #problem: ServiceError | undefined;
  /** The file has a new name that may not be on disk yet. */
  #isRenamed = false;
  /** The file may hold more than `#bytes`, which must go before anything is written behind it. */
  #isTorn = false;
  #retryTimer: NodeJS.Timeout | undefined;

  private constructor(
    options: JournalOptions<Entry>,
    file: FileHandle,
    { bytes, entries }: RecoveredJournal,
  ) {
    this.#options = options;
    this.#file = file;
    this.#bytes = bytes;
    this.#entries = entries;
    this.#compactAtBytes = this.#leastCompactedBytes;
    this.#extent = Extent.open(options.path);
    this.#extent.save([bytes, entries]);
  }

  /** The journal of a part that keeps its data in `directory`; none for a part that lives in memory. Throws DamagedFile. */
  static async openIn<Entry extends object>(
    directory: string | undefined,
    name: string,
    state: JournalState<Entry>,
    repair?: Repair,
  ): Promise<Journal<Entry> | undefined> {
    if (directory === undefined) return undefined;
    makePrivateFolder(directory);
    return Journal.open({ path: join(directory, name), state, repair });
  }

  /** Throws DamagedFile unless a repair is under way. */
  static async open<Entry extends object>(options: JournalOptions<Entry>): Promise<Journal<Entry>> {
    const { path, state, repair } = options;
    const recovered = recoverJournal<Entry>(path, (entry) => state.replay(entry), repair);
    const file = await open(path, "a", privateFile);
    narrow(path);
    await file.datasync();
    syncFolder(dirname(path));
    return new Journal(options, file, recovered);
  }

  /** Throws InternalFailure, which names the file, while nothing can be written: better before a part changes its state. */
  checkWritable(): void {
    if (this.#problem !== undefined) throw this.#problem;
  }

  /**
   * Resolves once the entries, and all that were appended before, are on disk. Rejects with InternalFailure; they are then
   * written once the disk takes them.
   */
  append(...entries: readonly (Entry & JsonShaped<Entry>)[]): Promise<void> {
    for (const entry of entries) this.#pending.push(writeLine(entry));
    if (this.#problem !== undefined) return Promise.reject(this.#problem);
    const written = new Promise<void>((resolve, reject) => this.#waiters.push({ resolve, reject }));
    this.#writing ??= this.#writeAll();
    return written;
  }

  /** The same of any number of entries, however long: others have their turn while they are written as text. */
  async appendAll(entries: Iterable<Entry & JsonShaped<Entry>>): Promise<void> {
    await inSlices(this.#enterAll(entries));
    await this.append();
  }

  *#enterAll(entries: Iterable<Entry & JsonShaped<Entry>>): Generator<void, void> {
    for (const entry of entries) {
      this.#pending.push(writeLine(entry));
      yield;
    }
  }

  /** Resolves once everything appended so far is on disk, if the disk takes it, and the file is closed. */
  async close(): Promise<void> {
    clearTimeout(this.#retryTimer);
    await this.#writing;
    if (this.#pending.length > 0) await this.#write().catch(() => undefined);
    await this.#file.close();
    this.#extent.close();
  }

  async #writeAll(): Promise<void> {
    // One turn of the event loop's grace lets callers of the same tick share the first write.
    await Promise.resolve();
    do {
      const waiters = this.#waiters;
      this.#waiters = [];
      try {
        await this.#write();
        this.#problem = undefined;
        await tell(waiters);
      } catch (error) {
        this.#problem = cannotWrite(this.#options.path, error);
        for (const waiter of [...waiters, ...this.#waiters.splice(0)]) waiter.reject(this.#problem);
        this.#retryTimer = setTimeout(() => this.#retry(), retryAfterMs).unref();
      }
    } while (this.#waiters.length > 0);
    this.#writing = undefined;
  }

  #retry(): void {
    this.#writing ??= this.#writeAll();
  }

  async #write(): Promise<void> {
    if (this.#bytes >= this.#compactAtBytes && (await this.#compact())) return;
    const lines = this.#pending;
    // Whatever was appended before is on disk by now.
    if (lines.length === 0) return;
    this.#pending = [];
    try {
      this.#syncName();
      if (this.#isTorn) await this.#file.truncate(this.#bytes);
      this.#isTorn = true;
      let bytes = 0;
      for (const portion of portions(lines)) {
        await this.#file.appendFile(portion);
        bytes += portion.length;
      }
      await this.#file.datasync();
      this.#isTorn = false;
      this.#bytes += bytes;
      this.#entries += lines.length;
      this.#extent.save([this.#bytes, this.#entries]);
    } catch (error) {
      this.#pending = [...lines, ...this.#pending];
      // Whoever waits is told that the write failed, so what there is of it must not come back after a kill.
      await this.#file.truncate(this.#bytes).then(
        () => (this.#isTorn = false),
        () => undefined,
      );
      throw error;
    }
  }

  /**
   * Writes the state to a new file and puts that in the old one's place. The state holds what is pending as well. False if
   * that cannot be done now: the old file is then as it was.
   */
  async #compact(): Promise<boolean> {
    const { path, state } = this.#options;
    const pending = this.#pending;
    const draft = `${path}.next`;
    let next: FileHandle | undefined;
    try {
      await rm(draft, { force: true });
      next = await open(draft, "ax", privateFile);
      this.#pending = [];
      const { bytes, entries } = await writeSnapshot(next, [...state.snapshot()]);
      await next.datasync();
      this.#extent.lower([Math.min(bytes, this.#bytes), Math.min(entries, this.#entries)]);
      await rename(draft, path);
      [this.#bytes, this.#entries] = [bytes, entries];
    } catch {
      this.#pending = [...pending, ...this.#pending];
      this.#compactAtBytes *= 2;
      await next?.close();
      await rm(draft, { force: true }).catch(() => undefined);
      return false;
    }
    const old = this.#file;
    this.#file = next;
    [this.#isTorn, this.#isRenamed] = [false, true];
    this.#compactAtBytes = Math.max(this.#leastCompactedBytes, 2 * this.#bytes);
    await old.close();
    this.#syncName();
    this.#extent.save([this.#bytes, this.#entries]);
    return true;
  }

  #syncName(): void {
    if (this.#isRenamed) syncFolder(dirname(this.#options.path));
    this.#isRenamed = false;
  }

  get #leastCompactedBytes(): number {
    return this.#options.compactAboveBytes ?? leastCompactedBytes;
  }
}

/** A hundred thousand may have waited for one write: others have their turn in between. */
async function tell(waiters: readonly Waiter[]): Promise<void> {
  for (const [at, waiter] of waiters.entries()) {
    if (at > 0 && at % toldAtOnce === 0) await nextTurn();
    waiter.resolve();
  }
}
