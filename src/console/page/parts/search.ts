// A search through many rows that goes on piece by piece, so that whoever waits for it can do something else meanwhile.

/** The text of a row as it is searched: in lower case, and written out once. */
export class Texts<Row extends object> {
  readonly #textOf: (row: Row) => string;
  readonly #written = new WeakMap<Row, string>();

  constructor(textOf: (row: Row) => string) {
    this.#textOf = textOf;
  }

  of(row: Row): string {
    let text = this.#written.get(row);
    if (text === undefined) {
      text = this.#textOf(row).toLowerCase();
      this.#written.set(row, text);
    }
    return text;
  }
}

/** Says when a piece has been long enough. */
export type Clock = () => boolean;

/** The clock is looked at after so many rows. */
const rowsAtOnce = 16;

/** Does something for each of the rows, in pieces. */
export class Passage<Row> {
  readonly #rows: readonly Row[];
  readonly #visit: (row: Row) => void;
  #next = 0;

  constructor(rows: readonly Row[], visit: (row: Row) => void) {
    this.#rows = rows;
    this.#visit = visit;
  }

  get isDone(): boolean {
    return this.#next >= this.#rows.length;
  }

  /** One piece, until the time is up; some rows at least. */
  goOn(isTimeUp: Clock): void {
    do {
      const end = Math.min(this.#next + rowsAtOnce, this.#rows.length);
      for (; this.#next < end; this.#next++) this.#visit(this.#rows[this.#next] as Row);
    } while (!this.isDone && !isTimeUp());
  }
}

export class Search<Row extends object> {
  readonly rows: readonly Row[];
  readonly wanted: string;
  readonly #found: Row[] = [];
  readonly #passage: Passage<Row>;

  /** `former` is the search before it: where more was written of the same text, only what it found is looked through. */
  constructor(rows: readonly Row[], wanted: string, texts: Texts<Row>, former?: Search<Row>) {
    this.rows = rows;
    this.wanted = wanted.toLowerCase();
    const isNarrower =
      former?.rows === rows && former.isDone && former.wanted !== "" && this.wanted.includes(former.wanted);
    const among = this.wanted === "" ? [] : isNarrower ? former.found : rows;
    this.#passage = new Passage(among, (row) => {
      if (texts.of(row).includes(this.wanted)) this.#found.push(row);
    });
  }

  /** All that have been found until now, in their order. */
  get found(): readonly Row[] {
    return this.wanted === "" ? this.rows : this.#found;
  }

  get isDone(): boolean {
    return this.#passage.isDone;
  }

  goOn(isTimeUp: Clock): void {
    this.#passage.goOn(isTimeUp);
  }
}
