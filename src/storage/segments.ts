// A file that forgets: entries in segments of bounded size, the oldest of which go once there are too many or once they are too
// old. An entry is on disk before its write resolves.

import { readdirSync, rmSync, statSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import type { JsonShaped } from "../aws/json.ts";
import { cannotWrite } from "./cannot-write.ts";
import type { Repair } from "./damage.ts";
import { Extent } from "./extent.ts";
import { writeLine } from "./journal-line.ts";
import { makePrivateFolder, privateFile, syncFolder } from "./private-files.ts";
import { recoverJournal } from "./recover-journal.ts";

export interface SegmentsOptions {
  readonly directory: string;
  /** A segment that has reached this size is followed by another. */
  readonly segmentBytes: number;
  readonly mostSegments: number;
  readonly repair?: Repair | undefined;
}

export class Segments<Entry extends object> {
  readonly #options: SegmentsOptions;
  /** By their numbers, the oldest first. The last is written to. */
  #numbers: number[];
  #bytes = 0;
  #entries = 0;
  #writing: Promise<void> = Promise.resolve();

  private constructor(options: SegmentsOptions, numbers: number[]) {
    this.#options = options;
    this.#numbers = numbers;
  }

  /** Calls `replay` for every entry that is there, in order. Throws DamagedFile unless a repair is under way. */
  static open<Entry extends object>(
    options: SegmentsOptions,
    replay: (entry: Entry) => void,
  ): Segments<Entry> {
    makePrivateFolder(options.directory);
    const segments = new Segments<Entry>(options, numbersIn(options.directory));
    for (const number of segments.#numbers) {
      const path = segments.#pathOf(number);
      const { bytes, entries } = recoverJournal(path, replay, options.repair);
      [segments.#bytes, segments.#entries] = [bytes, entries];
      saveExtent(path, [bytes, entries]);
    }
    return segments;
  }

  /** Rejects with InternalFailure, and has written nothing, while the disk takes nothing. */
  write(entries: readonly (Entry & JsonShaped<Entry>)[]): Promise<void> {
    const written = this.#writing.then(() => this.#append(entries));
    this.#writing = written.catch(() => undefined);
    return written;
  }

  /** Removes the segments that were written to last before then. */
  forgetBefore(time: number): void {
    while (this.#numbers.length > 1 && statSync(this.#pathOf(this.#numbers[0] ?? 0)).mtimeMs < time)
      this.#removeOldest();
  }

  #removeOldest(): void {
    const [oldest] = this.#numbers.splice(0, 1);
    if (oldest === undefined) return;
    Extent.remove(this.#pathOf(oldest));
    rmSync(this.#pathOf(oldest), { force: true });
  }

  async #append(entries: readonly Entry[]): Promise<void> {
    const bytes = Buffer.from(entries.map(writeLine).join(""));
    const last = this.#numbers.at(-1);
    if (last === undefined || this.#bytes >= this.#options.segmentBytes) {
      this.#numbers.push((last ?? 0) + 1);
      [this.#bytes, this.#entries] = [0, 0];
    }
    while (this.#numbers.length > this.#options.mostSegments) this.#removeOldest();
    const path = this.#pathOf(this.#numbers.at(-1) ?? 1);
    let file: FileHandle | undefined;
    try {
      file = await open(path, "a", privateFile);
      // What a write that failed has left is cut off before anything stands behind it.
      await file.truncate(this.#bytes);
      await file.appendFile(bytes);
      await file.datasync();
      if (this.#bytes === 0) syncFolder(this.#options.directory);
      this.#bytes += bytes.length;
      this.#entries += entries.length;
      saveExtent(path, [this.#bytes, this.#entries]);
    } catch (problem) {
      throw cannotWrite(path, problem);
    } finally {
      await file?.close();
    }
  }

  #pathOf(number: number): string {
    return join(this.#options.directory, `${String(number).padStart(8, "0")}.log`);
  }
}

/** In order. A segment that was taken away is known by its extent. */
function numbersIn(directory: string): number[] {
  const numbers = readdirSync(directory).flatMap((name) => /^(\d+)\.log(?:\.extent)?$/.exec(name)?.[1] ?? []);
  return [...new Set(numbers.map(Number))].sort((one, other) => one - other);
}

function saveExtent(path: string, values: readonly number[]): void {
  const extent = Extent.open(path);
  extent.save(values);
  extent.close();
}
