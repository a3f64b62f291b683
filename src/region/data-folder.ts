// The folder that holds what the region acknowledged: it must be writable, and belong to one region at a time, because two
// would write over each other's logs.

import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The data folder cannot be used. */
export class DataFolderError extends Error {
  override readonly name = "DataFolderError";
}

const lockName = "region.lock";

/** Takes the folder for this process and answers with what gives it back. Throws DataFolderError. */
export function lockDataFolder(directory: string): () => void {
  const lock = join(directory, lockName);
  try {
    mkdirSync(directory, { recursive: true });
    if (!tryLock(lock)) {
      const owner = Number(readFileSync(lock, "utf8"));
      if (isRunning(owner)) {
        throw new DataFolderError(
          `the data folder ${directory} is in use by another region (process ${owner})`,
        );
      }
      // Its owner was killed, so nobody gave the folder back.
      writeFileSync(lock, String(process.pid));
    }
  } catch (cause) {
    if (cause instanceof DataFolderError) throw cause;
    throw new DataFolderError(`the data folder ${directory} cannot be written: ${(cause as Error).message}`);
  }
  return () => rmSync(lock, { force: true });
}

function tryLock(lock: string): boolean {
  try {
    writeFileSync(lock, String(process.pid), { flag: "wx" });
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw cause;
  }
}

function isRunning(processId: number): boolean {
  if (!Number.isInteger(processId) || processId <= 0 || processId === process.pid) return false;
  try {
    process.kill(processId, 0);
    return true;
  } catch (cause) {
    // Somebody else's process may not be signalled, but it is there.
    return (cause as NodeJS.ErrnoException).code === "EPERM";
  }
}
