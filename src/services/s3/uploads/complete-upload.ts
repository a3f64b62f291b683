// An object is made of its parts: they are held against what the client lists, in AWS's order of checks, and then taken as they lie.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html

import { createHash } from "node:crypto";
import { ServiceError } from "../../../aws/service-error.ts";
import { inSlices } from "../../../time/time-slice.ts";
import type { Segment } from "../blobs/segments.ts";
import type { ObjectVersion, Upload, UploadedPart } from "../catalogue/records.ts";
import {
  type Checksum,
  type ChecksumAlgorithm,
  type ChecksumType,
  checksumOfParts,
} from "../checksums/checksum.ts";
import { commitVersion } from "../objects/commit.ts";
import type { Origin, Store } from "../objects/store.ts";
import { invalidRequest } from "../refusals.ts";
import { algorithmOf, findUpload, type UploadPlace } from "./uploads.ts";

export interface ListedPart {
  readonly number: number;
  /** Without its quotation marks. */
  readonly etag: string;
  readonly checksums: ReadonlyMap<ChecksumAlgorithm, string>;
}

export interface Completion {
  readonly parts: readonly ListedPart[];
  readonly checksumType?: ChecksumType | undefined;
  /** Of the object as a whole. */
  readonly checksum?: { readonly algorithm: ChecksumAlgorithm; readonly value: string } | undefined;
  readonly size?: number | undefined;
  /** Throws if the object that is there now, or that there is none, stands in the way. */
  readonly condition?: ((existing: ObjectVersion | undefined) => void) | undefined;
  readonly origin?: Origin | undefined;
}

const leastPartBytes = 5 * 1024 * 1024;

/**
 * On disk when it resolves. Rejects with NoSuchUpload, InvalidRequest, InvalidPart, InvalidPartOrder, EntityTooSmall, BadDigest, and with what the
 * condition throws.
 */
export async function completeUpload(
  store: Store,
  upload: Upload,
  completion: Completion,
): Promise<ObjectVersion> {
  const parts = checkedParts(store, upload, completion);
  const segments = parts.flatMap((part) => part.segments);
  // While the checksum is computed, another may take a part's place, or the upload may be aborted.
  store.shared.hold(segments);
  try {
    const checksum = await inSlices(checksumOf(upload, parts));
    findUpload(store, { ...upload, uploadId: upload.id });
    checkChecksum(upload, checksum, completion);
    return await commitParts(store, upload, completion, { parts, segments, checksum });
  } finally {
    store.shared.release(segments);
  }
}

/** What an upload that is no more was completed to: a client whose answer was lost asks for it again, and is told the same. */
export function madeBy(
  { catalogue }: Store,
  { bucket, key, uploadId }: UploadPlace,
): ObjectVersion | undefined {
  if (catalogue.upload(uploadId) !== undefined) return undefined;
  for (const version of catalogue.keys(bucket).versions(key))
    if (version.isDeleteMarker !== true && version.uploadId === uploadId) return version;
  return undefined;
}

export function isMadeOf({ etag }: ObjectVersion, parts: readonly ListedPart[]): boolean {
  return etag === etagOf(parts);
}

interface CheckedParts {
  readonly parts: readonly UploadedPart[];
  readonly segments: readonly Segment[];
  readonly checksum: Checksum | undefined;
}

async function commitParts(
  store: Store,
  upload: Upload,
  completion: Completion,
  { parts, segments, checksum }: CheckedParts,
): Promise<ObjectVersion> {
  const size = parts.reduce((sum, part) => sum + part.size, 0);
  if (completion.size !== undefined && completion.size !== size)
    throw invalidRequest(
      `The provided 'x-amz-mp-object-size' header value ${completion.size} does not match what was computed: ${size}`,
    );
  const { bucket, key, described } = upload;
  const version = await commitVersion(
    store,
    {
      ...described,
      ...{ bucket, key, size, checksum, etag: etagOf(parts), segments, uploadId: upload.id },
      parts: parts.map((part, index) => ({
        number: index + 1,
        size: part.size,
        ...(upload.checksum === undefined ? {} : { checksum: part.checksum }),
      })),
    },
    {
      condition: completion.condition,
      event: "ObjectCreated:CompleteMultipartUpload",
      origin: completion.origin,
    },
  );
  // Should it not come to that, the upload is there once more, and can be aborted.
  store.catalogue.endUpload(upload.id);
  await store.catalogue.committed().catch(() => undefined);
  return version;
}

