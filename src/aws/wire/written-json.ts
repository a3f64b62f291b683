// The JSON of a long answer, written by whoever makes it: copying an answer with its times and blobs spelled out, and writing the copy
// as text and the text as bytes, costs a protocol three times as much.

import type { WireObject } from "./operation.ts";

const writers = new WeakMap<WireObject, () => Uint8Array>();

/** Says how the JSON of an answer is written. Whoever wants no JSON takes its members. */
export function withWrittenJson(answer: WireObject, write: () => Uint8Array): WireObject {
  writers.set(answer, write);
  return answer;
}

/** Undefined for an answer that its protocol is to write. */
export function writtenJson(answer: WireObject): Uint8Array | undefined {
  return writers.get(answer)?.();
}

/** Texts are joined as far as this before they become bytes: each turn costs as much as some hundred characters do. */
const textOfTurn = 8192;

/** Puts a JSON text together, as bytes. */
export class JsonBytes {
  /** Of those that are written; whoever writes into `room` moves it on. */
  length = 0;
  #bytes: Buffer;
  #text = "";

  /** It grows if there are more bytes than were expected. */
  constructor(expectedBytes: number) {
    this.#bytes = Buffer.allocUnsafeSlow(Math.ceil(expectedBytes));
  }

  add(text: string): void {
    this.#text += text;
    if (this.#text.length >= textOfTurn) this.#turn();
  }

  /** What was added is in it, up to `length`; behind that so many bytes may be written. */
  room(bytes: number): Buffer {
    if (this.#text !== "") this.#turn();
    if (this.length + bytes > this.#bytes.length) this.#grow(this.length + bytes);
    return this.#bytes;
  }

  /** All that was added. Nothing can be added any more. */
  end(): Uint8Array {
    this.#turn();
    return this.#bytes.subarray(0, this.length);
  }

  #turn(): void {
    // A UTF-16 unit takes at most three bytes of UTF-8.
    const most = this.length + this.#text.length * 3;
    if (most > this.#bytes.length) this.#grow(most);
    this.length += this.#bytes.write(this.#text, this.length, "utf8");
    this.#text = "";
  }

  #grow(bytes: number): void {
    const larger = Buffer.allocUnsafeSlow(bytes * 2);
    this.#bytes.copy(larger, 0, 0, this.length);
    this.#bytes = larger;
  }
}

const plainText = /^[ !#-[\]-~]*$/;

/** A text in quotes, as JSON. */
export function quoted(text: string): string {
  return plainText.test(text) ? `"${text}"` : JSON.stringify(text);
}

/** How long that is, in UTF-8. */
export function quotedBytes(text: string): number {
  return plainText.test(text) ? text.length + 2 : Buffer.byteLength(JSON.stringify(text));
}
