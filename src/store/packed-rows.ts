// Many rows as one array of numbers and one text, which is the cheapest form to hand from one thread to another: copying a
// thousand small strings and arrays costs more than writing them to disk.

export interface PackedRows {
  /** Column by column, row by row: a number, or the length of a text, or -1 for no text. */
  readonly numbers: Float64Array<ArrayBuffer>;
  /** All texts, one after the other. */
  readonly text: string;
}

/** What a column holds: `n` a number, `t` a text or null. */
export type Layout = readonly ("n" | "t")[];

export class RowPacker {
  readonly #numbers: number[] = [];
  #text = "";

  number(value: number): this {
    this.#numbers.push(value);
    return this;
  }

  text(value: string | null): this {
    if (value === null) this.#numbers.push(-1);
    else {
      this.#numbers.push(value.length);
      this.#text += value;
    }
    return this;
  }

  pack(): PackedRows {
    return { numbers: Float64Array.from(this.#numbers), text: this.#text };
  }
}

/** Calls `take` with the columns of each row. The array is the same one every time. */
export function unpackRows(
  { numbers, text }: PackedRows,
  layout: Layout,
  take: (row: (string | number | null)[]) => void,
): void {
  const row: (string | number | null)[] = layout.map(() => null);
  let textAt = 0;
  for (let at = 0; at < numbers.length; ) {
    for (let column = 0; column < layout.length; column++) {
      const number = numbers[at++] as number;
      if (layout[column] === "n") row[column] = number;
      else if (number < 0) row[column] = null;
      else {
        row[column] = text.slice(textAt, textAt + number);
        textAt += number;
      }
    }
    take(row);
  }
}
