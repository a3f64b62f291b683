// The text of an object piece by piece, unpacked if its name says that it is packed.

import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip, createZstdDecompress } from "node:zlib";
import { ServiceError } from "../../../../aws/service-error.ts";
import { DatasetProblem } from "./dataset-problem.ts";
import type { ObjectStore } from "./object-store.ts";

export interface ObjectPlace {
  readonly bucket: string;
  readonly key: string;
}

/** In bytes. */
const mostTogether = 128 * 1024;

const unpackers = {
  gz: createGunzip,
  gzip: createGunzip,
  zst: createZstdDecompress,
  zstd: createZstdDecompress,
};

/** Throws NoSuchBucket, NoSuchKey, or a DatasetProblem if the object cannot be unpacked. */
export async function* objectTexts(objects: ObjectStore, place: ObjectPlace): AsyncGenerator<string> {
  const pieces = objects.openObject(place.bucket, place.key).read();
  // Without a byte order mark.
  const decoder = new TextDecoder();
  for await (const piece of unpacked(pieces, place))
    for (let at = 0; at < piece.length; at += mostTogether)
      yield decoder.decode(piece.subarray(at, at + mostTogether), { stream: true });
  yield decoder.decode();
}

/** In characters: what is read as a whole is in memory several times over. */
const longestWhole = 128 * 1024 * 1024;

/** All of it. Throws DatasetProblem for more than can be held, as a small object may unpack to. */
export async function wholeText(texts: AsyncIterable<string>): Promise<string> {
  const pieces: string[] = [];
  let length = 0;
  for await (const text of texts) {
    pieces.push(text);
    length += text.length;
    if (length > longestWhole)
      throw new DatasetProblem(
        `The file is read as a whole, and has more than the ${longestWhole} characters that are held here.`,
      );
  }
  return pieces.join("");
}

async function* unpacked(
  pieces: AsyncIterable<Uint8Array>,
  { bucket, key }: ObjectPlace,
): AsyncGenerator<Uint8Array> {
  const ending = /\.(gz|gzip|zst|zstd)$/i.exec(key)?.[1]?.toLowerCase();
  if (ending === undefined) return yield* pieces;
  const unpack = unpackers[ending as keyof typeof unpackers]();
  // What is wrong reaches whoever reads what comes out.
  pipeline(Readable.from(pieces), unpack).catch((problem: Error) => unpack.destroy(problem));
  try {
    for await (const piece of unpack) yield piece as Uint8Array;
  } catch (problem) {
    if (problem instanceof ServiceError) throw problem;
    throw new DatasetProblem(
      `The object ${key} in bucket ${bucket} cannot be unpacked: ${(problem as Error).message}`,
    );
  }
}
