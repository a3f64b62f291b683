// The files that this process writes its own output to, as a shell makes them: `millrace dev > dev.log 2>&1`. They may lie in the
// project's folder, and are no part of the project: each line in one would be a change, and telling of it the next.

import { type BigIntStats, fstatSync, statSync } from "node:fs";

/** Standard output and standard error, where they are files. */
const outputs = [1, 2].flatMap(openedFile);

export function isOwnOutput(path: string): boolean {
  if (outputs.length === 0) return false;
  const file = statSync(path, { bigint: true, throwIfNoEntry: false });
  return file !== undefined && outputs.some(({ dev, ino }) => file.dev === dev && file.ino === ino);
}

function openedFile(descriptor: number): readonly BigIntStats[] {
  try {
    const opened = fstatSync(descriptor, { bigint: true });
    return opened.isFile() ? [opened] : [];
  } catch {
    // A process may be started without it.
    return [];
  }
}
