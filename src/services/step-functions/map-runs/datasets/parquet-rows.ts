// The rows of a Parquet file as items: a row group's columns are decoded one after the other, and kept until its last row is asked for.
// https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html, "Parquet"

import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from "node:zlib";
import { type AsyncBuffer, type DecodedArray, type ParquetScan, parquetScan } from "hyparquet";
import { type Json, type JsonObject, objectOrEmpty } from "../../../../aws/json.ts";
import { DatasetProblem } from "./dataset-problem.ts";
import { checkItemLength } from "./item-chunk.ts";

/** Some rows as the text of a JSON list, and where the next begin. */
export interface RowTexts {
  readonly text: string;
  readonly next: number | undefined;
}

/** AWS's quotas: "a row group up to 256 MB", "a footer up to 5 MB". */
const largestRowGroup = 256 * 1024 * 1024;
const largestFooter = 5 * 1024 * 1024;
/** More rows of one group are a mistake in its count. */
const mostRows = 10_000_000;
const rowsTogether = 1000;
/** In characters: of no more rows than begin within these. */
const mostTogether = 64 * 1024;
/** "PAR1". */
const magic = 0x31524150;

/** Snappy is the reader's own. Each answers with so many bytes at most as the file says that there are. */
const compressors = {
  GZIP: (packed: Uint8Array, bytes: number) => gunzipSync(packed, atMost(bytes)),
  ZSTD: (packed: Uint8Array, bytes: number) => zstdDecompressSync(packed, atMost(bytes)),
  BROTLI: (packed: Uint8Array, bytes: number) => brotliDecompressSync(packed, atMost(bytes)),
};

function atMost(bytes: number) {
  return { maxOutputLength: Math.min(largestRowGroup, Math.max(1, bytes)) };
}

interface DecodedGroup {
  readonly start: number;
  readonly end: number;
  readonly columns: readonly (readonly [name: string, values: DecodedArray])[];
}

export class ParquetRows {
  readonly #file: AsyncBuffer;
  #scan: ParquetScan | undefined;
  #group: DecodedGroup | undefined;

  constructor(file: AsyncBuffer) {
    this.#file = file;
  }

  /** From a row on, counted over all row groups. Throws DatasetProblem, and whatever the reader throws at what is no Parquet. */
  async from(row: number): Promise<RowTexts> {
    this.#scan ??= await this.#open();
    if (this.#group === undefined || row < this.#group.start || row >= this.#group.end) {
      // What the last one had must not be held while the next is decoded.
      this.#group = undefined;
      this.#group = await decodeGroup(this.#scan, row);
    }
    return this.#group === undefined ? { text: "[]", next: undefined } : textsOf(this.#group, row);
  }

  async #open(): Promise<ParquetScan> {
    await checkFooter(this.#file);
    return parquetScan({ file: this.#file, compressors });
  }
}

async function checkFooter({ byteLength, slice }: AsyncBuffer): Promise<void> {
  if (byteLength < 12) throw new Error("parquet file is too short");
  const end = new DataView(await slice(byteLength - 8, byteLength));
  if (end.getUint32(4, true) === magic && end.getUint32(0, true) > largestFooter)
    throw new DatasetProblem("The footer of the Parquet file is larger than 5 MB.");
}

/** The one that the row is in. Undefined behind the last. */
async function decodeGroup(
  { metadata, readColumn }: ParquetScan,
  row: number,
): Promise<DecodedGroup | undefined> {
  let start = 0;
  for (const group of metadata.row_groups) {
    const end = start + Number(group.num_rows);
    if (row < end) {
      const packed = group.columns.map(({ meta_data }) => Number(meta_data?.total_compressed_size ?? 0));
      const bytes = Math.max(
        Number(group.total_byte_size),
        packed.reduce((sum, each) => sum + each, 0),
      );
      if (bytes > largestRowGroup)
        throw new DatasetProblem("A row group of the Parquet file is larger than 256 MB.");
      if (end - start > mostRows)
        throw new DatasetProblem(`A row group of the Parquet file has more than ${mostRows} rows.`);
      const names = new Set(group.columns.flatMap(({ meta_data }) => meta_data?.path_in_schema[0] ?? []));
      const columns: [string, DecodedArray][] = [];
      for (const name of names)
        columns.push([name, await readColumn({ column: name, rowStart: start, rowEnd: end })]);
      return { start, end, columns };
    }
    start = end;
  }
  return undefined;
}

function textsOf({ start, end, columns }: DecodedGroup, from: number): RowTexts {
  const texts: string[] = [];
  let characters = 0;
  let row = from;
  for (; row < end && texts.length < rowsTogether && characters < mostTogether; row++) {
    const text = JSON.stringify(
      itemOf(Object.fromEntries(columns.map(([name, values]) => [name, values[row - start]]))),
    );
    checkItemLength(text.length);
    texts.push(text);
    characters += text.length;
  }
  return { text: `[${texts.join(",")}]`, next: row };
}

function itemOf(row: Readonly<Record<string, unknown>>): JsonObject {
  const item = jsonOf(row);
  return objectOrEmpty(item);
}

/** Times as ISO 8601, bytes as Base64; whole numbers that a double has not as texts. */
function jsonOf(value: unknown): Json {
  if (value === undefined || value === null) return null;
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (typeof value === "string" || typeof value === "boolean") return value;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (Array.isArray(value) || ArrayBuffer.isView(value))
    return Array.from(value as Iterable<unknown>, jsonOf);
  return Object.fromEntries(Object.entries(value as object).map(([name, member]) => [name, jsonOf(member)]));
}
