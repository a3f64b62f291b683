// The folders in which package managers keep what they have fetched.

import { readdirSync } from "node:fs";

/** Nothing for a folder that is not there. */
export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** The newest version last. */
export function versionsIn(folder: string): string[] {
  return namesIn(folder).sort(new Intl.Collator("en", { numeric: true }).compare);
}
