// Copies. A copy shares its bytes with its source: they are read only where the copy is to bear a digest that the source has not.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html

import { createHash } from "node:crypto";
import { ServiceError } from "../../../aws/service-error.ts";
import type { Segment } from "../blobs/segments.ts";
import type { Described, ObjectVersion } from "../catalogue/records.ts";
import { type Checksum, type ChecksumAlgorithm, digester } from "../checksums/checksum.ts";
import { internalError } from "../internal-error.ts";
import { type Commit, commitVersion } from "./commit.ts";
import { type ByteSpan, readPieces } from "./read.ts";
import type { Store } from "./store.ts";

export interface Copy extends Commit {
  readonly bucket: string;
  readonly key: string;
  readonly source: ObjectVersion;
  readonly described: Described;
  /** @default that of the source */
  readonly algorithm?: ChecksumAlgorithm | undefined;
}

const largestCopy = 5 * 1024 ** 3;

/** Rejects with InvalidRequest, and with what `commitVersion` rejects with. */
export async function copyObject(store: Store, copy: Copy): Promise<ObjectVersion> {
  const { bucket, key, source, described } = copy;
  if (source.size > largestCopy)
    throw new ServiceError(
      "InvalidRequest",
      `The specified copy source is larger than the maximum allowable size for a copy source: ${largestCopy}`,
    );
  const { md5, checksum } = await digestsOf(store, source, copy.algorithm);
  return commitVersion(
    store,
    {
      ...described,
      ...{ bucket, key, checksum, size: source.size, etag: md5, segments: source.segments },
    },
    { event: "ObjectCreated:Copy", ...copy },
  );
}

interface Digests {
  /** In hexadecimal. */
  readonly md5: string;
  readonly checksum: Checksum;
}

async function digestsOf(
  store: Store,
  source: ObjectVersion,
  asked: ChecksumAlgorithm | undefined,
): Promise<Digests> {
  const { etag, checksum, size } = source;
  const algorithm = asked ?? checksum?.algorithm ?? "CRC64NVME";
  const known = checksum?.algorithm === algorithm && checksum.type === "FULL_OBJECT" ? checksum : undefined;
  if (known !== undefined && !etag.includes("-")) return { md5: etag, checksum: known };
  const read = await digestSpan(store, source, { start: 0, end: size }, algorithm);
  return { md5: read.md5, checksum: known ?? { algorithm, type: "FULL_OBJECT", value: read.checksum } };
}

/** Reads a part of an object for its digests. */
export async function digestSpan(
  store: Store,
  source: ObjectVersion,
  span: ByteSpan,
  algorithm: ChecksumAlgorithm,
): Promise<{ readonly md5: string; readonly checksum: string }> {
  const md5 = createHash("md5");
  const digest = digester(algorithm);
  try {
    for await (const piece of readPieces(store, source, span)) {
      md5.update(piece);
      digest.update(piece);
    }
  } catch (problem) {
    throw problem instanceof ServiceError ? problem : internalError(problem);
  }
  return { md5: md5.digest("hex"), checksum: digest.digest() };
}

/** The segments of a part of an object. */
export function segmentsWithin({ segments }: ObjectVersion, { start, end }: ByteSpan): readonly Segment[] {
  const within: Segment[] = [];
  let at = 0;
  for (const segment of segments) {
    const from = Math.max(start - at, 0);
    const to = Math.min(end - at, segment.size);
    at += segment.size;
    if (from >= to) continue;
    const isWhole = from === 0 && to === segment.size;
    within.push(
      isWhole ? segment : { blob: segment.blob, at: segment.at + from, size: to - from, md5: undefined },
    );
  }
  return within;
}
