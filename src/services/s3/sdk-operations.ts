// S3's operations by the members that the SDKs give them, for callers in the region; clients over the wire come by `api/`.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html

import { ServiceError } from "../../aws/service-error.ts";
import {
  optionalBlob,
  optionalInteger,
  optionalString,
  requiredList,
  requiredObject,
  requiredString,
} from "../../aws/wire/members.ts";
import type { Operation, WireObject } from "../../aws/wire/operation.ts";
import { copySource } from "./copy-source.ts";
import type { ListPage } from "./listing.ts";
import type { Objects } from "./objects.ts";
import {
  checkRequestDigests,
  describedObject,
  factsShown,
  isReplaced,
  overridesShown,
} from "./sdk-described.ts";
import { copiedSystemMetadata } from "./system-metadata.ts";

export function sdkOperations(objects: Objects): Readonly<Record<string, Operation>> {
  return {
    GetObject: (request) => getObject(objects, request),
    PutObject: (request) => putObject(objects, request),
    CopyObject: (request) => copyObject(objects, request),
    HeadObject(request) {
      const { bucket, key } = placeOf(request);
      return factsShown(objects.headObject(bucket, key));
    },
    async DeleteObject(request) {
      const { bucket, key } = placeOf(request);
      await objects.deleteObject(bucket, key);
      return {};
    },
    DeleteObjects: (request) => deleteObjects(objects, request),
    ListObjectsV2: (request) => listObjects(objects, request),
    async CreateBucket(request) {
      await objects.createBucket(bucketOf(request));
      return { Location: `/${bucketOf(request)}` };
    },
    async DeleteBucket(request) {
      await objects.deleteBucket(bucketOf(request));
      return {};
    },
    HeadBucket(request) {
      objects.headBucket(bucketOf(request));
      return {};
    },
    ListBuckets: () => ({ Buckets: objects.buckets.map((Name) => ({ Name })) }),
  };
}

async function getObject(objects: Objects, request: WireObject): Promise<WireObject> {
  const { bucket, key } = placeOf(request);
  const { facts, bytes } = await objects.getObject(bucket, key);
  const range = optionalString(request, "Range");
  const told = { ...factsShown(facts), ...overridesShown(request) };
  if (range === undefined) return { ...told, Body: bytes };
  const [start, end] = rangeOf(range, bytes.length);
  return {
    ...told,
    Body: bytes.subarray(start, end + 1),
    ContentLength: end + 1 - start,
    ContentRange: `bytes ${start}-${end}/${bytes.length}`,
  };
}

/** `bytes=0-99`, `bytes=100-` and `bytes=-100`: the first and the last byte. */
function rangeOf(text: string, size: number): readonly [number, number] {
  const [, from = "", to = ""] = /^bytes=(\d*)-(\d*)$/.exec(text) ?? [];
  const start = from === "" ? size - Number(to) : Number(from);
  const end = from === "" || to === "" ? size - 1 : Math.min(Number(to), size - 1);
  if ((from !== "" || to !== "") && start >= 0 && start <= end) return [start, end];
  throw new ServiceError("InvalidRange", "The requested range is not satisfiable", { status: 416 });
}

async function putObject(objects: Objects, request: WireObject): Promise<WireObject> {
  const bytes = optionalBlob(request, "Body") ?? new Uint8Array();
  const described = describedObject(request);
  checkRequestDigests(request, bytes);
  const { etag } = await objects.putObject({ ...placeOf(request), ...described, bytes });
  return { ChecksumType: "FULL_OBJECT", ETag: quoted(etag), ServerSideEncryption: "AES256" };
}

async function copyObject(objects: Objects, request: WireObject): Promise<WireObject> {
  const source = copySource(requiredString(request, "CopySource"));
  const { facts, bytes } = await objects.getObject(source.bucket, source.key);
  const asked = describedObject(request);
  const { contentType, metadata } = facts;
  const described = isReplaced(request)
    ? asked
    : { ...copiedSystemMetadata(facts, asked), contentType, metadata };
  const { etag, modifiedAt } = await objects.putObject({ ...placeOf(request), ...described, bytes });
  return { CopyObjectResult: { ETag: quoted(etag), LastModified: new Date(modifiedAt) } };
}

async function deleteObjects(objects: Objects, request: WireObject): Promise<WireObject> {
  const bucket = bucketOf(request);
  const list = requiredList(requiredObject(request, "Delete"), "Objects");
  const keys = list.map((each) => requiredString(each, "Key"));
  for (const key of keys) await objects.deleteObject(bucket, key);
  return { Deleted: keys.map((Key) => ({ Key })) };
}

function listObjects(objects: Objects, request: WireObject): WireObject {
  const maxKeys = optionalInteger(request, "MaxKeys");
  const [prefix, delimiter, startAfter, continuationToken] = [
    optionalString(request, "Prefix"),
    optionalString(request, "Delimiter"),
    optionalString(request, "StartAfter"),
    optionalString(request, "ContinuationToken"),
  ];
  const bucket = bucketOf(request);
  const page = objects.listObjects(bucket, { prefix, delimiter, startAfter, continuationToken, maxKeys });
  return {
    ...contents(page),
    Delimiter: delimiter,
    IsTruncated: page.nextContinuationToken !== undefined,
    KeyCount: page.objects.length + page.commonPrefixes.length,
    MaxKeys: maxKeys ?? 1000,
    Name: bucket,
    NextContinuationToken: page.nextContinuationToken,
    Prefix: prefix ?? "",
  };
}

/** Lists that would be empty are left out. */
function contents({ objects, commonPrefixes }: ListPage): WireObject {
  return {
    CommonPrefixes: commonPrefixes.length === 0 ? undefined : commonPrefixes.map((Prefix) => ({ Prefix })),
    Contents:
      objects.length === 0
        ? undefined
        : objects.map(({ key, size, etag, modifiedAt, storageClass = "STANDARD" }) => ({
            ETag: quoted(etag),
            Key: key,
            LastModified: new Date(modifiedAt),
            Size: size,
            StorageClass: storageClass,
          })),
  };
}

function placeOf(request: WireObject): { readonly bucket: string; readonly key: string } {
  return { bucket: bucketOf(request), key: requiredString(request, "Key") };
}

function bucketOf(request: WireObject): string {
  return requiredString(request, "Bucket");
}

function quoted(etag: string): string {
  return `"${etag}"`;
}
