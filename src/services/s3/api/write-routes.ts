// Operations that write objects: put, copy and delete.

import { ServiceError } from "../../../aws/service-error.ts";
import type { RawAnswer } from "../../../aws/wire/operation.ts";
import { checkKey } from "../buckets/bucket-names.ts";
import type { Described, ObjectVersion } from "../catalogue/records.ts";
import { children, childText, malformedXml, readXml } from "../documents/read-xml.ts";
import { checkShape, list, optional, required, structure, text } from "../documents/shapes.ts";
import { commitVersion } from "../objects/commit.ts";
import { copyObject as copy } from "../objects/copy.ts";
import { copySource } from "../objects/copy-source.ts";
import { checkBypass, deleteObject as remove } from "../objects/delete.ts";
import { checkCustomerKey, encryptionHeaders } from "../objects/encryption.ts";
import { expirationHeader } from "../objects/expiration.ts";
import { findVersion, versionHeaders } from "../objects/find.ts";
import { receive } from "../objects/receive.ts";
import type { Store } from "../objects/store.ts";
import { nullVersion } from "../objects/version-ids.ts";
import { invalidArgument } from "../refusals.ts";
import { copiedSystemMetadata } from "../system-metadata.ts";
import { incomingBody } from "./body.ts";
import { empty, type Headers, type S3Call, type S3Route, versionOf, xmlAnswer } from "./call.ts";
import { checkCopySource, deleteCondition, writeCondition } from "./conditions.ts";
import { describedObject } from "./described.ts";
import { askedAlgorithm, checkReceived, givenDigests, headerOf, signedBody } from "./digests.ts";

export const isCopy = (_query: URLSearchParams, headers: Headers) =>
  headers["x-amz-copy-source"] !== undefined;
/** A thousand keys of the longest. */
const largestDeletion = 2 * 1024 * 1024;

export function writeRoutes(store: Store): readonly S3Route[] {
  return [
    {
      operation: "PutObject",
      method: "PUT",
      at: "object",
      isStreamed: true,
      accepts: (query, headers) => !isCopy(query, headers),
      handle: (call) => putObject(store, call),
    },
    {
      operation: "CopyObject",
      method: "PUT",
      at: "object",
      accepts: isCopy,
      handle: (call) => copyObject(store, call),
    },
    {
      operation: "DeleteObject",
      method: "DELETE",
      at: "object",
      handle: (call) => deleteObject(store, call),
    },
    {
      operation: "DeleteObjects",
      method: "POST",
      at: "bucket",
      subresource: "delete",
      largestBodyBytes: largestDeletion,
      handle: (call) => deleteObjects(store, call),
    },
  ];
}

async function putObject(store: Store, call: S3Call): Promise<RawAnswer> {
  const { bucket, key, headers, origin } = call;
  store.buckets.get(bucket);
  checkKey(key);
  const condition = writeCondition(headers, key);
  const described = describedObject(headers, store, bucket);
  const given = givenDigests(headers);
  condition?.(store.catalogue.keys(bucket).current(key));
  const { chunks, trailers } = incomingBody(call);
  const algorithm = given.algorithm ?? "CRC64NVME";
  const received = await receive(store.blobs, signedBody(headers, chunks), [algorithm], (all) =>
    checkReceived({ given, trailers, md5Told: "hex" }, all),
  );
  const { segments, size, md5, checksums } = received;
  const value = checksums.get(algorithm) ?? "";
  const version = await commitVersion(
    store,
    {
      ...described,
      ...{ bucket, key, segments, size, etag: md5 },
      checksum: { algorithm, type: "FULL_OBJECT", value },
    },
    { condition, origin },
  );
  return empty(200, writtenHeaders(store, version));
}

/** The id of a version that was made: not of one that takes the place of another. */
function newVersionHeaders(store: Store, version: ObjectVersion): Record<string, string> {
  return version.versionId === nullVersion ? {} : versionHeaders(store, version);
}

