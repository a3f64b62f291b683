// What crosses between the region and an environment that speaks our own words: frames on a socket pair, one each way an invocation.
// A frame is the length of what follows, a header with its length, and a body of bytes, so that a payload is encoded once and never
// escaped.
//
//   u32 length of the rest   u32 length of the header   header   body      (all numbers little endian)

import { type EnvironmentHeader, type RegionHeader, writtenHeader } from "./frame-headers.ts";

export const lengthBytes = 4;
export const prefixBytes = 2 * lengthBytes;
/** The longest character in UTF-8: where as much is left behind a text, it was not cut off. */
const longestCharacter = 4;

/** Pieces of a text are written one after the other. */
export type Body = string | Uint8Array | readonly string[];

/** In `into` if it fits, where it stays until the next is made. */
export function encodeFrame(
  header: RegionHeader | EnvironmentHeader,
  body: Body = "",
  into?: Buffer,
): Buffer {
  const head = writtenHeader(header);
  if (into !== undefined) {
    const end = writeFrame(into, head, body);
    if (end !== undefined) return into.subarray(0, end);
  }
  const frame = Buffer.allocUnsafe(prefixBytes + bytesOf(head) + bytesOf(body) + longestCharacter);
  return frame.subarray(0, writeFrame(frame, head, body));
}

/** Where it ends; undefined if it does not fit. Measuring a text would take longer than writing it does. */
function writeFrame(frame: Buffer, head: string | Uint8Array, body: Body): number | undefined {
  if (prefixBytes + head.length + lengthOf(body) + longestCharacter > frame.length) return undefined;
  const bodyAt = writeBytes(frame, head, prefixBytes);
  const end = writeBytes(frame, body, bodyAt);
  if (end + longestCharacter > frame.length) return undefined;
  frame.writeUInt32LE(end - lengthBytes, 0);
  frame.writeUInt32LE(bodyAt - prefixBytes, lengthBytes);
  return end;
}

/** Of a header or a body. */
function writeBytes(frame: Buffer, body: Body, at: number): number {
  if (typeof body === "string") return at + (body === "" ? 0 : frame.write(body, at));
  if (body instanceof Uint8Array) {
    if (at + body.length <= frame.length) frame.set(body, at);
    return at + body.length;
  }
  let end = at;
  for (const piece of body) end += frame.write(piece, end);
  return end;
}

/** Of bytes no fewer. */
function lengthOf(body: Body): number {
  if (typeof body === "string" || body instanceof Uint8Array) return body.length;
  return body.reduce((sum, piece) => sum + piece.length, 0);
}

function bytesOf(body: Body): number {
  if (typeof body === "string") return Buffer.byteLength(body);
  if (body instanceof Uint8Array) return body.length;
  return body.reduce((sum, piece) => sum + Buffer.byteLength(piece), 0);
}
