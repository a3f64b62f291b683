// The folder that holds what the region acknowledged: it must be writable, and belong to one region at a time, because two
// would write over each other's logs.

import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { StoreError } from "../services/step-functions/store/execution-store.ts";
import { DamagedFile } from "../storage/damage.ts";
import { takeLock } from "../storage/file-lock.ts";
import { makeFolders, narrow } from "../storage/private-files.ts";
import { SqliteFileError } from "../storage/sqlite-file.ts";

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

const lockName = "region.lock.sqlite";
/** Held the number of a process, which another process may have by now. */
const formerLockName = "region.lock";

/** Takes the folder for this process and answers with what gives it back. Throws DataFolderError. */
export function lockDataFolder(directory: string): () => void {
  let unlock: (() => void) | undefined;
  try {
    makeDataFolder(directory);
    unlock = takeLock(join(directory, lockName));
    if (unlock !== undefined) rmSync(join(directory, formerLockName), { force: true });
  } catch (cause) {
    unlock?.();
    throw new DataFolderError(`the data folder ${directory} cannot be written: ${(cause as Error).message}`);
  }
  if (unlock !== undefined) return unlock;
  throw new DataFolderError(`the data folder ${directory} is in use by another region`);
}

/** Takes away all that a region kept. Throws DataFolderError for a folder that is in use, and for one that is no region's. */
export function resetDataFolder(directory: string): void {
  if (!existsSync(directory)) return;
  if (!isOwn(readdirSync(directory))) {
    const hint = "name the folder of a region with --data, or remove this one yourself";
    throw new DataFolderError(`${directory} holds other things than a region's data, and is not reset`, hint);
  }
  const unlock = lockDataFolder(directory);
  try {
    for (const name of readdirSync(directory)) {
      if (name !== lockName) rmSync(join(directory, name), { recursive: true, force: true });
    }
  } finally {
    unlock();
  }
}

/** For its user alone. A folder that holds other things than a region's, such as a project, is shared as it was. */
function makeDataFolder(directory: string): void {
  makeFolders(directory);
  if (isOwn(readdirSync(directory))) narrow(directory, 0o700);
}

/** A region's, or whose it will be. */
function isOwn(names: readonly string[]): boolean {
  return (
    names.length === 0 ||
    names.includes(lockName) ||
    names.includes(formerLockName) ||
    names.includes("executions")
  );
}
