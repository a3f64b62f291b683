// What the region keeps is for its user alone: files that only the owner reads, in folders that only the owner enters. What is
// there already with wider rights, from an older Millrace, is narrowed.

import {
  chmodSync,
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  statSync,
} from "node:fs";
import { dirname } from "node:path";

export const privateFile = 0o600;
const privateFolder = 0o700;

/** Makes the folder, and those above it that are missing. */
export function makePrivateFolder(path: string): void {
  makeFolders(path);
  narrow(path, privateFolder);
}

/**
 * As `mkdir -p`, and answers with the topmost of the folders that it made, if any. Node's own recursive mkdir never ends where a folder
 * that is there takes no new one (/proc), and tells ENOENT of a disk that is read-only.
 */
export function makeFolders(path: string): string | undefined {
  try {
    mkdirSync(path, privateFolder);
    return path;
  } catch (problem) {
    if (isFolder(path)) return undefined;
    if ((problem as NodeJS.ErrnoException).code !== "ENOENT") throw problem;
    const above = dirname(path);
    if (isFolder(above))
      throw new Error(`ENOENT: ${above} takes no new folders, mkdir '${path}'`, { cause: problem });
    const topmost = makeFolders(above);
    const made = makeFolders(path);
    return topmost ?? made;
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** Opens a file, or makes it, with `flags` as for `fs.open`. */
export function openPrivate(path: string, flags: string | number): number {
  const descriptor = openSync(path, flags, privateFile);
  narrow(path, privateFile);
  return descriptor;
}

/** Takes away the rights of others. What belongs to another user is left as it is: that user decides. */
export function narrow(path: string, mode = privateFile): void {
  const { uid, mode: present } = statSync(path);
  if ((present & 0o777 & ~mode) !== 0 && uid === process.getuid?.()) chmodSync(path, present & mode);
}

/**
 * The bytes of a file, or its first `most`, or undefined if there is none. A file that is there and cannot be read is an error,
 * never none.
 */
export function readIfThere(path: string, most?: number): Buffer | undefined {
  try {
    return most === undefined ? readFileSync(path) : readStart(path, most);
  } catch (problem) {
    if ((problem as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw problem;
  }
}

function readStart(path: string, most: number): Buffer {
  const descriptor = openSync(path, "r");
  try {
    const bytes = Buffer.allocUnsafe(most);
    return bytes.subarray(0, readSync(descriptor, bytes, 0, most, 0));
  } finally {
    closeSync(descriptor);
  }
}

/** A name that was made or taken away is safe only once its folder is on disk. */
export function syncFolder(path: string): void {
  const descriptor = openSync(path, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