function checkedParts(store: Store, upload: Upload, completion: Completion): readonly UploadedPart[] {
  const { parts: listed, checksumType } = completion;
  if (listed.length === 0) throw invalidRequest("You must specify at least one part");
  if (checksumType !== undefined && checksumType !== upload.checksum?.type)
    throw invalidRequest(
      `The upload was created using the ${upload.checksum?.type ?? "null"} checksum mode. The complete request must use the same checksum mode.`,
    );
  if (listed.some(({ number }, index) => index > 0 && number <= (listed[index - 1]?.number ?? 0)))
    throw new ServiceError(
      "InvalidPartOrder",
      "The list of parts was not in ascending order. Parts must be ordered by part number.",
      { members: { UploadId: upload.id } },
    );
  const uploaded = store.catalogue.parts(upload.id);
  const parts = listed.map((part) => checkedPart(upload, part, uploaded.get(part.number)));
  for (const { number, size, etag } of parts.slice(0, -1)) {
    if (size >= leastPartBytes) continue;
    throw new ServiceError(
      "EntityTooSmall",
      "Your proposed upload is smaller than the minimum allowed size",
      { members: { ETag: etag, MinSizeAllowed: leastPartBytes, PartNumber: number, ProposedSize: size } },
    );
  }
  return parts;
}

function checkedPart(upload: Upload, listed: ListedPart, part: UploadedPart | undefined): UploadedPart {
  const { number, etag, checksums } = listed;
  if (part === undefined || part.etag !== etag) throw invalidPart(upload, listed);
  const { checksum } = upload;
  if (checksum === undefined) {
    if (checksums.size > 0) throw invalidPart(upload, listed);
    return part;
  }
  const given = checksums.get(checksum.algorithm);
  const [other] = [...checksums.keys()].filter((algorithm) => algorithm !== checksum.algorithm);
  if (given === undefined && other !== undefined)
    throw badDigest(
      `The ${other.toLowerCase()} you specified for part ${number} did not match what we received.`,
    );
  if (given !== undefined && given !== part.checksum) throw invalidPart(upload, listed);
  if (given === undefined && checksum.type === "COMPOSITE")
    throw invalidRequest(
      `The upload was created using a ${checksum.algorithm.toLowerCase()} checksum. The complete request must include the checksum for each part. It was missing for part ${number} in the request.`,
    );
  return part;
}

/** None is told of an object that only its owner's key opens, unless it was asked for. */
function* checksumOf(upload: Upload, parts: readonly UploadedPart[]): Generator<void, Checksum | undefined> {
  if (upload.checksum === undefined && upload.described.encryption?.customerKeyMd5 !== undefined)
    return undefined;
  const type = upload.checksum?.type ?? "FULL_OBJECT";
  return yield* checksumOfParts(
    algorithmOf(upload),
    type,
    parts.map(({ size, checksum = "" }) => ({ size, digest: checksum })),
  );
}

function checkChecksum(
  upload: Upload,
  computed: Checksum | undefined,
  { checksum: given, checksumType }: Completion,
): void {
  // An upload that was begun without a checksum takes no notice of one.
  if (upload.checksum === undefined || computed === undefined || given === undefined) return;
  const { algorithm, type, value } = computed;
  const isSame =
    given.algorithm === algorithm &&
    (given.value === value ||
      (type === "COMPOSITE" && given.value === value.slice(0, value.lastIndexOf("-")))) &&
    (type === "COMPOSITE" || checksumType === "FULL_OBJECT");
  if (!isSame)
    throw badDigest(`The ${algorithm.toLowerCase()} you specified did not match the calculated checksum.`);
}

function etagOf(parts: readonly { readonly etag: string }[]): string {
  const md5 = createHash("md5");
  for (const { etag } of parts) md5.update(Buffer.from(etag, "hex"));
  return `${md5.digest("hex")}-${parts.length}`;
}

function invalidPart(upload: Upload, { number, etag }: ListedPart): ServiceError {
  return new ServiceError(
    "InvalidPart",
    "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
    { members: { ETag: etag, PartNumber: number, UploadId: upload.id } },
  );
}

function badDigest(message: string): ServiceError {
  return new ServiceError("BadDigest", message);
}
