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

/** Throws DatasetProblem for headers that come twice. */
export async function* csvItems(texts: AsyncIterable<string>, config: JsonObject): ItemChunks {
  const reader = new RowReader(delimiters[String(config.CSVDelimiter ?? "COMMA")] ?? ",");
  const given = config.CSVHeaderLocation === "GIVEN" ? config.CSVHeaders : undefined;
  const rows = new Rows(reader, Array.isArray(given) ? given.map(String) : undefined);
  for await (const text of texts) {
    reader.add(text);
    yield { items: await inSlices(rows.complete()) };
  }
  reader.end();
  yield { items: await inSlices(rows.complete()) };
}

class Rows {
  readonly #reader: RowReader;
  #headers: readonly string[] | undefined;

  constructor(reader: RowReader, headers: readonly string[] | undefined) {
    this.#reader = reader;
    if (headers !== undefined) this.#setHeaders(headers);
  }

  /** As items, those that are there from end to end. Yields between two of them. */
  *complete(): Generator<void, JsonObject[]> {
    const items: JsonObject[] = [];
    for (let row = this.#reader.row(); row !== undefined; row = this.#reader.row()) {
      if (this.#headers === undefined) this.#setHeaders(row);
      else items.push(this.#itemOf(this.#headers, row));
      yield;
    }
    return items;
  }

  #setHeaders(headers: readonly string[]): void {
    if (new Set(headers).size < headers.length)
      throw new DatasetProblem("CSV headers cannot contain duplicates.");
    this.#headers = headers;
  }

  #itemOf(headers: readonly string[], row: readonly string[]): JsonObject {
    return Object.fromEntries(headers.map((header, column) => [header, row[column] ?? ""]));
  }
}

class RowReader {
  readonly #delimiter: string;
  #text = "";
  #at = 0;
  #isWhole = false;

  constructor(delimiter: string) {
    this.#delimiter = delimiter;
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
    const start = this.#at;
    if (start >= this.#text.length) return undefined;
    const fields: string[] = [];
    for (;;) {
      fields.push(this.#field());
      const ended = this.#text.charAt(this.#at);
      if (ended === "" && !this.#isWhole) {
        this.#at = start;
        checkItemLength(this.#text.length - start);
        return undefined;
      }
      this.#at += ended === "\r" ? 2 : 1;
      if (ended !== this.#delimiter) return fields;
    }
  }

  /**
   * Up to the delimiter, the line break or the end, which it does not take. A quote protects what follows if the field begins
   * with it; two of them are one, and so is any other.
   */
  #field(): string {
    const start = this.#at;
    let field = "";
    let isQuoted = false;
    for (; this.#at < this.#text.length; this.#at++) {
      const character = this.#text.charAt(this.#at);
      if (character === "\\") field += this.#escaped();
      else if (character === '"') {
        const isDoubled = this.#text.charAt(this.#at + 1) === '"';
        if (isQuoted && !isDoubled) isQuoted = false;
        else if (!isQuoted && this.#at === start) isQuoted = true;
        else {
          field += '"';
          if (isDoubled) this.#at++;
        }
      } else if (!isQuoted && (character === this.#delimiter || this.#isLineBreak())) return field;
      else field += character;
    }
    return field;
  }

  /** A backslash protects itself, a quote and the delimiter; before anything else it is dropped. */
  #escaped(): string {
    const next = this.#text.charAt(this.#at + 1);
    if (next !== "\\" && next !== '"' && next !== this.#delimiter) return "";
    this.#at++;
    return next;
  }

  #isLineBreak(): boolean {
    const character = this.#text.charAt(this.#at);
    return character === "\n" || (character === "\r" && this.#text.charAt(this.#at + 1) === "\n");
  }
}
