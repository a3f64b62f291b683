// S3's lists: of the buckets, of a bucket's objects in the first and the second version of the operation, and of its versions.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html and .../API_ListObjects.html

import type { RawAnswer } from "../../../aws/wire/operation.ts";
import { isRegion, regionIn } from "../buckets/locations.ts";
import type { ObjectVersion } from "../catalogue/records.ts";
import { startOf, writeToken } from "../listings/continuation-token.ts";
import { type ListPage, listObjects } from "../listings/list-objects.ts";
import { listVersions } from "../listings/list-versions.ts";
import { encodedKey } from "../notifications/event-record.ts";
import { ownerId } from "../objects/acl.ts";
import type { Store } from "../objects/store.ts";
import { checkVersionId } from "../objects/version-ids.ts";
import { invalidArgument } from "../refusals.ts";
import { countOf, type S3Call, type S3Route, xmlAnswer } from "./call.ts";

const isSecond = (query: URLSearchParams) => query.get("list-type") === "2";

export function listRoutes(store: Store): readonly S3Route[] {
  return [
    {
      operation: "ListObjectsV2",
      method: "GET",
      at: "bucket",
      accepts: isSecond,
      handle: (call) => listSecond(store, call),
    },
    {
      operation: "ListObjects",
      method: "GET",
      at: "bucket",
      accepts: (query) => !isSecond(query),
      handle: (call) => listFirst(store, call),
    },
    {
      operation: "ListObjectVersions",
      method: "GET",
      at: "bucket",
      subresource: "versions",
      handle: (call) => listAll(store, call),
    },
    {
      operation: "ListBuckets",
      method: "GET",
      at: "service",
      // SDKs say which of the two they mean.
      accepts: (query) => query.get("x-id") !== "ListDirectoryBuckets",
      handle: (call) => listBuckets(store, call),
    },
    {
      operation: "ListDirectoryBuckets",
      method: "GET",
      at: "service",
      accepts: (query) => query.get("x-id") === "ListDirectoryBuckets",
      // There are none, and none can be made.
      handle: () => xmlAnswer("ListAllMyDirectoryBucketsResult", { Buckets: {} }),
    },
  ];
}

/** How keys are spelled in the answer. Throws InvalidArgument. */
export function encodingOf(query: URLSearchParams): (key: string) => string {
  const type = query.get("encoding-type");
  if (type === null) return (key) => key;
  if (type === "url") return encodedKey;
  throw invalidArgument("Invalid Encoding Method specified in Request", "encoding-type", type);
}

function listSecond(store: Store, { bucket, query }: S3Call): RawAnswer {
  store.buckets.get(bucket);
  const encode = encodingOf(query);
  const maxKeys = countOf(query, "max-keys", 1000);
  const page = listObjects(store.catalogue.keys(bucket), {
    ...placeOf(query),
    startAfter: query.get("start-after") ?? undefined,
    continuationToken: query.get("continuation-token") ?? undefined,
    maxKeys,
  });
  const { nextContinuationToken: next } = page;
  return xmlAnswer("ListBucketResult", {
    ...{ Name: bucket, Prefix: encode(query.get("prefix") ?? "") },
    ...delimiterOf(query, encode),
    ...(query.has("encoding-type") ? { EncodingType: "url" } : {}),
    MaxKeys: Math.min(maxKeys, 1000),
    IsTruncated: next !== undefined,
    KeyCount: page.objects.length + page.commonPrefixes.length,
    // A token goes before a key to start after.
    ...(query.has("continuation-token")
      ? { ContinuationToken: query.get("continuation-token") }
      : query.has("start-after")
        ? { StartAfter: encode(query.get("start-after") ?? "") }
        : {}),
    ...(next === undefined ? {} : { NextContinuationToken: next }),
    ...contentsOf(store, page, { encode, hasOwner: query.get("fetch-owner") === "true" }),
  });
}

function listFirst(store: Store, { bucket, query }: S3Call): RawAnswer {
  store.buckets.get(bucket);
  const encode = encodingOf(query);
  const maxKeys = countOf(query, "max-keys", 1000);
  const page = listObjects(store.catalogue.keys(bucket), {
    ...placeOf(query),
    startAfter: query.get("marker") ?? undefined,
    maxKeys,
  });
  const { nextMarker } = page;
  // Without a delimiter the next page begins after the last key, which the client has.
  const isNextTold = nextMarker !== undefined && query.has("delimiter");
  return xmlAnswer("ListBucketResult", {
    ...{ Name: bucket, Prefix: encode(query.get("prefix") ?? ""), Marker: encode(query.get("marker") ?? "") },
    ...delimiterOf(query, encode),
    ...(query.has("encoding-type") ? { EncodingType: "url" } : {}),
    MaxKeys: Math.min(maxKeys, 1000),
    IsTruncated: nextMarker !== undefined,
    ...(isNextTold ? { NextMarker: encode(nextMarker) } : {}),
    ...contentsOf(store, page, { encode, hasOwner: true }),
  });
}

function placeOf(query: URLSearchParams): { prefix: string | undefined; delimiter: string | undefined } {
  return { prefix: query.get("prefix") ?? undefined, delimiter: query.get("delimiter") ?? undefined };
}

