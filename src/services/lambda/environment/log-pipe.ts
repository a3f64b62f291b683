// What a handler prints, written to the region at once, so that it is there whatever becomes of the process: an endless loop, a signal,
// or no memory left. The other end is read at the region's pace, so a handler that prints faster waits.

import { writeSync } from "node:fs";
import { eventKind, rawKind, recordHeaderBytes } from "./log-record.ts";

/** The pipe's place among the files that the region opens for an environment. */
const logFile = 4;
/** CloudWatch Logs quota, "event size". */
const longestMessage = 1024 * 1024;

const shared = Buffer.allocUnsafe(16 * 1024);
let written = 0;
/** A handler may close the file; then nothing can be told any more. */
let isOpen = true;

/** How many bytes have been written since the process started. */
export function loggedBytes(): number {
  return written;
}

export function logEvent(message: string): void {
  write(eventKind, message.length > longestMessage ? message.slice(0, longestMessage) : message);
}

export function logRaw(text: string): void {
  for (let at = 0; at < text.length; at += longestMessage)
    write(rawKind, text.slice(at, at + longestMessage));
}

function write(kind: number, text: string): void {
  if (!isOpen) return;
  // No UTF-16 unit takes more than three bytes of UTF-8.
  const fits = recordHeaderBytes + text.length * 3 <= shared.length;
  const buffer = fits ? shared : Buffer.allocUnsafe(recordHeaderBytes + Buffer.byteLength(text));
  const bytes = buffer.write(text, recordHeaderBytes);
  buffer.writeUInt32LE(bytes, 0);
  buffer[4] = kind;
  buffer.writeDoubleLE(Date.now(), 5);
  writeAll(buffer, recordHeaderBytes + bytes);
}

function writeAll(buffer: Buffer, length: number): void {
  try {
    for (let at = 0; at < length; ) at += writeSync(logFile, buffer, at, length - at);
    written += length;
  } catch {
    isOpen = false;
  }
}
