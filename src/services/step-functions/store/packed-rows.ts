// Many rows as numbers and bytes in memory that two threads share: handing over a thousand small strings would cost more than
// writing them to disk, and a great one more than half of it.

export interface PackedRows {
  /** Column by column, row by row: a number, or how many bytes a text has, or -1 for no text. */
  readonly numbers: Float64Array;
  /** All texts in UTF-8, one after the other. */
  readonly bytes: Uint8Array;
}

/** What a column holds: `n` a number, `t` a text or null. */
export type Layout = readonly ("n" | "t")[];

/** A text stays in bytes. */
export type PackedValue = number | string | Uint8Array | null;

const firstNumbers = 2_048;
const firstBytes = 32 * 1024;
/** UTF-8 takes no more for each unit of a text's length. */
const mostBytesAUnit = 3;
const shortText = 40;

export class RowPacker {
  #numbers = new Float64Array(new SharedArrayBuffer(8 * firstNumbers));
  #numberCount = 0;
  #bytes = Buffer.from(new SharedArrayBuffer(firstBytes));
  #byteCount = 0;

  number(value: number): this {
    if (this.#numberCount === this.#numbers.length) {
      const numbers = new Float64Array(new SharedArrayBuffer(2 * this.#numbers.byteLength));
      numbers.set(this.#numbers);
      this.#numbers = numbers;
    }
    this.#numbers[this.#numberCount++] = value;
    return this;
  }

  text(value: string | null): this {
    if (value === null) return this.number(-1);
    const most = this.#byteCount + value.length * mostBytesAUnit;
    if (most > this.#bytes.length) {
      const bytes = Buffer.from(new SharedArrayBuffer(Math.max(most, 2 * this.#bytes.length)));
      bytes.set(this.#bytes.subarray(0, this.#byteCount));
      this.#bytes = bytes;
    }
    const written = this.#writeShort(value) ?? this.#bytes.write(value, this.#byteCount);
    this.#byteCount += written;
    return this.number(written);
  }

  /** Undefined if the text is not short, or not ASCII. Most texts of turns are: a call of the buffer's own costs as much as forty bytes. */
  #writeShort(value: string): number | undefined {
    const { length } = value;
    if (length > shortText) return undefined;
    const bytes = this.#bytes;
    const start = this.#byteCount;
    for (let at = 0; at < length; at++) {
      const code = value.charCodeAt(at);
      if (code > 0x7f) return undefined;
      bytes[start + at] = code;
    }
    return length;
  }

  /** The rows so far. Valid until `clear`. */
  pack(): PackedRows {
    return {
      numbers: this.#numbers.subarray(0, this.#numberCount),
      bytes: new Uint8Array(this.#bytes.buffer, 0, this.#byteCount),
    };
  }

  clear(): void {
    this.#numberCount = 0;
    this.#byteCount = 0;
  }
}

/**
 * Calls `take` with the columns of so many rows at a time, row after row, and at the end with those of fewer. The array is the
 * same one every time.
 */
export function unpackRows(
  { numbers, bytes }: PackedRows,
  { layout, atOnce }: { readonly layout: Layout; readonly atOnce: number },
  take: (values: PackedValue[]) => void,
): void {
  const values: PackedValue[] = new Array(layout.length * atOnce).fill(null);
  let byteAt = 0;
  let column = 0;
  for (const number of numbers) {
    if (layout[column % layout.length] === "n") values[column] = number;
    else if (number <= 0) values[column] = number < 0 ? null : "";
    else {
      values[column] = bytes.subarray(byteAt, byteAt + number);
      byteAt += number;
    }
    if (++column < values.length) continue;
    take(values);
    column = 0;
  }
  if (column > 0) take(values.slice(0, column));
}
