// CSV as ItemReader reads it: an object for every row, from header to text. Step Functions has rules of its own for
// backslashes and for rows that are too short or too long, which libraries for CSV do not have.
// https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html, "CSV file"

import type { JsonObject } from "../../../../aws/json.ts";
import { DatasetProblem } from "./dataset-problem.ts";

const delimiters: Readonly<Record<string, string>> = {
  COMMA: ",",
  PIPE: "|",
  SEMICOLON: ";",
  SPACE: " ",
  TAB: "\t",
};

/** Yields between two rows. Throws DatasetProblem for headers that come twice. */
export function* csvItems(text: string, config: JsonObject): Generator<void, JsonObject[]> {
  const reader = new RowReader(text, delimiters[String(config.CSVDelimiter ?? "COMMA")] ?? ",");
  const given = config.CSVHeaderLocation === "GIVEN" ? config.CSVHeaders : undefined;
  const headers = Array.isArray(given) ? given.map(String) : reader.hasMore ? reader.row() : [];
  if (new Set(headers).size < headers.length)
    throw new DatasetProblem("CSV headers cannot contain duplicates.");
  const items: JsonObject[] = [];
  while (reader.hasMore) {
    const row = reader.row();
    items.push(Object.fromEntries(headers.map((header, column) => [header, row[column] ?? ""])));
    yield;
  }
  return items;
}

class RowReader {
  readonly #text: string;
  readonly #delimiter: string;
  #at = 0;

  constructor(text: string, delimiter: string) {
    this.#text = text;
    this.#delimiter = delimiter;
  }

  /** A line break at the very end begins no row. */
  get hasMore(): boolean {
    return this.#at < this.#text.length;
  }

  /** Up to and with its line break. */
  row(): string[] {
    const fields: string[] = [];
    for (;;) {
      fields.push(this.#field());
      const ended = this.#text.charAt(this.#at);
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
