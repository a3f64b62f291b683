// S3 on the wire: REST paths, XML, and the bytes themselves. What is no other service's path is a bucket's or an object's.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html

import { ServiceError } from "../../../aws/service-error.ts";
import type { RawAnswer, Route, RouteCall, ServiceApi } from "../../../aws/wire/operation.ts";
import { UnservedError } from "../../../aws/wire/unserved-error.ts";
import { copySource } from "../copy-source.ts";
import { MultipartUploads } from "../multipart-uploads.ts";
import type { Objects } from "../objects.ts";
import { sdkOperations } from "../sdk-operations.ts";
import type { ObjectFacts } from "../stored-object.ts";
import { copiedSystemMetadata } from "../system-metadata.ts";
import { bucketPathOf } from "./addresses.ts";
import { bucketSettingRoutes, settingNames } from "./bucket-setting-routes.ts";
import { isUnchanged, writeCondition } from "./conditions.ts";
import { checkedBytes, type DescribedObject, describedObject } from "./described.ts";
import { objectHeaders } from "./headers.ts";
import { listBuckets, listObjects } from "./listings.ts";
import { refused } from "./refused-operations.ts";
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
  return {
    name: "S3",
    targetPrefix: undefined,
    errorNamespace: "",
    jsonVersion: "1.0",
    operations: sdkOperations(objects),
    refused,
    routeProtocol: "s3",
    pathOf: bucketPathOf,
    largestBodyBytes,
    routes: [
      route("ListBuckets", "GET", /^\/$/, () => listBuckets(objects), isForGeneral),
      ...bucketSettingRoutes(objects),
      ...bucketRoutes(objects),
      ...uploadRoutes(uploads, objects),
      ...objectRoutes(objects),
    ],
  };
}

const bucketPath = /^\/(?<bucket>[^/]+)\/?$/;
const objectPath = /^\/(?<bucket>[^/]+)\/(?<key>.+)$/;

function bucketRoutes(objects: Objects): readonly Route[] {
  return [
    route("CreateBucket", "PUT", bucketPath, async ({ bucket }) => {
      await objects.createBucket(bucket);
      return empty(200, { location: `/${bucket}` });
    }),
    route("HeadBucket", "HEAD", bucketPath, ({ bucket }) => {
      objects.headBucket(bucket);
      return empty(200, { "x-amz-bucket-region": objects.region, "x-amz-access-point-alias": "false" });
    }),
    route("DeleteBucket", "DELETE", bucketPath, async ({ bucket }) => {
      await objects.deleteBucket(bucket);
      return empty(204);
    }),
    route("GetBucketLocation", "GET", bucketPath, ({ bucket }) => location(objects, bucket), has("location")),
    route("ListObjectsV2", "GET", bucketPath, (call) => listObjects(objects, call), isSecondVersion),
    route("ListObjects", "GET", bucketPath, (call) => listObjects(objects, call)),
    route("DeleteObjects", "POST", bucketPath, (call) => deleteObjects(objects, call), has("delete")),
  ];
}

function uploadRoutes(uploads: MultipartUploads, objects: Objects): readonly Route[] {
  const parts = { uploads, objects };
  return [
    route("CreateMultipartUpload", "POST", objectPath, (call) => createUpload(uploads, call), has("uploads")),
    route(
      "CompleteMultipartUpload",
      "POST",
      objectPath,
      (call) => completeUpload(uploads, call),
      has("uploadId"),
    ),
    route(
      "UploadPartCopy",
      "PUT",
      objectPath,
      (call) => copyPart(parts, call),
      both(has("uploadId"), isCopy),
    ),
    route("UploadPart", "PUT", objectPath, (call) => uploadPart(uploads, call), has("uploadId")),
    route(
      "AbortMultipartUpload",
      "DELETE",
      objectPath,
      (call) => abortUpload(uploads, call),
      has("uploadId"),
    ),
  ];
}

