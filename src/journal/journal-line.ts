// One line of a journal: a checksum of the entry, and the entry as JSON text. A line whose checksum does not fit is no entry.

import { crc32 } from "node:zlib";
import type { Json } from "../aws/json.ts";

const checksumLength = 8;

export function writeLine(entry: Json): string {
  const text = JSON.stringify(entry);
  return `${checksum(text)} ${text}\n`;
}

/**
 * The entries of a journal's text up to the first damaged line, which is where a kill tore the last write, and how many
 * bytes of it are sound.
 */
export function readLines(bytes: Buffer): { readonly entries: Json[]; readonly soundBytes: number } {
  const entries: Json[] = [];
  let soundBytes = 0;
  for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, soundBytes)) {
    const line = bytes.toString("utf8", soundBytes, end);
    const text = line.slice(checksumLength + 1);
    if (line.slice(0, checksumLength) !== checksum(text)) break;
    entries.push(JSON.parse(text));
    soundBytes = end + 1;
  }
  return { entries, soundBytes };
}

function checksum(text: string): string {
  return crc32(text).toString(16).padStart(checksumLength, "0");
}
