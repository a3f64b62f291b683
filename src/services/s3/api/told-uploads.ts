// Uploads and their parts, as they are listed.

import type { RawAnswer } from "../../../aws/wire/operation.ts";
import type { Upload, UploadedPart } from "../catalogue/records.ts";
import { listUploads as pageOfUploads } from "../listings/list-uploads.ts";
import { ownerId } from "../objects/acl.ts";
import type { Store } from "../objects/store.ts";
import { invalidArgument } from "../refusals.ts";
import { countOf, type S3Call, xmlAnswer } from "./call.ts";
import { encodingOf } from "./list-routes.ts";

function initiatorOf(store: Store): { readonly ID: string; readonly DisplayName: string } {
  const { partition, accountId } = store.identity;
  return { ID: `arn:${partition}:iam::${accountId}:root`, DisplayName: "root" };
}

export function listParts(store: Store, { bucket, key, query }: S3Call, upload: Upload): RawAnswer {
  const most = Math.min(countOf(query, "max-parts", 1000), 1000);
  const marker = countOf(query, "part-number-marker", 0);
  const behind = [...store.catalogue.parts(upload.id).values()]
    .filter(({ number }) => number > marker)
    .sort((a, b) => a.number - b.number);
  const page = behind.slice(0, most);
  const { checksum } = upload;
  return xmlAnswer("ListPartsResult", {
    ...{ Bucket: bucket, Key: key, UploadId: upload.id },
    Initiator: initiatorOf(store),
    Owner: { ID: ownerId(store) },
    StorageClass: upload.described.storageClass ?? "STANDARD",
    PartNumberMarker: marker,
    NextPartNumberMarker: page.at(-1)?.number ?? 0,
    MaxParts: most,
    IsTruncated: behind.length > page.length,
    ...(checksum === undefined ? {} : { ChecksumAlgorithm: checksum.algorithm, ChecksumType: checksum.type }),
    Part: page.map((part) => ({
      PartNumber: part.number,
      LastModified: new Date(part.modifiedAt).toISOString(),
      ETag: `"${part.etag}"`,
      Size: part.size,
      ...checksumOfPart(upload, part),
    })),
  });
}

export function listUploads(store: Store, { bucket, query }: S3Call): RawAnswer {
  store.buckets.get(bucket);
  const encode = encodingOf(query);
  const of = (name: string) => query.get(name) ?? "";
  const maxUploads = Math.min(countOf(query, "max-uploads", 1000), 1000);
  const keyMarker = of("key-marker");
  // Without a key it means nothing.
  const uploadIdMarker = keyMarker === "" ? "" : of("upload-id-marker");
  const request = {
    ...{ prefix: of("prefix"), delimiter: of("delimiter"), maxUploads },
    ...{ keyMarker, uploadIdMarker },
  };
  const uploads = [...store.catalogue.uploads].filter((upload) => upload.bucket === bucket);
  const isMarker = (upload: Upload) => upload.id === uploadIdMarker && upload.key === keyMarker;
  if (uploadIdMarker !== "" && !uploads.some(isMarker))
    throw invalidArgument("Invalid uploadId marker", "upload-id-marker", uploadIdMarker);
  const page = pageOfUploads(uploads, request);
  const last = page.uploads.at(-1);
  return xmlAnswer("ListMultipartUploadsResult", {
    Bucket: bucket,
    KeyMarker: encode(request.keyMarker),
    UploadIdMarker: request.uploadIdMarker,
    NextKeyMarker: encode(last?.key ?? ""),
    NextUploadIdMarker: last?.id ?? "",
    ...(query.has("prefix") ? { Prefix: encode(request.prefix) } : {}),
    ...(query.has("delimiter") ? { Delimiter: encode(request.delimiter) } : {}),
    ...(query.has("encoding-type") ? { EncodingType: "url" } : {}),
    MaxUploads: maxUploads,
    IsTruncated: page.isTruncated,
    Upload: page.uploads.map(({ key, id, startedAt, described, checksum }) => ({
      Key: encode(key),
      UploadId: id,
      Initiator: initiatorOf(store),
      Owner: { ID: ownerId(store) },
      StorageClass: described.storageClass ?? "STANDARD",
      Initiated: new Date(startedAt).toISOString(),
      ...(checksum === undefined
        ? {}
        : { ChecksumAlgorithm: checksum.algorithm, ChecksumType: checksum.type }),
    })),
    CommonPrefixes: page.commonPrefixes.map((prefix) => ({ Prefix: encode(prefix) })),
  });
}

export function checksumOfPart({ checksum }: Upload, part: UploadedPart): Record<string, string> {
  return checksum === undefined ? {} : { [`Checksum${checksum.algorithm}`]: part.checksum ?? "" };
}
