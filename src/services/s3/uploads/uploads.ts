// Uploads in parts: each part is on disk once it is acknowledged, and the object is made of them without being copied.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html

import { randomBytes } from "node:crypto";
import { ServiceError } from "../../../aws/service-error.ts";
import type { ObjectVersion, Upload, UploadedPart } from "../catalogue/records.ts";
import type { ChecksumAlgorithm } from "../checksums/checksum.ts";
import { kept } from "../internal-error.ts";
import { digestSpan, segmentsWithin } from "../objects/copy.ts";
import type { ByteSpan } from "../objects/read.ts";
import { type Received, receive } from "../objects/receive.ts";
import type { Store } from "../objects/store.ts";

export type NewUpload = Omit<Upload, "id" | "order" | "startedAt" | "isOvertaken">;

/** On disk when it resolves. */
export async function startUpload(store: Store, upload: NewUpload): Promise<Upload> {
  const { catalogue, clock } = store;
  const id = randomBytes(72).toString("base64url");
  const started: Upload = { ...upload, id, order: catalogue.nextOrder(), startedAt: clock.now() };
  await kept(() => catalogue.putUpload(started));
  await kept(catalogue.committed());
  return started;
}

export interface UploadPlace {
  readonly bucket: string;
  readonly key: string;
  readonly uploadId: string;
}

/** Throws NoSuchBucket or NoSuchUpload. */
export function findUpload({ buckets, catalogue }: Store, { bucket, key, uploadId }: UploadPlace): Upload {
  buckets.get(bucket);
  const upload = catalogue.upload(uploadId);
  if (upload?.bucket === bucket && upload.key === key) return upload;
  throw noSuchUpload(uploadId);
}

function noSuchUpload(uploadId: string): ServiceError {
  return new ServiceError(
    "NoSuchUpload",
    "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.",
    { status: 404, members: { UploadId: uploadId } },
  );
}

/** What a part of the upload bears, whether the client is told of it or not. */
export function algorithmOf({ checksum }: Upload): ChecksumAlgorithm {
  return checksum?.algorithm ?? "CRC64NVME";
}

export interface NewPart {
  readonly number: number;
  readonly chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
  /** What is computed beside the checksum of the upload, to be held against what the client says. */
  readonly algorithms: readonly ChecksumAlgorithm[];
  readonly check: (received: Received) => void;
}

/** On disk when it resolves. Rejects with what `receive` rejects with. */
export async function putPart(
  store: Store,
  upload: Upload,
  { number, chunks, algorithms, check }: NewPart,
): Promise<{ readonly part: UploadedPart; readonly received: Received }> {
  const algorithm = algorithmOf(upload);
  const computed = [...new Set([algorithm, ...algorithms])];
  const received = await receive(store.blobs, chunks, computed, check);
  const { segments, size, md5, checksums } = received;
  const part = await commitPart(store, {
    ...{ uploadId: upload.id, number, size, etag: md5, segments },
    checksum: checksums.get(algorithm),
  });
  return { part, received };
}

/** A part that is copied from an object, or from a range of it. */
export async function copyPart(
  store: Store,
  upload: Upload,
  {
    number,
    source,
    span,
  }: { readonly number: number; readonly source: ObjectVersion; readonly span: ByteSpan },
): Promise<UploadedPart> {
  const { md5, checksum } = await digestSpan(store, source, span, algorithmOf(upload));
  return commitPart(store, {
    ...{ uploadId: upload.id, number, size: span.end - span.start, etag: md5, checksum },
    segments: segmentsWithin(source, span),
  });
}

async function commitPart(store: Store, part: Omit<UploadedPart, "modifiedAt">): Promise<UploadedPart> {
  const { catalogue, shared, clock } = store;
  shared.hold(part.segments);
  try {
    // The upload may have ended while its part came in.
    if (catalogue.upload(part.uploadId) === undefined) throw noSuchUpload(part.uploadId);
    const committed = { ...part, modifiedAt: clock.now() };
    await kept(() => catalogue.putPart(committed));
    await kept(catalogue.committed());
    return committed;
  } finally {
    shared.release(part.segments);
  }
}

export async function abortUpload({ catalogue }: Store, upload: Upload): Promise<void> {
  catalogue.endUpload(upload.id);
  // A full disk is no reason to keep what makes it so.
  await catalogue.committed().catch(() => undefined);
}
