// Files that are read again and again stay open: opening and closing one costs more than reading a block of it.

import { type FileHandle, open } from "node:fs/promises";

interface OpenFile {
  readonly opening: Promise<FileHandle>;
  users: number;
}

/** Of those that nobody reads just now. */
const mostIdle = 2;

export class OpenFiles {
  /** By path, the one that was used last at the end. */
  readonly #files = new Map<string, OpenFile>();

  /** Rejects with the system's error if there is no such file, and with whatever `read` rejects with. */
  async use<Result>(path: string, read: (file: FileHandle) => Promise<Result>): Promise<Result> {
    const file = this.#files.get(path) ?? { opening: open(path, "r"), users: 0 };
    this.#files.delete(path);
    this.#files.set(path, file);
    file.users++;
    try {
      return await read(await file.opening);
    } finally {
      file.users--;
      await this.#closeIdle(mostIdle);
    }
  }

  /** Nobody reads any more. */
  close(): Promise<void> {
    return this.#closeIdle(0);
  }

  async #closeIdle(most: number): Promise<void> {
    const idle = [...this.#files].filter(([, { users }]) => users === 0);
    const leaving = idle.slice(0, Math.max(0, idle.length - most));
    for (const [path] of leaving) this.#files.delete(path);
    // One that could not be opened was told to whoever wanted to read it.
    for (const [, { opening }] of leaving) await opening.then((file) => file.close()).catch(() => undefined);
  }
}
