// CSV as ItemReader reads it: an object for every row, from header to text. Step Functions has rules of its own for
// backslashes and for rows that are too short or too long, which libraries for CSV do not have.
// https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html, "CSV file"

import type { JsonObject } from "../../../../aws/json.ts";
import { inSlices } from "../../../../time/time-slice.ts";
import { DatasetProblem } from "./dataset-problem.ts";
import { checkItemLength, type ItemChunks } from "./item-chunk.ts";

const delimiters: Readonly<Record<string, string>> = {
  COMMA: ",",
  PIPE: "|",
  SEMICOLON: ";",
  SPACE: " ",
  TAB: "\t",
};

/** "Step Functions supports CSV headers of up to 10 KiB." */
const mostHeaderBytes = 10 * 1024;
/** In texts of items: a short row has as many as there are headers, so that a few characters of a file may be many items' worth. */
const mostTextsTogether = 20_000;

/** Throws DatasetProblem for headers that come twice or are too long, and for a row that goes on and on. */
export async function* csvItems(texts: AsyncIterable<string>, config: JsonObject): ItemChunks {
  const reader = new RowReader(delimiters[String(config.CSVDelimiter ?? "COMMA")] ?? ",");
  const given = config.CSVHeaderLocation === "GIVEN" ? config.CSVHeaders : undefined;
  const rows = new Rows(reader, Array.isArray(given) ? given.map(String) : undefined);
  for await (const text of texts) {
    reader.add(text);
    yield* rows.complete();
  }
  reader.end();
  yield* rows.complete();
}

class Rows {
  readonly #reader: RowReader;
  #headers: readonly string[] | undefined;
  #isMore = false;

  constructor(reader: RowReader, headers: readonly string[] | undefined) {
    this.#reader = reader;
    if (headers !== undefined) this.#setHeaders(headers);
  }

  /** As items, those that are there from end to end. */
  async *complete(): ItemChunks {
    do yield { items: await inSlices(this.#some()) };
    while (this.#isMore);
  }

  /** Yields between two of them. */
  *#some(): Generator<void, JsonObject[]> {
    const items: JsonObject[] = [];
    for (let texts = 0; texts < mostTextsTogether; ) {
      const row = this.#reader.row();
      this.#isMore = row !== undefined;
      if (row === undefined) break;
      if (this.#headers === undefined) this.#setHeaders(row);
      else items.push(this.#itemOf(this.#headers, row));
      texts += 1 + (this.#headers?.length ?? 0);
      yield;
    }
    return items;
  }

  #setHeaders(headers: readonly string[]): void {
    const bytes = headers.reduce((sum, header) => sum + Buffer.byteLength(header) + 1, -1);
    if (bytes > mostHeaderBytes)
      throw new DatasetProblem(`CSV headers may have ${mostHeaderBytes} bytes, and these have ${bytes}.`);
    if (new Set(headers).size < headers.length)
      throw new DatasetProblem("CSV headers cannot contain duplicates.");
    this.#headers = headers;
  }

  #itemOf(headers: readonly string[], row: readonly string[]): JsonObject {
    return Object.fromEntries(headers.map((header, column) => [header, row[column] ?? ""]));
  }
}

/** Reads each character once, wherever the text was cut into pieces. */
class RowReader {
  readonly #delimiter: string;
  /** As many characters as mean nothing but themselves, outside of quotes and within. */
  readonly #unquoted: RegExp;
  readonly #quoted = /[^\\"]+/y;
  #text = "";
  #at = 0;
  #isWhole = false;
  /** Of the row that is being read, and of the field in it. */
  #fields: string[] = [];
  #length = 0;
  #field = "";
  #isFieldBegun = false;
  #isQuoted = false;

  constructor(delimiter: string) {
    this.#delimiter = delimiter;
    this.#unquoted = new RegExp(`[^\\\\"\\r\\n${delimiter}]+`, "y");
  }

  /** More of the text. */
  add(text: string): void {
    this.#text = this.#text.slice(this.#at) + text;
    this.#at = 0;
  }

  /** There is no more. */
  end(): void {
    this.#isWhole = true;
  }

  /** Up to and with its line break; undefined if there is no more of it yet. A line break at the very end begins no row. */
  row(): string[] | undefined {
    for (;;) {
      this.#addPlain();
      if (this.#at === this.#text.length || this.#needsMore()) break;
      const character = this.#text.charAt(this.#at);
      this.#length += 1;
      this.#at += 1;
      if (character === "\\") this.#addEscaped();
      else if (character === '"') this.#addQuote();
      else if (character === this.#delimiter) this.#endField();
      else if (character === "\n") return this.#endRow();
      else if (character === "\r" && this.#next() === "\n") {
        this.#at += 1;
        return this.#endRow();
      } else this.#add(character);
    }
    if (this.#isWhole && this.#length > 0) return this.#endRow();
    checkItemLength(this.#length);
    return undefined;
  }

  #addPlain(): void {
    const plain = this.#isQuoted ? this.#quoted : this.#unquoted;
    plain.lastIndex = this.#at;
    const found = plain.exec(this.#text)?.[0];
    if (found === undefined) return;
    this.#at += found.length;
    this.#length += found.length;
    this.#add(found);
  }

  /** What these mean depends on what follows. */
  #needsMore(): boolean {
    return (
      !this.#isWhole && this.#at === this.#text.length - 1 && /["\\\r]/.test(this.#text.charAt(this.#at))
    );
  }

  #next(): string {
    return this.#text.charAt(this.#at);
  }

  #add(text: string): void {
    this.#field += text;
    this.#isFieldBegun = true;
  }

  /** A backslash protects itself, a quote and the delimiter; before anything else it is dropped. */
  #addEscaped(): void {
    const next = this.#next();
    const isProtected = next === "\\" || next === '"' || next === this.#delimiter;
    if (isProtected) this.#at += 1;
    this.#add(isProtected ? next : "");
  }

  /** A quote protects what follows if the field begins with it; two of them are one, and so is any other. */
  #addQuote(): void {
    const isDoubled = this.#next() === '"';
    if (this.#isQuoted && !isDoubled) this.#isQuoted = false;
    else if (!this.#isFieldBegun) {
      this.#isQuoted = true;
      this.#isFieldBegun = true;
    } else {
      this.#add('"');
      if (isDoubled) this.#at += 1;
    }
  }

  #endField(): void {
    this.#fields.push(this.#field);
    this.#field = "";
    this.#isFieldBegun = false;
    this.#isQuoted = false;
  }

  #endRow(): string[] {
    this.#endField();
    const fields = this.#fields;
    this.#fields = [];
    this.#length = 0;
    return fields;
  }
}