/** What is told of an object that was written. */
export function writtenHeaders(store: Store, version: ObjectVersion): Record<string, string> {
  const { etag, encryption, checksum } = version;
  return {
    etag: `"${etag}"`,
    ...encryptionHeaders(encryption),
    ...newVersionHeaders(store, version),
    ...expirationHeader(store, version),
    ...(checksum === undefined
      ? {}
      : { [headerOf(checksum.algorithm)]: checksum.value, "x-amz-checksum-type": checksum.type }),
  };
}

/** The version that a copy is made of. Throws what its conditions and its key do not allow. */
export function sourceOf(store: Store, { headers }: S3Call): ObjectVersion {
  const source = copySource(headers["x-amz-copy-source"] ?? "");
  const version = findVersion(store, source);
  if (isArchived(version, store.clock.now()))
    throw new ServiceError(
      "ObjectNotInActiveTierError",
      "The source object of the COPY operation is not in the active tier and is only stored in Amazon Glacier.",
      { status: 403 },
    );
  checkCustomerKey(
    (header) => headers[header],
    version.encryption,
    "x-amz-copy-source-server-side-encryption-customer",
  );
  checkCopySource(headers, version, store.clock.now());
  return version;
}

const archives = new Set(["GLACIER", "DEEP_ARCHIVE"]);

function isArchived({ storageClass = "", restoredUntil = 0 }: ObjectVersion, now: number): boolean {
  return archives.has(storageClass) && restoredUntil <= now;
}

/** Throws InvalidObjectState for what lies in an archive. */
export function checkReadable(version: ObjectVersion, now: number): void {
  if (!isArchived(version, now)) return;
  throw new ServiceError("InvalidObjectState", "The operation is not valid for the object's storage class", {
    status: 403,
    members: { StorageClass: version.storageClass },
  });
}

async function copyObject(store: Store, call: S3Call): Promise<RawAnswer> {
  const { bucket, key, headers, origin } = call;
  store.buckets.get(bucket);
  checkKey(key);
  const condition = writeCondition(headers, key);
  const source = sourceOf(store, call);
  const asked = describedObject(headers, store, bucket);
  const algorithm = askedAlgorithm(headers);
  const isReplaced =
    directive(headers, "x-amz-metadata-directive", "Unknown metadata directive.") === "REPLACE";
  const takesTags = directive(headers, "x-amz-tagging-directive", "Unknown tagging directive.") === "REPLACE";
  checkChange(store, call, source, isReplaced);
  const described: Described = {
    ...(isReplaced ? asked : copied(source, asked)),
    tags: takesTags ? asked.tags : source.tags,
    ...{ acl: asked.acl, encryption: asked.encryption, lock: asked.lock },
  };
  const version = await copy(store, { bucket, key, source, described, algorithm, condition, origin });
  const { etag, modifiedAt, checksum, encryption } = version;
  return xmlAnswer(
    "CopyObjectResult",
    {
      LastModified: new Date(modifiedAt).toISOString(),
      ETag: `"${etag}"`,
      ...(checksum === undefined
        ? {}
        : { [`Checksum${checksum.algorithm}`]: checksum.value, ChecksumType: checksum.type }),
    },
    {
      ...encryptionHeaders(encryption),
      ...newVersionHeaders(store, version),
      ...expirationHeader(store, version),
      ...sourceVersionHeader(store, source),
    },
  );
}

export function sourceVersionHeader(store: Store, source: ObjectVersion): Record<string, string> {
  const { "x-amz-version-id": id } = versionHeaders(store, source);
  return id === undefined ? {} : { "x-amz-copy-source-version-id": id };
}

/** Throws InvalidArgument. */
function directive(headers: Headers, header: string, message: string): "COPY" | "REPLACE" {
  const value = headers[header] ?? "COPY";
  if (value === "COPY" || value === "REPLACE") return value;
  throw invalidArgument(message, header, value);
}

