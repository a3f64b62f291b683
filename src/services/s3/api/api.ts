// S3 on the wire: REST paths, XML, and the bytes themselves. What is no other service's path is a bucket's or an object's.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html

import { ServiceError } from "../../../aws/service-error.ts";
import type { RawAnswer, Route, RouteCall, ServiceApi } from "../../../aws/wire/operation.ts";
import { UnservedError } from "../../../aws/wire/unserved-error.ts";
import { copySource } from "../copy-source.ts";
import { MultipartUploads } from "../multipart-uploads.ts";
import type { Objects } from "../objects.ts";
import type { ObjectFacts } from "../stored-object.ts";
import { copiedSystemMetadata } from "../system-metadata.ts";
import { bucketPathOf } from "./addresses.ts";
import { isUnchanged, writeCondition } from "./conditions.ts";
import { checkedBytes, type DescribedObject, describedObject } from "./described.ts";
import { objectHeaders } from "./headers.ts";
import { listBuckets, listObjects } from "./listings.ts";
import { malformedXml, xmlAnswer, xmlList } from "./xml.ts";

/** Objects are held in memory while they are written. */
const largestBodyBytes = 16 * 1024 * 1024;

type Handler = (call: S3Call) => RawAnswer | Promise<RawAnswer>;

interface S3Call extends RouteCall {
  readonly bucket: string;
  readonly key: string;
}

/** Its routes take every path, so it belongs behind all other services. */
export function s3Api(objects: Objects): ServiceApi {
  const uploads = new MultipartUploads(objects);
  const bucketPath = /^\/(?<bucket>[^/]+)\/?$/;
  const objectPath = /^\/(?<bucket>[^/]+)\/(?<key>.+)$/;
  const asks = (name: string) => (query: URLSearchParams) => query.has(name);
  return {
    name: "S3",
    targetPrefix: undefined,
    errorNamespace: "",
    jsonVersion: "1.0",
    operations: {},
    routeProtocol: "s3",
    pathOf: bucketPathOf,
    largestBodyBytes,
    routes: [
      route("GET", /^\/$/, () => listBuckets(objects)),
      route("PUT", bucketPath, async ({ bucket }) => {
        await objects.createBucket(bucket);
        return empty(200, { location: `/${bucket}` });
      }),
      route("HEAD", bucketPath, ({ bucket }) => {
        objects.headBucket(bucket);
        return empty(200);
      }),
      route("DELETE", bucketPath, async ({ bucket }) => {
        await objects.deleteBucket(bucket);
        return empty(204);
      }),
      route("GET", bucketPath, ({ bucket }) => location(objects, bucket), asks("location")),
      route("GET", bucketPath, (call) => listObjects(objects, call)),
      route("POST", bucketPath, (call) => deleteObjects(objects, call), asks("delete")),
      route("POST", objectPath, (call) => createUpload(uploads, call), asks("uploads")),
      route("POST", objectPath, (call) => completeUpload(uploads, call), asks("uploadId")),
      route("PUT", objectPath, (call) => uploadPart({ uploads, objects }, call), asks("uploadId")),
      route("DELETE", objectPath, (call) => abortUpload(uploads, call), asks("uploadId")),
      route("PUT", objectPath, (call) => putObject(objects, call)),
      route("GET", objectPath, (call) => getObject(objects, call)),
      route("HEAD", objectPath, (call) => headObject(objects, call)),
      route("DELETE", objectPath, async ({ bucket, key }) => {
        await objects.deleteObject(bucket, key);
        return empty(204);
      }),
    ],
  };
}

function route(method: string, path: RegExp, handle: Handler, accepts?: Route["accepts"]): Route {
  return {
    method,
    path,
    ...(accepts === undefined ? {} : { accepts }),
    handle(call) {
      checkImplemented(method, call.query, accepts);
      return handle({ ...call, bucket: call.parameters.bucket ?? "", key: call.parameters.key ?? "" });
    },
  };
}