function delimiterOf(query: URLSearchParams, encode: (key: string) => string): object {
  const delimiter = query.get("delimiter") ?? "";
  return delimiter === "" ? {} : { Delimiter: encode(delimiter) };
}

interface Telling {
  readonly encode: (key: string) => string;
  readonly hasOwner: boolean;
}

function contentsOf(store: Store, page: ListPage, { encode, hasOwner }: Telling): object {
  const Owner = { ID: ownerId(store) };
  return {
    Contents: page.objects.map((object) => ({
      Key: encode(object.key),
      LastModified: new Date(object.modifiedAt).toISOString(),
      ...listedFacts(object),
      ...(hasOwner ? { Owner } : {}),
    })),
    CommonPrefixes: page.commonPrefixes.map((prefix) => ({ Prefix: encode(prefix) })),
  };
}

function listedFacts({ etag, size, checksum, storageClass = "STANDARD" }: ObjectVersion): object {
  return {
    ETag: `"${etag}"`,
    ...(checksum === undefined ? {} : { ChecksumAlgorithm: checksum.algorithm, ChecksumType: checksum.type }),
    Size: size,
    StorageClass: storageClass,
  };
}

function listAll(store: Store, { bucket, query }: S3Call): RawAnswer {
  store.buckets.get(bucket);
  const encode = encodingOf(query);
  const maxKeys = countOf(query, "max-keys", 1000);
  const keyMarker = query.get("key-marker") ?? "";
  const versionIdMarker = query.get("version-id-marker") ?? "";
  if (keyMarker === "" && versionIdMarker !== "")
    throw invalidArgument(
      "A version-id marker cannot be specified without a key marker.",
      ...(["version-id-marker", versionIdMarker] as const),
    );
  if (query.has("version-id-marker") && versionIdMarker === "" && keyMarker !== "")
    throw invalidArgument("A version-id marker cannot be empty.", "version-id-marker", "");
  if (versionIdMarker !== "") checkVersionId(versionIdMarker, "version-id-marker");
  const page = listVersions(store.catalogue.keys(bucket), {
    ...placeOf(query),
    keyMarker: keyMarker === "" ? undefined : keyMarker,
    versionIdMarker: versionIdMarker === "" ? undefined : versionIdMarker,
    maxKeys,
  });
  const { next } = page;
  const isTruncated = next !== undefined && maxKeys > 0;
  const told = page.versions.map(({ version, isLatest }) => ({
    isMarker: version.isDeleteMarker === true,
    content: {
      Key: encode(version.key),
      VersionId: version.versionId,
      IsLatest: isLatest,
      LastModified: new Date(version.modifiedAt).toISOString(),
      ...(version.isDeleteMarker === true ? {} : listedFacts(version)),
      Owner: { ID: ownerId(store) },
    },
  }));
  return xmlAnswer("ListVersionsResult", {
    ...{ Name: bucket, Prefix: encode(query.get("prefix") ?? "") },
    ...{ KeyMarker: encode(keyMarker), VersionIdMarker: versionIdMarker },
    ...delimiterOf(query, encode),
    ...(query.has("encoding-type") ? { EncodingType: "url" } : {}),
    MaxKeys: Math.min(maxKeys, 1000),
    IsTruncated: isTruncated,
    ...(isTruncated ? { NextKeyMarker: encode(next.key) } : {}),
    ...(isTruncated && next.versionId !== undefined ? { NextVersionIdMarker: next.versionId } : {}),
    Version: told.filter(({ isMarker }) => !isMarker).map(({ content }) => content),
    DeleteMarker: told.filter(({ isMarker }) => isMarker).map(({ content }) => content),
    CommonPrefixes: page.commonPrefixes.map((prefix) => ({ Prefix: encode(prefix) })),
  });
}

const mostBuckets = 10_000;

function listBuckets(store: Store, { query }: S3Call): RawAnswer {
  const { buckets, identity } = store;
  const prefix = query.get("prefix") ?? "";
  const wanted = query.get("bucket-region");
  if (wanted !== null && !isRegion(wanted))
    throw invalidArgument(`Argument value ${wanted} is not a valid AWS Region`, "bucket-region");
  const most = countOf(query, "max-buckets", mostBuckets);
  if (most < 1 || most > mostBuckets)
    throw invalidArgument(
      `Argument max-buckets must be an integer between 1 and ${mostBuckets}`,
      ...(["max-buckets", String(most)] as const),
    );
  const from = startOf(query);
  const regionOf = (name: string) => regionIn(buckets.get(name).location) ?? identity.region;
  const all = buckets.names.filter(
    (name) => name.startsWith(prefix) && name >= from && (wanted === null || regionOf(name) === wanted),
  );
  const next = all[most];
  return xmlAnswer("ListAllMyBucketsResult", {
    Buckets: {
      Bucket: all.slice(0, most).map((name) => ({
        Name: name,
        CreationDate: new Date(buckets.get(name).createdAt).toISOString(),
        BucketRegion: regionOf(name),
        BucketArn: `arn:${identity.partition}:s3:::${name}`,
      })),
    },
    Owner: { ID: ownerId(store) },
    ...(query.has("prefix") ? { Prefix: prefix } : {}),
    ...(next === undefined ? {} : { ContinuationToken: writeToken(next) }),
  });
}
