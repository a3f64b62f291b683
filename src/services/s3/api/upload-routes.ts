// Uploads in parts, on the wire.

import { ServiceError } from "../../../aws/service-error.ts";
import type { RawAnswer } from "../../../aws/wire/operation.ts";
import { inSlices } from "../../../time/time-slice.ts";
import { checkKey } from "../buckets/bucket-names.ts";
import type { ObjectVersion, Upload } from "../catalogue/records.ts";
import { type ChecksumAlgorithm, type ChecksumType, checksumAlgorithms } from "../checksums/checksum.ts";
import { encodedKey } from "../notifications/event-record.ts";
import { checkCustomerKey, defaultEncryption, encryptionHeaders } from "../objects/encryption.ts";
import type { ByteSpan } from "../objects/read.ts";
import type { Store } from "../objects/store.ts";
import { invalidArgument } from "../refusals.ts";
import { completeUpload as complete, isMadeOf, madeBy } from "../uploads/complete-upload.ts";
import { abortUpload, copyPart as copy, findUpload, putPart, startUpload } from "../uploads/uploads.ts";
import { incomingBody } from "./body.ts";
import { empty, type S3Call, type S3Route, xmlAnswer } from "./call.ts";
import { writeCondition } from "./conditions.ts";
import { describedObject } from "./described.ts";
import { askedAlgorithm, askedType, checkReceived, givenDigests, headerOf, signedBody } from "./digests.ts";
import { listedParts } from "./listed-parts.ts";
import { checksumOfPart, listParts, listUploads } from "./told-uploads.ts";
import { isCopy, sourceOf, sourceVersionHeader, writtenHeaders } from "./write-routes.ts";

/** Without a part an address is the upload itself, into which nothing is put. */
const isOfPart = (query: URLSearchParams) => query.has("partNumber");

/** Ten thousand parts with their tags and checksums. */
const largestCompletion = 4 * 1024 * 1024;

export function uploadRoutes(store: Store): readonly S3Route[] {
  return [
    {
      operation: "UploadPart",
      method: "PUT",
      at: "object",
      subresource: "uploadId",
      isStreamed: true,
      accepts: (query, headers) => isOfPart(query) && !isCopy(query, headers),
      handle: (call) => uploadPart(store, call),
    },
    {
      operation: "UploadPartCopy",
      method: "PUT",
      at: "object",
      subresource: "uploadId",
      accepts: (query, headers) => isOfPart(query) && isCopy(query, headers),
      handle: (call) => copyPart(store, call),
    },
    {
      operation: "CreateMultipartUpload",
      method: "POST",
      at: "object",
      subresource: "uploads",
      handle: (call) => createUpload(store, call),
    },
    {
      operation: "CompleteMultipartUpload",
      method: "POST",
      at: "object",
      subresource: "uploadId",
      largestBodyBytes: largestCompletion,
      handle: (call) => completeUpload(store, call),
    },
    {
      operation: "AbortMultipartUpload",
      method: "DELETE",
      at: "object",
      subresource: "uploadId",
      async handle(call) {
        await abortUpload(store, uploadOf(store, call));
        return empty(204);
      },
    },
    {
      operation: "ListParts",
      method: "GET",
      at: "object",
      subresource: "uploadId",
      handle: (call) => listParts(store, call, uploadOf(store, call)),
    },
    {
      operation: "ListMultipartUploads",
      method: "GET",
      at: "bucket",
      subresource: "uploads",
      handle: (call) => listUploads(store, call),
    },
  ];
}

function uploadOf(store: Store, call: S3Call): Upload {
  return findUpload(store, placeOf(call));
}

function placeOf({ bucket, key, query }: S3Call) {
  return { bucket, key, uploadId: query.get("uploadId") ?? "" };
}

async function createUpload(store: Store, { bucket, key, headers }: S3Call): Promise<RawAnswer> {
  store.buckets.get(bucket);
  checkKey(key);
  const described = describedObject(headers, store, bucket);
  const checksum = askedChecksum(askedAlgorithm(headers), askedType(headers));
  const encryption = described.encryption ?? defaultEncryption(store, bucket);
  const upload = await startUpload(store, { bucket, key, checksum, described: { ...described, encryption } });
  return xmlAnswer(
    "InitiateMultipartUploadResult",
    { Bucket: bucket, Key: key, UploadId: upload.id },
    {
      ...encryptionHeaders(encryption),
      ...(checksum === undefined
        ? {}
        : { "x-amz-checksum-algorithm": checksum.algorithm, "x-amz-checksum-type": checksum.type }),
    },
  );
}

/** Throws InvalidRequest for what does not go together. */
function askedChecksum(
  algorithm: ChecksumAlgorithm | undefined,
  type: ChecksumType | undefined,
): Upload["checksum"] {
  if (algorithm === undefined) {
    if (type === undefined) return undefined;
    throw new ServiceError(
      "InvalidRequest",
      "The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.",
    );
  }
  const onlyType =
    algorithm === "CRC64NVME" ? "FULL_OBJECT" : algorithm.startsWith("SHA") ? "COMPOSITE" : undefined;
  if (type !== undefined && onlyType !== undefined && type !== onlyType)
    throw new ServiceError(
      "InvalidRequest",
      `The ${type} checksum type cannot be used with the ${algorithm.toLowerCase()} checksum algorithm.`,
    );
  return { algorithm, type: type ?? onlyType ?? "COMPOSITE" };
}