/** By these, such as in `PUT /bucket/key?acl`, something else is meant than the bucket or the object itself. */
const subresources = new Set([
  ...["accelerate", "acl", "analytics", "attributes", "cors", "delete", "encryption", "intelligent-tiering"],
  ...[
    "inventory",
    "legal-hold",
    "lifecycle",
    "location",
    "logging",
    "metrics",
    "notification",
    "object-lock",
  ],
  ...["ownershipControls", "policy", "policyStatus", "publicAccessBlock", "replication", "requestPayment"],
  ...[
    "restore",
    "retention",
    "select",
    "tagging",
    "torrent",
    "uploadId",
    "uploads",
    "versionId",
    "versioning",
  ],
  ...["versions", "website"],
]);

/** Throws NotImplemented if no route is for what is asked. */
function checkImplemented(method: string, query: URLSearchParams, accepts: Route["accepts"]): void {
  if (accepts !== undefined) return;
  for (const name of query.keys()) {
    if (!subresources.has(name)) continue;
    const message = `A query parameter you provided implies functionality that is not implemented: ${name}`;
    const named = { service: "s3", operation: `${method} ?${name}` };
    throw new UnservedError(named, "NotImplemented", message, { status: 501 });
  }
}

/** Empty for us-east-1, as S3 has it. */
function location(objects: Objects, bucket: string): RawAnswer {
  objects.headBucket(bucket);
  return xmlAnswer("LocationConstraint", {});
}

async function deleteObjects(objects: Objects, call: S3Call): Promise<RawAnswer> {
  const { items, more } = xmlList(call, { root: "Delete", item: "Object", mostItems: 1000 });
  if (items.length === 0) throw malformedXml();
  const keys = items.map((item) => item.get("Key") ?? "");
  for (const key of keys) await objects.deleteObject(call.bucket, key);
  return xmlAnswer(
    "DeleteResult",
    more.get("Quiet") === "true" ? {} : { Deleted: keys.map((Key) => ({ Key })) },
  );
}

async function putObject(objects: Objects, call: S3Call): Promise<RawAnswer> {
  const source = call.headers["x-amz-copy-source"];
  if (source !== undefined) return copyObject(objects, call, source);
  const condition = writeCondition(call.headers, call.key);
  const { etag } = await objects.putObject({
    ...placeOf(call),
    ...describedObject(call.headers),
    bytes: checkedBytes(call),
    condition,
  });
  return empty(200, { etag: `"${etag}"` });
}

async function copyObject(objects: Objects, call: S3Call, source: string): Promise<RawAnswer> {
  const { bucket, key } = copySource(source);
  const { facts, bytes } = await objects.getObject(bucket, key);
  const asked = describedObject(call.headers);
  const isReplaced = directiveOf(call) === "REPLACE";
  const copied = await objects.putObject({
    ...placeOf(call),
    ...(isReplaced ? asked : copiedObject(facts, asked)),
    bytes,
  });
  return xmlAnswer("CopyObjectResult", {
    ETag: `"${copied.etag}"`,
    LastModified: new Date(copied.modifiedAt).toISOString(),
  });
}

/** Throws InvalidArgument. */
function directiveOf({ headers }: S3Call): string {
  const { "x-amz-metadata-directive": directive = "COPY" } = headers;
  if (directive === "COPY" || directive === "REPLACE") return directive;
  throw new ServiceError("InvalidArgument", "Unknown metadata directive.", {
    members: { ArgumentName: "x-amz-metadata-directive", ArgumentValue: directive },
  });
}

function copiedObject(source: ObjectFacts, asked: DescribedObject): DescribedObject {
  const { contentType, metadata } = source;
  return { ...copiedSystemMetadata(source, asked), contentType, metadata };
}

function placeOf({ bucket, key }: S3Call): { readonly bucket: string; readonly key: string } {
  return { bucket, key };
}

