// Parquet: an item for each row, read a row group at a time, and of that some rows at a time.

import type { Json } from "../../../../aws/json.ts";
import { ServiceError } from "../../../../aws/service-error.ts";
import { jsonInPieces } from "../../../../aws/wire/json-in-pieces.ts";
import { inSlices } from "../../../../time/time-slice.ts";
import { DatasetProblem } from "./dataset-problem.ts";
import type { ItemChunks } from "./item-chunk.ts";
import type { ObjectStore, ReadObjects } from "./object-store.ts";
import type { ObjectPlace } from "./object-texts.ts";
import { type DecodedRows, ParquetDecoder, type ParquetFile } from "./parquet-decoder.ts";

/** Throws NoSuchBucket, NoSuchKey, and DatasetProblem for what is no Parquet. */
export async function* parquetItems({ objects, signal }: ReadObjects, place: ObjectPlace): ItemChunks {
  const decoder = new ParquetDecoder(fileOf(objects, place), signal);
  try {
    let from: number | undefined = 0;
    while (from !== undefined) {
      const rows: DecodedRows = await understood(place, decoder.rows(from));
      yield { items: await understood(place, parsedRows(rows.text)) };
      from = rows.next;
    }
  } finally {
    decoder.close();
  }
}

/** Rejects for rows with JSON in them that is too deep. */
async function parsedRows(text: string): Promise<Json[]> {
  const bounds = { effort: Number.POSITIVE_INFINITY, isShallow: true };
  return (await inSlices(jsonInPieces(Buffer.from(text), bounds))) as Json[];
}

/** Throws DatasetProblem for an object that has become another meanwhile. */
function fileOf(objects: ObjectStore, { bucket, key }: ObjectPlace): ParquetFile {
  const { etag, size } = objects.openObject(bucket, key);
  return {
    byteLength: size,
    async *read(span) {
      const now = objects.openObject(bucket, key);
      if (now.etag !== etag)
        throw new DatasetProblem(`The object ${key} in bucket ${bucket} was changed while it was read.`);
      yield* now.read(span);
    },
  };
}

/** What the reader finds wrong is wrong with the file. */
async function understood<Value>({ bucket, key }: ObjectPlace, reading: Promise<Value>): Promise<Value> {
  try {
    return await reading;
  } catch (problem) {
    if (problem instanceof DatasetProblem || problem instanceof ServiceError) throw problem;
    throw new DatasetProblem(
      `The object ${key} in bucket ${bucket} cannot be read as Parquet: ${(problem as Error).message}`,
    );
  }
}
