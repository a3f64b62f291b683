// S3's lists: of the buckets, and of a bucket's objects in the first and the second version of the operation.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html and .../API_ListObjects.html

import { ServiceError } from "../../../aws/service-error.ts";
import type { RawAnswer } from "../../../aws/wire/operation.ts";
import type { ListPage, ListRequest } from "../listing.ts";
import type { Objects } from "../objects.ts";
import { type XmlContent, xmlAnswer } from "./xml.ts";

const owner = { ID: "local" };

export function listBuckets(objects: Objects): RawAnswer {
  const Bucket = objects.buckets.map((Name) => ({
    Name,
    CreationDate: new Date(objects.settings.createdAt(Name)).toISOString(),
  }));
  return xmlAnswer("ListAllMyBucketsResult", { Owner: owner, Buckets: { Bucket } });
}

export interface ListCall {
  readonly bucket: string;
  readonly query: URLSearchParams;
}

/** Throws InvalidArgument or NoSuchBucket. */
export function listObjects(objects: Objects, { bucket, query }: ListCall): RawAnswer {
  const maxKeys = Number(query.get("max-keys") ?? 1000);
  if (!Number.isInteger(maxKeys) || maxKeys < 0) {
    throw new ServiceError(
      "InvalidArgument",
      "Argument max-keys must be an integer between 0 and 2147483647",
    );
  }
  const version = query.get("list-type") === "2" ? secondVersion : firstVersion;
  const text = (name: string) => query.get(name) ?? undefined;
  const page = objects.listObjects(bucket, {
    prefix: text("prefix"),
    delimiter: text("delimiter"),
    ...version.from(text),
    maxKeys,
  });
  const encode = query.get("encoding-type") === "url" ? urlEncoded : (key: string) => key;
  const hasOwner = version === firstVersion || query.get("fetch-owner") === "true";
  return xmlAnswer("ListBucketResult", {
    Name: bucket,
    Prefix: encode(query.get("prefix") ?? ""),
    ...(query.has("delimiter") ? { Delimiter: encode(query.get("delimiter") ?? "") } : {}),
    ...(query.has("encoding-type") ? { EncodingType: "url" } : {}),
    MaxKeys: maxKeys,
    IsTruncated: page.nextContinuationToken !== undefined,
    ...version.told({ page, query, encode }),
    Contents: page.objects.map(({ key, size, etag, modifiedAt, storageClass = "STANDARD" }) => ({
      Key: encode(key),
      LastModified: new Date(modifiedAt).toISOString(),
      ETag: `"${etag}"`,
      Size: size,
      ...(hasOwner ? { Owner: owner } : {}),
      StorageClass: storageClass,
    })),
    CommonPrefixes: page.commonPrefixes.map((prefix) => ({ Prefix: encode(prefix) })),
  });
}

interface Listed {
  readonly page: ListPage;
  readonly query: URLSearchParams;
  readonly encode: (key: string) => string;
}

/** In what the two versions differ: where a page begins, and how the next one is told of. */
interface ListVersion {
  from(text: (name: string) => string | undefined): Pick<ListRequest, "startAfter" | "continuationToken">;
  told(listed: Listed): XmlContent;
}

const firstVersion: ListVersion = {
  from: (text) => ({ startAfter: text("marker") }),
  told({ page, query, encode }) {
    // Without a delimiter the next page begins after the last key, which the client has.
    const isNextTold = page.nextContinuationToken !== undefined && query.get("delimiter");
    return {
      Marker: encode(query.get("marker") ?? ""),
      ...(isNextTold ? { NextMarker: encode(lastOf(page)) } : {}),
    };
  },
};

const secondVersion: ListVersion = {
  from: (text) => ({ startAfter: text("start-after"), continuationToken: text("continuation-token") }),
  told({ page, query, encode }) {
    const next = page.nextContinuationToken;
    return {
      KeyCount: page.objects.length + page.commonPrefixes.length,
      ...(query.has("start-after") ? { StartAfter: encode(query.get("start-after") ?? "") } : {}),
      ...(query.has("continuation-token") ? { ContinuationToken: query.get("continuation-token") } : {}),
      ...(next === undefined ? {} : { NextContinuationToken: next }),
    };
  },
};

/** The last key or common prefix, whichever comes later in the order of their bytes. */
function lastOf({ objects, commonPrefixes }: ListPage): string {
  const [key, prefix] = [objects.at(-1)?.key ?? "", commonPrefixes.at(-1) ?? ""];
  return Buffer.compare(Buffer.from(key), Buffer.from(prefix)) > 0 ? key : prefix;
}

/** A key that an earlier Millrace took may be no text that can be encoded. */
function urlEncoded(key: string): string {
  return encodeURIComponent(key.toWellFormed());
}