function objectRoutes(objects: Objects): readonly Route[] {
  return [
    route("CopyObject", "PUT", objectPath, (call) => copyObject(objects, call), both(isItself, isCopy)),
    route("PutObject", "PUT", objectPath, (call) => putObject(objects, call)),
    route("GetObject", "GET", objectPath, (call) => getObject(objects, call)),
    route("HeadObject", "HEAD", objectPath, (call) => headObject(objects, call)),
    route("DeleteObject", "DELETE", objectPath, async ({ bucket, key }) => {
      await objects.deleteObject(bucket, key);
      return empty(204);
    }),
  ];
}

/** By these, such as in `PUT /bucket/key?acl`, something else is meant than the bucket or the object itself. */
const subresources = new Set([
  ...Object.values(refused)
    .flat()
    .flatMap((operation) => / \/\{Bucket\}[^?]*\?([^&=]+)/.exec(operation)?.[1] ?? []),
  ...["delete", "location", "uploadId", "uploads"],
  ...settingNames,
]);

type Accepts = NonNullable<Route["accepts"]>;

function route(
  operation: string,
  method: string,
  path: RegExp,
  handle: Handler,
  accepts: Accepts = isItself,
): Route {
  return {
    operation,
    method,
    path,
    accepts,
    handle(call) {
      checkVersion(operation, call.query);
      return handle({ ...call, bucket: call.parameters.bucket ?? "", key: call.parameters.key ?? "" });
    },
  };
}

function has(name: string): Accepts {
  return (query) => query.has(name);
}

function both(one: Accepts, other: Accepts): Accepts {
  return (query, headers) => one(query, headers) && other(query, headers);
}

const isCopy: Accepts = (_query, headers) => headers["x-amz-copy-source"] !== undefined;
/** SDKs say which of the two they mean. */
const isForGeneral: Accepts = (query) => query.get("x-id") !== "ListDirectoryBuckets";
const isSecondVersion: Accepts = (query, headers) =>
  isItself(query, headers) && query.get("list-type") === "2";

const isItself: Accepts = (query) => [...query.keys()].every((name) => !subresources.has(name));

/** Throws NotImplemented: there are no versions, and the object as it is now may not be the one that is meant. */
function checkVersion(operation: string, query: URLSearchParams): void {
  if (!query.has("versionId")) return;
  const message = "A query parameter you provided implies functionality that is not implemented: versionId";
  throw new UnservedError(
    { service: "S3", operation: `${operation} ?versionId` },
    "NotImplemented",
    message,
    {
      status: 501,
    },
  );
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
  const condition = writeCondition(call.headers, call.key);
  const { etag } = await objects.putObject({
    ...placeOf(call),
    ...describedObject(call.headers),
    bytes: checkedBytes(call),
    condition,
  });
  return empty(200, { etag: `"${etag}"` });
}

async function copyObject(objects: Objects, call: S3Call): Promise<RawAnswer> {
  const { bucket, key } = copySource(call.headers["x-amz-copy-source"] ?? "");
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

function uploadPart(uploads: MultipartUploads, call: S3Call): RawAnswer {
  const { uploadId, partNumber } = partOf(call);
  return empty(200, { etag: `"${uploads.uploadPart(uploadId, partNumber, checkedBytes(call))}"` });
}

async function copyPart({ uploads, objects }: UploadParts, call: S3Call): Promise<RawAnswer> {
  const { uploadId, partNumber } = partOf(call);
  const { bucket, key } = copySource(call.headers["x-amz-copy-source"] ?? "");
  const { facts, bytes } = await objects.getObject(bucket, key);
  const range = call.headers["x-amz-copy-source-range"];
  const { first, last } = (range === undefined ? undefined : rangeOf(range, facts.size)) ?? {
    first: 0,
    last: facts.size - 1,
  };
  const etag = uploads.uploadPart(uploadId, partNumber, bytes.subarray(first, last + 1));
  const LastModified = new Date(facts.modifiedAt).toISOString();
  return xmlAnswer("CopyPartResult", { ETag: `"${etag}"`, LastModified });
}

function partOf({ query }: S3Call): { readonly uploadId: string; readonly partNumber: number } {
  return { uploadId: query.get("uploadId") ?? "", partNumber: Number(query.get("partNumber")) };
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
