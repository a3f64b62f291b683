// Reads a journal after whatever happened to it. A torn end, which is what a kill leaves of its last write, is left out: it was
// never acknowledged. Anything else that cannot be read is damage: sound lines follow it, or it had been acknowledged.

import { closeSync, fdatasyncSync, ftruncateSync, renameSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { type Damage, met, type Repair } from "./damage.ts";
import { Extent } from "./extent.ts";
import { readLines, type SoundLine, type Span } from "./journal-line.ts";
import { openPrivate, readIfThere, syncFolder } from "./private-files.ts";

export interface RecoveredJournal {
  readonly bytes: number;
  readonly entries: number;
}

/**
 * Calls `replay` for every entry in order, and leaves a file that holds these lines and nothing else. Throws DamagedFile unless
 * a repair is under way, and the system's error for a file that is there and cannot be read.
 */
export function recoverJournal<Entry>(
  path: string,
  replay: (entry: Entry) => void,
  repair: Repair | undefined,
): RecoveredJournal {
  const [acknowledgedBytes = 0, acknowledgedEntries = 0] = Extent.read(path) ?? [];
  const bytes = readIfThere(path);
  const { sound, unsound } = readLines<Entry>(bytes ?? Buffer.alloc(0));
  const soundEnd = (sound.at(-1)?.end ?? -1) + 1;
  const damages = unsound
    .filter(({ offset }) => offset < soundEnd)
    .map((span): Damage => unreadable(path, bytes ?? Buffer.alloc(0), span));
  if (soundEnd < acknowledgedBytes) {
    damages.push({
      path,
      offset: soundEnd,
      bytes: acknowledgedBytes - soundEnd,
      problem: endProblem(bytes, acknowledgedBytes),
      lost: lostAtEnd(acknowledgedEntries - sound.length - damages.length),
    });
  }
  const kept = sound.filter((line) => {
    try {
      replay(line.entry);
      return true;
    } catch (problem) {
      damages.push(untakeable(path, line, problem));
      return false;
    }
  });
  for (const damage of damages) met(damage, repair);
  if (damages.length > 0) rewrite(path, bytes ?? Buffer.alloc(0), kept);
  else if (bytes !== undefined && soundEnd < bytes.length) cut(path, soundEnd);
  const length = kept.reduce((sum, { offset, end }) => sum + end + 1 - offset, 0);
  return { bytes: length, entries: kept.length };
}

function unreadable(path: string, bytes: Buffer, { offset, end }: Span): Damage {
  const text = bytes.toString("utf8", offset, end);
  const problem = "what stands there is no line with its checksum, and sound lines follow it";
  // A byte alone is the end of a line.
  const lost = end - offset === 1 ? [] : [`what was written as ${describeText(text)}`];
  return { path, offset, bytes: end - offset, problem, lost };
}

function endProblem(bytes: Buffer | undefined, acknowledgedBytes: number): string {
  if (bytes === undefined)
    return `the file is missing, and ${acknowledgedBytes} bytes of it were acknowledged`;
  if (bytes.length < acknowledgedBytes)
    return `it ends after ${bytes.length} bytes, and ${acknowledgedBytes} were acknowledged`;
  return "what stands there to its end is no line with its checksum, and was acknowledged";
}

function lostAtEnd(entries: number): readonly string[] {
  return entries > 0 ? [`the last ${entries === 1 ? "entry" : `${entries} entries`}`] : [];
}

function untakeable(path: string, { offset, end, entry }: SoundLine<unknown>, problem: unknown): Damage {
  const why = problem instanceof Error ? problem.message : String(problem);
  const lost = [`what was written as ${describeText(JSON.stringify(entry))}`];
  return { path, offset, bytes: end - offset, problem: `its entry cannot be taken up: ${why}`, lost };
}

/** What an entry is about is told by its first members, which are there unless they are what is damaged. */
const names =
  /"(type|queue|name|bus|topicArn|messageId|messageIds|id|deliveryId|key|bucket)":\[?"([^"\\]{1,100})"/g;

function describeText(text: string): string {
  const found = Array.from(text.matchAll(names), ([, name, value]) => `${name} ${value}`);
  const printable = text.slice(0, 60).replaceAll(/[^\x20-\x7e]/g, "?");
  return found.length > 0 ? found.slice(0, 6).join(", ") : `"${printable}"`;
}

function rewrite(path: string, bytes: Buffer, lines: readonly Span[]): void {
  const whole = Buffer.concat(
    lines.flatMap(({ offset, end }) => [bytes.subarray(offset, end), Buffer.from("\n")]),
  );
  const draft = `${path}.next`;
  const file = openPrivate(draft, "w");
  try {
    for (let at = 0; at < whole.length; ) at += writeSync(file, whole, at);
    fdatasyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(draft, path);
  syncFolder(dirname(path));
}

/** What follows the last sound line would hide the lines to come. */
function cut(path: string, length: number): void {
  const file = openPrivate(path, "r+");
  try {
    ftruncateSync(file, length);
    fdatasyncSync(file);
  } finally {
    closeSync(file);
  }
}
