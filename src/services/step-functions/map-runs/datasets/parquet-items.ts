// Parquet: an item for each row, read a row group at a time, and of that some rows at a time.
// https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html, "Parquet"

import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from "node:zlib";
import type { AsyncBuffer } from "hyparquet";
import { isJsonObject, type Json, type JsonObject } from "../../../../aws/json.ts";
import { ServiceError } from "../../../../aws/service-error.ts";
import { DatasetProblem } from "./dataset-problem.ts";
import type { ItemChunks } from "./item-chunk.ts";
import type { ObjectStore, OpenObject } from "./object-store.ts";
import type { ObjectPlace } from "./object-texts.ts";

/** AWS's quotas: "a row group up to 256 MB", "a footer up to 5 MB". */
const largestRowGroup = 256 * 1024 * 1024;
const largestFooter = 5 * 1024 * 1024;
const rowsTogether = 1000;
/** More rows of one group are a mistake in its count. */
const mostRows = 10_000_000;
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

/** Throws NoSuchBucket, NoSuchKey, and DatasetProblem for what is no Parquet. */
export async function* parquetItems(objects: ObjectStore, place: ObjectPlace): ItemChunks {
  // Loaded once somebody has such a file.
  const { parquetMetadataAsync, parquetReadObjects } = await import("hyparquet");
  const object = objects.openObject(place.bucket, place.key);
  const file = fileOf(objects, object, place);
  const metadata = await understood(place, async () => {
    await checkFooter(file);
    return parquetMetadataAsync(file);
  });
  let start = 0;
  for (const group of metadata.row_groups) {
    if (Number(group.total_byte_size) > largestRowGroup)
      throw new DatasetProblem("A row group of the Parquet file is larger than 256 MB.");
    if (Number(group.num_rows) > mostRows)
      throw new DatasetProblem(`A row group of the Parquet file has more than ${mostRows} rows.`);
    const end = start + Number(group.num_rows);
    const options = { file, metadata, compressors };
    const rows = await understood(place, () =>
      parquetReadObjects({ ...options, rowStart: start, rowEnd: end }),
    );
    for (let at = 0; at < rows.length; at += rowsTogether)
      yield { items: rows.slice(at, at + rowsTogether).map(itemOf) };
    start = end;
  }
}

/** Throws DatasetProblem for an object that has become another meanwhile. */
function fileOf(objects: ObjectStore, { etag, size }: OpenObject, { bucket, key }: ObjectPlace): AsyncBuffer {
  return {
    byteLength: size,
    async slice(start, end = size) {
      const now = objects.openObject(bucket, key);
      if (now.etag !== etag)
        throw new DatasetProblem(`The object ${key} in bucket ${bucket} was changed while it was read.`);
      return bytesOf(now.read({ start: Math.max(0, start), end: Math.min(end, size) }));
    },
  };
}

async function bytesOf(pieces: AsyncIterable<Uint8Array>): Promise<ArrayBuffer> {
  const all: Uint8Array[] = [];
  // A piece may be written over once the next is asked for.
  for await (const piece of pieces) all.push(Uint8Array.from(piece));
  return Uint8Array.from(all.length === 1 && all[0] !== undefined ? all[0] : Buffer.concat(all)).buffer;
}

async function checkFooter({ byteLength, slice }: AsyncBuffer): Promise<void> {
  if (byteLength < 12) throw new Error("parquet file is too short");
  const end = new DataView(await slice(byteLength - 8, byteLength));
  if (end.getUint32(4, true) === magic && end.getUint32(0, true) > largestFooter)
    throw new DatasetProblem("The footer of the Parquet file is larger than 5 MB.");
}

/** What the reader finds wrong is wrong with the file. */
async function understood<Value>({ bucket, key }: ObjectPlace, read: () => Promise<Value>): Promise<Value> {
  try {
    return await read();
  } catch (problem) {
    if (problem instanceof DatasetProblem || problem instanceof ServiceError) throw problem;
    throw new DatasetProblem(
      `The object ${key} in bucket ${bucket} cannot be read as Parquet: ${(problem as Error).message}`,
    );
  }
}

function itemOf(row: Readonly<Record<string, unknown>>): JsonObject {
  const item = jsonOf(row);
  return isJsonObject(item) ? item : {};
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
