// A part's state written into a new journal. A hundred thousand messages take a second to write out, so others have their turn
// in between; what the state is was settled before.

import type { FileHandle } from "node:fs/promises";
import { TimeSlice } from "../time/time-slice.ts";
import { writeLine } from "./journal-line.ts";
import { textAtOnce } from "./journal-portions.ts";

/** An entry, or what makes it once it is written: of something that goes on to be the same until then. */
export type SnapshotEntry<Entry> = Entry | (() => Entry);

export interface WrittenSnapshot {
  readonly bytes: number;
  readonly entries: number;
}

/** Rejects with the system's error. */
export async function writeSnapshot<Entry extends object>(
  file: FileHandle,
  entries: readonly SnapshotEntry<Entry>[],
): Promise<WrittenSnapshot> {
  const slice = new TimeSlice();
  let bytes = 0;
  let text = "";
  for (const entry of entries) {
    text += writeLine(typeof entry === "function" ? (entry as () => Entry)() : entry);
    if (text.length >= textAtOnce) {
      bytes += await appended(file, text);
      text = "";
    }
    if (slice.isOver) await slice.giveWay();
  }
  bytes += await appended(file, text);
  return { bytes, entries: entries.length };
}

async function appended(file: FileHandle, text: string): Promise<number> {
  const bytes = Buffer.from(text);
  await file.appendFile(bytes);
  return bytes.length;
}
