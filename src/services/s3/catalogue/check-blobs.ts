// Holds the catalogue against the blobs when both are opened: what it names must be there and long enough. What belongs to nothing is
// what a crash left of an upload, and is swept away. Bytes are checked when they are read, and by a repair.

import { createHash } from "node:crypto";
import { met, type Repair } from "../../../storage/damage.ts";
import type { Blobs } from "../blobs/blobs.ts";
import { givePiece, takePiece } from "../blobs/pieces.ts";
import { damageOf, type Segment, type SharedBlobs } from "../blobs/segments.ts";
import type { Buckets } from "../buckets/buckets.ts";
import { type Catalogue, segmentsOf } from "./catalogue.ts";

export interface BlobCheck {
  readonly blobs: Blobs;
  readonly shared: SharedBlobs;
  readonly catalogue: Catalogue;
  readonly buckets: Buckets;
  readonly repair: Repair | undefined;
}

/** Throws DamagedFile unless a repair is under way. */
export async function checkBlobs(check: BlobCheck): Promise<void> {
  const { blobs, shared, catalogue, buckets, repair } = check;
  for (const version of catalogue.versions) {
    // What was said of a bucket may be lost to a repair; its objects are not.
    if (!buckets.has(version.bucket)) buckets.put({ name: version.bucket, settings: {}, createdAt: 0 });
    const owner = `the object ${version.key} of the bucket ${version.bucket}`;
    if (!(await isWhole(check, segmentsOf(version), owner))) catalogue.remove(version);
  }
  for (const upload of catalogue.uploads) {
    const owner = `a part of an upload of ${upload.key} to the bucket ${upload.bucket}`;
    for (const { segments } of catalogue.parts(upload.id).values()) {
      if (await isWhole(check, segments, owner)) continue;
      catalogue.endUpload(upload.id);
      break;
    }
  }
  // What a damaged catalogue no longer names is kept: it may be all that is left of something.
  if (repair !== undefined) await Promise.all([catalogue.committed(), buckets.book.committed()]);
  else for (const id of blobs.ids()) if (!shared.isHeld(id)) await blobs.remove(id);
}

async function isWhole(
  { blobs, repair }: BlobCheck,
  segments: readonly Segment[],
  owner: string,
): Promise<boolean> {
  for (const segment of segments) {
    const size = blobs.sizeOf(segment.blob);
    const problem =
      size === undefined
        ? "the file is missing"
        : size < segment.at + segment.size
          ? `it ends after ${size} bytes, and ${owner} has ${segment.at + segment.size}`
          : repair !== undefined && !(await hasItsBytes(blobs, segment))
            ? "its bytes do not have their MD5"
            : undefined;
    if (problem === undefined) continue;
    met(damageOf(blobs, segment, problem, owner), repair);
    return false;
  }
  return true;
}

async function hasItsBytes(blobs: Blobs, { blob, at, size, md5 }: Segment): Promise<boolean> {
  if (md5 === undefined) return true;
  const hash = createHash("md5");
  const buffers = [takePiece(), takePiece()] as const;
  for await (const piece of blobs.read(blob, at, at + size, buffers)) hash.update(piece);
  buffers.forEach(givePiece);
  return hash.digest("hex") === md5;
}
