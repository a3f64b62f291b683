// Blobs as text.

export function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
}

/** Undefined for what is not base64. */
export function fromBase64(text: string): Uint8Array | undefined {
  const bytes = Buffer.from(text, "base64");
  return isAll(text, bytes.length, paddingOf(text)) ? bytes : undefined;
}

/** Decodes base64 that comes in pieces of any length. */
export class Base64Decoder {
  readonly #bytes: Buffer;
  #length = 0;
  /** What is left of the pieces so far: the last characters of all may be padding. */
  #rest = "";

  constructor(mostCharacters: number) {
    this.#bytes = Buffer.allocUnsafeSlow(Math.ceil(mostCharacters / 4) * 3);
  }

  /** Whether it is base64 so far. */
  add(piece: string): boolean {
    const text = this.#rest + piece;
    const end = Math.max(0, Math.ceil(text.length / 4) - 1) * 4;
    this.#rest = text.slice(end);
    return this.#decode(text.slice(0, end), 0);
  }

  /** All of it; undefined for what is not base64. */
  whole(): Uint8Array | undefined {
    return this.#decode(this.#rest, paddingOf(this.#rest))
      ? this.#bytes.subarray(0, this.#length)
      : undefined;
  }

  #decode(text: string, padding: number): boolean {
    const written = this.#bytes.write(text, this.#length, "base64");
    this.#length += written;
    return isAll(text, written, padding);
  }
}

/** Node's decoder drops whatever it does not know; what was dropped is missed in the length. */
function isAll(text: string, decoded: number, padding: number): boolean {
  const isWhole = text.length % 4 === 0 && decoded === (text.length / 4) * 3 - padding;
  return isWhole && !text.includes("-") && !text.includes("_");
}

export function paddingOf(text: string): number {
  return text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
}
