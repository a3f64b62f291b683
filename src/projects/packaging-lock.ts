// One at a time packages a folder. A framework empties its output folder and fills it, and the project's plugins write where they
// like: two commands in one folder, such as `millrace dev` beside a test run, would give each other half of a package.

import { createHash } from "node:crypto";
import { realpathSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { takeLock } from "../storage/file-lock.ts";

const lookAgainMs = 50;

/** Does it once no other command of this user packages the folder. Rejects only as `packaging` does. */
export async function packagingAlone<Packaged>(
  folder: string,
  packaging: () => Promise<Packaged>,
): Promise<Packaged> {
  const unlock = await lockOf(folder);
  try {
    return await packaging();
  } finally {
    unlock();
  }
}

async function lockOf(folder: string): Promise<() => void> {
  const name = createHash("sha256").update(realpathSync(folder)).digest("hex").slice(0, 16);
  const path = join(tmpdir(), `millrace-packaging-${userInfo().uid}-${name}.sqlite`);
  for (;;) {
    try {
      const unlock = takeLock(path);
      if (unlock !== undefined) return unlock;
    } catch {
      // Where no file can be made there is nothing to wait for: a package that is not whole is still noticed.
      return () => {};
    }
    await delay(lookAgainMs);
  }
}
