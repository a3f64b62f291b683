// Places where handlers can write as well: their /tmp may be their own, and in a region that is root's they are nobody.

import { chmodSync, mkdtempSync, writeFileSync } from "node:fs";

/** A new one. */
export function sharedFolder(name: string): string {
  const folder = mkdtempSync(`/var/tmp/millrace-${name}-`);
  chmodSync(folder, 0o777);
  return folder;
}

/** An empty one. */
export function makeSharedFile(path: string): void {
  writeFileSync(path, "");
  chmodSync(path, 0o666);
}
