// The folder that holds what the region acknowledged: it must be writable, and belong to one region at a time, because two
// would write over each other's logs.

import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DamagedFile } from "../storage/damage.ts";
import { SqliteFileError } from "../storage/sqlite-file.ts";
import { StoreError } from "../store/execution-store.ts";

/** The data folder cannot be used. */
export class DataFolderError extends Error {
  override readonly name = "DataFolderError";
  /** What can be done, if it is not the same for every folder. */
  readonly hint: string | undefined;

  constructor(message: string, hint?: string) {
    super(message);
    this.hint = hint;
  }
}

export const repairHint =
  "restore it from a backup, or start with --repair: that keeps what is whole, sets the damaged file aside, and tells what is lost";

/** What stopped an opening, as a DataFolderError if a file is at fault, and as it is if not. */
export function explainOpening(problem: unknown): unknown {
  if (problem instanceof DataFolderError) return problem;
  if (problem instanceof DamagedFile) return new DataFolderError(problem.message, repairHint);
  if (problem instanceof StoreError || problem instanceof SqliteFileError)
    return new DataFolderError(problem.message);
  const { code, path, message } = problem as NodeJS.ErrnoException;
  if (code === undefined || path === undefined) return problem;
  return new DataFolderError(
    `${path} cannot be used: ${message}`,
    "let the user who starts the region read and write it, and start again: nothing was changed",
  );
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
