// The text of an object, unpacked if its name says that it is packed.

import { promisify } from "node:util";
import { gunzip, zstdDecompress } from "node:zlib";
import { DatasetProblem } from "./dataset-problem.ts";
import type { ObjectStore } from "./object-store.ts";

export interface ObjectPlace {
  readonly bucket: string;
  readonly key: string;
}

const [unzip, unzstd] = [promisify(gunzip), promisify(zstdDecompress)];

const unpackers: Readonly<Record<string, (packed: Uint8Array) => Promise<Uint8Array>>> = {
  gz: unzip,
  gzip: unzip,
  zst: unzstd,
  zstd: unzstd,
};

/** Throws NoSuchBucket, NoSuchKey, or a DatasetProblem if the object cannot be unpacked. */
export async function readText(objects: ObjectStore, { bucket, key }: ObjectPlace): Promise<string> {
  const { bytes } = await objects.getObject(bucket, key);
  const unpack = unpackers[/\.(gz|gzip|zst|zstd)$/i.exec(key)?.[1]?.toLowerCase() ?? ""];
  if (unpack === undefined) return textOf(bytes);
  try {
    return textOf(await unpack(bytes));
  } catch (problem) {
    throw new DatasetProblem(
      `The object ${key} in bucket ${bucket} cannot be unpacked: ${(problem as Error).message}`,
    );
  }
}

/** Without a byte order mark. */
function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
