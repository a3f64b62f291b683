// A part's state written into a new journal. A hundred thousand messages take a second to write out, so others have their turn
// in between; what the state is was settled before.

import type { FileHandle } from "node:fs/promises";
import type { Json } from "../aws/json.ts";
import { writeLine } from "./journal-line.ts";
import { portions } from "./journal-portions.ts";

/** An entry, or what makes it once it is written: of something that goes on to be the same until then. */
export type SnapshotEntry = Json | (() => Json);

export interface WrittenSnapshot {
  readonly bytes: number;
  readonly entries: number;
}

/** Rejects with the system's error. */
export async function writeSnapshot(
  file: FileHandle,
  entries: readonly SnapshotEntry[],
): Promise<WrittenSnapshot> {
  let bytes = 0;
  for (const portion of portions(linesOf(entries))) {
    await file.appendFile(portion);
    bytes += portion.length;
  }
  return { bytes, entries: entries.length };
}

function* linesOf(entries: readonly SnapshotEntry[]): Generator<string, void> {
  for (const entry of entries) yield writeLine(typeof entry === "function" ? entry() : entry);
}