function partNumberOf({ query }: S3Call): number {
  const text = query.get("partNumber") ?? "";
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= 1 && number <= 10_000) return number;
  throw invalidArgument("Part number must be an integer between 1 and 10000, inclusive", "partNumber", text);
}

async function uploadPart(store: Store, call: S3Call): Promise<RawAnswer> {
  const { headers } = call;
  const upload = uploadOf(store, call);
  const number = partNumberOf(call);
  const given = givenDigests(headers);
  const { checksum, described } = upload;
  if (
    checksum !== undefined &&
    given.algorithm !== checksum.algorithm &&
    (given.algorithm !== undefined || checksum.type === "COMPOSITE")
  )
    throw new ServiceError(
      "InvalidRequest",
      `Checksum Type mismatch occurred, expected checksum Type: ${checksum.algorithm.toLowerCase()}, actual checksum Type: ${given.algorithm?.toLowerCase() ?? "null"}`,
    );
  checkCustomerKey((header) => headers[header], described.encryption);
  const { chunks, trailers } = incomingBody(call);
  const { algorithm } = given;
  const { part, received } = await putPart(store, upload, {
    number,
    chunks: signedBody(headers, chunks),
    algorithms: algorithm === undefined ? [] : [algorithm],
    check: (all) => checkReceived({ given, trailers, md5Told: "base64" }, all),
  });
  return empty(200, {
    etag: `"${part.etag}"`,
    ...encryptionHeaders(described.encryption),
    ...(algorithm === undefined ? {} : { [headerOf(algorithm)]: received.checksums.get(algorithm) ?? "" }),
  });
}

async function copyPart(store: Store, call: S3Call): Promise<RawAnswer> {
  const upload = uploadOf(store, call);
  const number = partNumberOf(call);
  const source = sourceOf(store, call);
  const span = copiedRange(call.headers["x-amz-copy-source-range"], source.size);
  const part = await copy(store, upload, { number, source, span });
  return xmlAnswer(
    "CopyPartResult",
    {
      ETag: `"${part.etag}"`,
      LastModified: new Date(part.modifiedAt).toISOString(),
      ...checksumOfPart(upload, part),
    },
    { ...encryptionHeaders(upload.described.encryption), ...sourceVersionHeader(store, source) },
  );
}

/** Throws InvalidArgument or InvalidRequest. */
function copiedRange(header: string | undefined, size: number): ByteSpan {
  if (header === undefined) return { start: 0, end: size };
  const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(header) ?? [];
  const [first, last] = [Number(from), Number(to)];
  const name = "x-amz-copy-source-range";
  if (from === undefined || last < first)
    throw invalidArgument(
      "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy",
      ...([name, header] as const),
    );
  if (first >= size)
    throw new ServiceError(
      "InvalidRequest",
      "The specified copy range is invalid for the source object size",
    );
  if (last >= size)
    throw invalidArgument(`Range specified is not valid for source object of size: ${size}`, name, header);
  return { start: first, end: last + 1 };
}

async function completeUpload(store: Store, call: S3Call): Promise<RawAnswer> {
  return completedAnswer(store, call, (await completedBefore(store, call)) ?? (await completed(store, call)));
}

async function completedBefore(store: Store, call: S3Call): Promise<ObjectVersion | undefined> {
  const version = madeBy(store, placeOf(call));
  if (version === undefined) return undefined;
  return isMadeOf(version, await inSlices(listedParts(call.body))) ? version : undefined;
}

async function completed(store: Store, call: S3Call): Promise<ObjectVersion> {
  const { key, headers, body, origin } = call;
  const upload = uploadOf(store, call);
  const condition = writeCondition(headers, key, upload);
  const size = headers["x-amz-mp-object-size"];
  const algorithm = checksumAlgorithms.find((each) => headers[headerOf(each)] !== undefined);
  return complete(store, upload, {
    parts: await inSlices(listedParts(body)),
    checksumType: askedType(headers),
    checksum: algorithm === undefined ? undefined : { algorithm, value: headers[headerOf(algorithm)] ?? "" },
    size: size === undefined ? undefined : Number(size),
    ...{ condition, origin },
  });
}

function completedAnswer(store: Store, { bucket, key, host }: S3Call, version: ObjectVersion): RawAnswer {
  const { checksum, etag } = version;
  const { etag: _, ...told } = writtenHeaders(store, version);
  const isCustomers = version.encryption?.customerKeyMd5 !== undefined;
  return xmlAnswer(
    "CompleteMultipartUploadResult",
    {
      Location: `http://${host}/${bucket}/${encodedKey(key)}`,
      Bucket: bucket,
      Key: key,
      ETag: `"${etag}"`,
      ...(checksum === undefined
        ? {}
        : { [`Checksum${checksum.algorithm}`]: checksum.value, ChecksumType: checksum.type }),
    },
    Object.fromEntries(
      Object.entries(told).filter(
        ([name]) => !name.startsWith("x-amz-checksum") && !(isCustomers && name.includes("encryption")),
      ),
    ),
  );
}
