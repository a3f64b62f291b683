// One line of a journal: a checksum of the entry, and the entry as JSON text. A line whose checksum does not fit is no entry.

import { crc32 } from "node:zlib";

const checksumLength = 8;
const lineStart = /[0-9a-f]{8} [[{"]/g;

/** An entry is JSON: whoever takes one to write has that said by its type. */
export function writeLine(entry: object): string {
  const text = JSON.stringify(entry);
  return `${checksum(text)} ${text}\n`;
}

/** A stretch of a journal's bytes, without the end of its line. */
export interface Span {
  readonly offset: number;
  readonly end: number;
}

export interface SoundLine<Entry> extends Span {
  readonly entry: Entry;
}

export interface Lines<Entry> {
  readonly sound: readonly SoundLine<Entry>[];
  /** What is no line, and where: in order, and never two that touch. The last may reach to the end. */
  readonly unsound: readonly Span[];
}

/** All lines that are sound, whatever stands between them. An `Entry` is what was written: the checksum says that it is the same. */
export function readLines<Entry>(bytes: Buffer): Lines<Entry> {
  const sound: SoundLine<Entry>[] = [];
  const unsound: Span[] = [];
  const add = (line: SoundLine<Entry> | Span) => {
    const last = unsound.at(-1);
    if ("entry" in line) sound.push(line);
    else if (last !== undefined && last.end + 1 >= line.offset)
      unsound[unsound.length - 1] = { ...last, end: line.end };
    else unsound.push(line);
  };
  for (let offset = 0; offset < bytes.length; ) {
    const newline = bytes.indexOf(10, offset);
    const end = newline === -1 ? bytes.length : newline;
    const line = newline === -1 ? undefined : readLine<Entry>(bytes, { offset, end });
    if (line !== undefined) add(line);
    else for (const piece of piecesOf<Entry>(bytes, { offset, end })) add(piece);
    offset = end + 1;
  }
  return { sound, unsound };
}

function readLine<Entry>(bytes: Buffer, { offset, end }: Span): SoundLine<Entry> | undefined {
  const textStart = offset + checksumLength + 1;
  if (textStart > end) return undefined;
  const text = bytes.subarray(textStart, end);
  if (bytes.toString("latin1", offset, textStart) !== `${checksum(text)} `) return undefined;
  return { entry: JSON.parse(text.toString("utf8")), offset, end };
}

/** The end of a line may be what is damaged: the lines around it are sound for all that. */
function piecesOf<Entry>(bytes: Buffer, { offset, end }: Span): (SoundLine<Entry> | Span)[] {
  const starts = Array.from(
    bytes.toString("latin1", offset, end).matchAll(lineStart),
    ({ index }) => offset + index,
  );
  const pieces: (SoundLine<Entry> | Span)[] = [];
  let done = offset;
  for (const [index, start] of starts.entries()) {
    const next = starts[index + 1];
    // The last piece of the file has no end of its line, so it was not written to its end.
    if (next === undefined && end === bytes.length) break;
    const line = readLine<Entry>(bytes, { offset: start, end: next === undefined ? end : next - 1 });
    if (line === undefined) continue;
    if (start > done) pieces.push({ offset: done, end: start });
    pieces.push(line);
    // Between two lines there is the byte that should end the first.
    if (next !== undefined) pieces.push({ offset: next - 1, end: next });
    done = next ?? end;
  }
  if (done < end || pieces.length === 0) pieces.push({ offset: done, end });
  return pieces;
}

function checksum(text: string | Uint8Array): string {
  return crc32(text).toString(16).padStart(checksumLength, "0");
}
