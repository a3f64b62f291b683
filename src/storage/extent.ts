// How much of a file has been acknowledged, kept beside it: `queues.journal` has `queues.journal.extent`. It is written after
// the file is on disk, so it never promises what was not; a file that holds less than it says has been cut, emptied or taken
// away. It is brought to the disk only now and then: after a power cut it may promise less, which hides no loss of a sound disk.

import { closeSync, constants, fdatasyncSync, rmSync, writeSync } from "node:fs";
import { checkedBytesOf, readChecked, writeChecked } from "./checked-numbers.ts";
import { openPrivate, readIfThere } from "./private-files.ts";

export class Extent {
  readonly #descriptor: number;
  #bytes = Buffer.alloc(0);

  private constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  /** Opens the extent of the file at `path`, to be written. */
  static open(path: string): Extent {
    return new Extent(openPrivate(extentPath(path), constants.O_RDWR | constants.O_CREAT));
  }

  /** Before its file is: a file without an extent is none that something is missing of. Throws the system's error. */
  static remove(path: string): void {
    rmSync(extentPath(path), { force: true });
  }

  /** What was saved last, or undefined if nothing was, or if it cannot be relied on. */
  static read(path: string): readonly number[] | undefined {
    const bytes = readIfThere(extentPath(path));
    return bytes === undefined ? undefined : readChecked(bytes);
  }

  /**
   * To be called once what it tells of is on disk. A failure is no reason to refuse that: the extent then promises less than it
   * could.
   */
  save(values: readonly number[]): void {
    try {
      this.#write(values);
    } catch {}
  }

  /** To be called before the file becomes shorter: on disk when it returns. Throws the system's error. */
  lower(values: readonly number[]): void {
    this.#write(values);
    fdatasyncSync(this.#descriptor);
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  #write(values: readonly number[]): void {
    const length = checkedBytesOf(values.length);
    if (this.#bytes.length !== length) this.#bytes = Buffer.alloc(length);
    writeSync(this.#descriptor, writeChecked(values, this.#bytes), 0, length, 0);
  }
}

function extentPath(path: string): string {
  return `${path}.extent`;
}