function copied(source: ObjectVersion, asked: Described): Described {
  const { contentType, metadata } = source;
  return { ...copiedSystemMetadata(source, asked), contentType, metadata };
}

/** What makes of a copy onto itself something else than it was. */
const changing = [
  ...["x-amz-storage-class", "x-amz-website-redirect-location", "x-amz-server-side-encryption"],
  ...["x-amz-server-side-encryption-customer-algorithm", "x-amz-checksum-algorithm"],
];

/** Throws InvalidRequest. */
function checkChange(
  { buckets }: Store,
  { bucket, key, headers }: S3Call,
  source: ObjectVersion,
  isReplaced: boolean,
): void {
  const isItself = source.bucket === bucket && source.key === key;
  // A copy of a version that is named is a new one, also of the newest.
  const isNamed = copySource(headers["x-amz-copy-source"] ?? "").versionId !== undefined;
  if (!isItself || isNamed || isReplaced || changing.some((header) => headers[header] !== undefined)) return;
  if (typeof buckets.setting(bucket, "encryption") === "string") return;
  throw new ServiceError(
    "InvalidRequest",
    "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
  );
}

async function deleteObject(store: Store, call: S3Call): Promise<RawAnswer> {
  const { bucket, key, headers, origin } = call;
  const mayBypass = checkBypass(store, bucket, headers["x-amz-bypass-governance-retention"]);
  const condition = deleteCondition(headers["if-match"], key);
  const deletion = { bucket, key, versionId: versionOf(call), mayBypass, origin, condition };
  const { versionId, isMarker = false } = await remove(store, deletion);
  return empty(204, {
    ...(versionId === undefined || (versionId === "null" && !isMarker && deletion.versionId === undefined)
      ? {}
      : { "x-amz-version-id": versionId }),
    ...(isMarker ? { "x-amz-delete-marker": "true" } : {}),
  });
}

const deletionShape = structure({
  Object: list(
    structure({
      Key: required(text),
      VersionId: optional(text),
      ETag: optional(text),
      LastModifiedTime: optional(text),
      Size: optional(text),
    }),
    { least: 1, most: 1000 },
  ),
  Quiet: optional(text),
});

async function deleteObjects(store: Store, { bucket, headers, body, origin }: S3Call): Promise<RawAnswer> {
  const mayBypass = checkBypass(store, bucket, headers["x-amz-bypass-governance-retention"]);
  store.buckets.get(bucket);
  const document = readXml(body);
  if (document.name !== "Delete") throw malformedXml();
  checkShape(document, deletionShape);
  const objects = children(document, "Object");
  const isQuiet = childText(document, "Quiet") === "true";
  const deleted: object[] = [];
  const failed: object[] = [];
  for (const object of objects) {
    const key = childText(object, "Key") ?? "";
    const named = childText(object, "VersionId");
    const VersionId = named === "" ? undefined : named;
    const asked = { Key: key, ...(VersionId === undefined ? {} : { VersionId }) };
    try {
      const { versionId, isMarker } = await remove(store, {
        bucket,
        key,
        versionId: VersionId,
        mayBypass,
        origin,
        condition: deleteCondition(childText(object, "ETag"), key),
      });
      if (!isQuiet)
        deleted.push({
          ...asked,
          ...(isMarker === true ? { DeleteMarker: true, DeleteMarkerVersionId: versionId } : {}),
        });
    } catch (problem) {
      failed.push({ ...asked, ...failureOf(problem) });
    }
  }
  return xmlAnswer("DeleteResult", { Deleted: deleted, Error: failed });
}

/** A version's id that is none is here as good as one that has gone. */
function failureOf(problem: unknown): { readonly Code: string; readonly Message: string } {
  if (!(problem instanceof ServiceError)) throw problem;
  const { code, message, members } = problem;
  if (members.ArgumentName === "versionId")
    return { Code: "NoSuchVersion", Message: "The specified version does not exist." };
  return { Code: code, Message: message };
}