async function getObject(objects: Objects, { bucket, key, headers, query }: S3Call): Promise<RawAnswer> {
  if (isUnchanged(headers, objects.headObject(bucket, key)))
    return empty(304, objectHeaders(objects.headObject(bucket, key), query));
  const { facts, bytes } = await objects.getObject(bucket, key);
  const range = headers.range === undefined ? undefined : rangeOf(headers.range, facts.size);
  if (range === undefined) return { status: 200, headers: objectHeaders(facts, query), body: bytes };
  const { first, last } = range;
  return {
    status: 206,
    headers: { ...objectHeaders(facts, query), "content-range": `bytes ${first}-${last}/${facts.size}` },
    body: bytes.subarray(first, last + 1),
  };
}

/** RFC 9110, section 14.1.2. Undefined for a range that is none, which is as good as not asked. Throws InvalidRange. */
function rangeOf(
  header: string,
  size: number,
): { readonly first: number; readonly last: number } | undefined {
  const [, from = "", to = ""] = /^bytes=(\d*)-(\d*)$/.exec(header) ?? [];
  if (from === "" && to === "") return undefined;
  const first = from === "" ? Math.max(0, size - Number(to)) : Number(from);
  const last = from === "" || to === "" ? size - 1 : Math.min(Number(to), size - 1);
  if (first <= last) return { first, last };
  throw new ServiceError("InvalidRange", "The requested range is not satisfiable", { status: 416 });
}

function headObject(objects: Objects, { bucket, key, headers, query }: S3Call): RawAnswer {
  const facts = objects.headObject(bucket, key);
  if (isUnchanged(headers, facts)) return empty(304, objectHeaders(facts, query));
  return {
    status: 200,
    headers: { ...objectHeaders(facts, query), "content-length": String(facts.size) },
    body: "",
  };
}

function createUpload(uploads: MultipartUploads, call: S3Call): RawAnswer {
  const UploadId = uploads.create({ ...placeOf(call), ...describedObject(call.headers) });
  return xmlAnswer("InitiateMultipartUploadResult", { Bucket: call.bucket, Key: call.key, UploadId });
}

async function uploadPart(parts: UploadParts, call: S3Call): Promise<RawAnswer> {
  const { query, headers } = call;
  const [uploadId, number] = [query.get("uploadId") ?? "", Number(query.get("partNumber"))];
  const source = headers["x-amz-copy-source"];
  if (source === undefined) {
    const etag = parts.uploads.uploadPart(uploadId, number, checkedBytes(call));
    return empty(200, { etag: `"${etag}"` });
  }
  const { bucket, key } = copySource(source);
  const { facts, bytes } = await parts.objects.getObject(bucket, key);
  const range = headers["x-amz-copy-source-range"];
  const { first, last } = (range === undefined ? undefined : rangeOf(range, facts.size)) ?? {
    first: 0,
    last: facts.size - 1,
  };
  const etag = parts.uploads.uploadPart(uploadId, number, bytes.subarray(first, last + 1));
  const LastModified = new Date(facts.modifiedAt).toISOString();
  return xmlAnswer("CopyPartResult", { ETag: `"${etag}"`, LastModified });
}

interface UploadParts {
  readonly uploads: MultipartUploads;
  readonly objects: Objects;
}

async function completeUpload(uploads: MultipartUploads, call: S3Call): Promise<RawAnswer> {
  const { items } = xmlList(call, { root: "CompleteMultipartUpload", item: "Part", mostItems: 10_000 });
  const parts = items.map((item) => ({
    partNumber: Number(item.get("PartNumber")),
    etag: item.get("ETag") ?? "",
  }));
  const { etag } = await uploads.complete(call.query.get("uploadId") ?? "", parts);
  return xmlAnswer("CompleteMultipartUploadResult", {
    Bucket: call.bucket,
    Key: call.key,
    ETag: `"${etag}"`,
  });
}

function abortUpload(uploads: MultipartUploads, { query }: S3Call): RawAnswer {
  uploads.abort(query.get("uploadId") ?? "");
  return empty(204);
}

function empty(status: number, headers: Readonly<Record<string, string>> = {}): RawAnswer {
  return { status, headers, body: "" };
}
