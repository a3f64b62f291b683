// The data of a record as it stands in a request's JSON, in base64. It is decoded into its place in the log, so that it is copied once.

import { paddingOf } from "../../../aws/wire/base64.ts";
import { notBase64 } from "../../../aws/wire/members.ts";

export class EncodedData {
  /** Of what it stands for, in bytes. */
  readonly length: number;
  #text: string;

  constructor(text: string) {
    this.#text = text;
    this.length = isWhole(text) ? (text.length / 4) * 3 - paddingOf(text) : 0;
  }

  /** Throws SerializationException for what is not base64. */
  check(): void {
    this.writeTo(Buffer.allocUnsafe(this.length), 0);
  }

  /** Once: while the record waits for the disk its text is let go. Throws SerializationException for what is not base64. */
  writeTo(bytes: Buffer, at: number): void {
    const text = this.#text;
    this.#text = "";
    const written = bytes.write(text, at, "base64");
    // Node's decoder drops whatever it does not know, and takes another alphabet's two characters for these.
    if (written !== this.length || !isWhole(text) || text.includes("-") || text.includes("_"))
      throw notBase64("Data");
  }
}

function isWhole({ length }: string): boolean {
  return length % 4 === 0;
}
