// A text of many megabytes within JSON, made piece by piece: as one text, or as the bytes that its base64 stands for, so that the text is
// never made. Each of the generators yields after some milliseconds.

import { Base64Decoder } from "./base64.ts";
import { notBase64 } from "./members.ts";

export const bytesOfPiece = 1024 * 1024;
const backslash = 0x5c;

/** What stands between two quotes. Throws a SyntaxError. */
export function* textPieces(body: Buffer, start: number, end: number): Generator<string, void> {
  for (let from = start, to = 0; from < end; from = to) {
    to = Math.min(from + bytesOfPiece, end);
    if (to < end) to = cutBefore(body, from, to);
    yield parsed<string>(`"${body.toString("utf8", from, to)}"`, () => notJson(from, to));
  }
}

export function* joined(pieces: Iterable<string>): Generator<void, string> {
  let made = "";
  for (const piece of pieces) {
    made += piece;
    yield;
  }
  return made;
}

/** Throws SerializationException, which names the member, for what is not base64. */
export function* bytesOf(
  pieces: Iterable<string>,
  mostCharacters: number,
  member: string,
): Generator<void, Uint8Array> {
  const decoder = new Base64Decoder(mostCharacters);
  for (const piece of pieces) {
    if (!decoder.add(piece)) throw notBase64(member);
    yield;
  }
  const bytes = decoder.whole();
  if (bytes === undefined) throw notBase64(member);
  return bytes;
}

/** Where a text from `from` may be cut, at `to` or a few bytes before: within no escape, which has up to six bytes, and no character. */
function cutBefore(body: Buffer, from: number, to: number): number {
  for (let at = to - 1; at > to - 6; at--) {
    let before = at;
    while (before >= from && body[before] === backslash) before -= 1;
    // The last of an odd number escapes what follows it.
    if ((at - before) % 2 === 1) return at;
  }
  let at = to;
  while (at > to - 3 && ((body[at] ?? 0) & 0xc0) === 0x80) at -= 1;
  return at;
}

export function parsed<Value>(text: string, problem: () => SyntaxError): Value {
  try {
    return JSON.parse(text) as Value;
  } catch {
    throw problem();
  }
}

export function notJson(from: number, to: number): SyntaxError {
  return new SyntaxError(`what stands between its bytes ${from} and ${to} is no part of a JSON text`);
}
