// A small append-only file that lets a part keep what it acknowledged: an entry is on disk before its append resolves.
// Entries that arrive while a write is under way share the next one (group commit). The file is rewritten from the part's
// own state once most of it is history.

import { type FileHandle, mkdir, open, readFile, rename } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Json } from "../aws/json.ts";
import { readLines, writeLine } from "./journal-line.ts";

export interface JournalState {
  /** Called for every entry of the file, in order, before the journal is open. */
  replay(entry: Json): void;
  /**
   * The entries that would build the present state afresh. The state must already hold whatever was handed to `append`:
   * a part changes its state first and then appends.
   */
  snapshot(): Iterable<Json>;
}

export interface JournalOptions {
  readonly path: string;
  readonly state: JournalState;
  /** A file smaller than this is never compacted. */
  readonly compactAboveBytes?: number;
}

interface Waiter {
  resolve(): void;
  reject(error: unknown): void;
}

export class Journal {
  readonly #options: JournalOptions;
  #file: FileHandle;
  #bytes: number;
  /** The size at which to compact next: twice what the last compaction left. */
  #compactAtBytes: number;
  #pending: string[] = [];
  #waiters: Waiter[] = [];
  #writing: Promise<void> | undefined;
  #broken: unknown;

  private constructor(options: JournalOptions, file: FileHandle, bytes: number) {
    this.#options = options;
    this.#file = file;
    this.#bytes = bytes;
    this.#compactAtBytes = options.compactAboveBytes ?? 4 * 1024 * 1024;
  }

  /** The journal of a part that keeps its data in `directory`; none for a part that lives in memory. */
  static async openIn(
    directory: string | undefined,
    name: string,
    state: JournalState,
  ): Promise<Journal | undefined> {
    if (directory === undefined) return undefined;
    await mkdir(directory, { recursive: true });
    return Journal.open({ path: join(directory, name), state });
  }

  static async open(options: JournalOptions): Promise<Journal> {
    const file = await open(options.path, "a+", 0o600);
    const { entries, soundBytes } = readLines(await readFile(options.path));
    for (const entry of entries) options.state.replay(entry);
    // What follows the last sound line was never acknowledged; cut it off, or it would hide the lines to come.
    await file.truncate(soundBytes);
    await file.datasync();
    await syncDirectory(dirname(options.path));
    return new Journal(options, file, soundBytes);
  }

  /** Resolves once the entries are on disk. */
  append(...entries: readonly Json[]): Promise<void> {
    if (this.#broken !== undefined) return Promise.reject(this.#broken);
    for (const entry of entries) this.#pending.push(writeLine(entry));
    const written = new Promise<void>((resolve, reject) => this.#waiters.push({ resolve, reject }));
    this.#writing ??= this.#writeAll();
    return written;
  }

  /** Resolves once everything appended so far is on disk and the file is closed. */
  async close(): Promise<void> {
    await this.#writing;
    await this.#file.close();
  }

  async #writeAll(): Promise<void> {
    // One turn of the event loop's grace lets callers of the same tick share the first write.
    await Promise.resolve();
    while (this.#waiters.length > 0) {
      const waiters = this.#waiters;
      this.#waiters = [];
      try {
        await (this.#bytes >= this.#compactAtBytes ? this.#compact() : this.#write());
        for (const waiter of waiters) waiter.resolve();
      } catch (error) {
        // After a failed write nobody knows what the file holds, so nothing more may be acknowledged.
        this.#broken = error;
        for (const waiter of [...waiters, ...this.#waiters.splice(0)]) waiter.reject(error);
      }
    }
    this.#writing = undefined;
  }

  async #write(): Promise<void> {
    const text = this.#takePending();
    const bytes = Buffer.from(text);
    await this.#file.appendFile(bytes);
    await this.#file.datasync();
    this.#bytes += bytes.length;
  }

  /** Writes the state to a new file and puts that in the old one's place. The state holds what is pending as well. */
  async #compact(): Promise<void> {
    this.#takePending();
    const bytes = Buffer.from(Array.from(this.#options.state.snapshot(), writeLine).join(""));
    const nextPath = `${this.#options.path}.next`;
    const next = await open(nextPath, "w", 0o600);
    await next.writeFile(bytes);
    await next.datasync();
    await next.close();
    await rename(nextPath, this.#options.path);
    await syncDirectory(dirname(this.#options.path));
    await this.#file.close();
    this.#file = await open(this.#options.path, "a", 0o600);
    this.#bytes = bytes.length;
    this.#compactAtBytes = Math.max(this.#compactAtBytes, 2 * bytes.length);
  }

  #takePending(): string {
    const text = this.#pending.join("");
    this.#pending = [];
    return text;
  }
}

/** A new name is safe only once its directory is on disk. */
async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
