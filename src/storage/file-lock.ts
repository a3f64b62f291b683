// A lock of a file: an exclusive transaction on an empty SQLite file. The system lets it go with the process that holds it, however
// that ends, and keeps it from all others, whatever numbers their processes go by.

import { chmodSync, closeSync, constants, lstatSync, openSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";

const busy = 5;

/** Answers with what gives the lock back, or undefined if another holds it. Throws if the file can't be one's own. */
export function takeLock(path: string): (() => void) | undefined {
  makeLockFile(path);
  const database = new DatabaseSync(path);
  try {
    // Nothing is ever written, so that no file is needed beside it.
    database.exec("PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE");
    return () => database.close();
  } catch (problem) {
    database.close();
    if ((problem as { readonly errcode?: number }).errcode === busy) return undefined;
    throw problem;
  }
}

/**
 * A file that is there is not opened here: the system's locks of a file are all let go when a process closes it once, and
 * this same process may hold one. SQLite knows that; it would follow a link, though.
 */
function makeLockFile(path: string): void {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found?.isFile() === true) return;
  if (found !== undefined) throw new Error(`${path} is no file but a link, a folder or a device`);
  const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants;
  try {
    closeSync(openSync(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600));
    chmodSync(path, 0o600);
  } catch (problem) {
    if ((problem as NodeJS.ErrnoException).code !== "EEXIST") throw problem;
    // Another process that wants it was a moment earlier.
    makeLockFile(path);
  }
}
