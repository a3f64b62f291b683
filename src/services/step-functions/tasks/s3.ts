// `aws-sdk:s3:…` against the region's objects. Bodies are text, as Step Functions shows them; ETags keep their quotation marks.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html

import { randomBytes } from "node:crypto";
import { isJsonObject, type Json, type JsonObject } from "../../../aws/json.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import type { Failure } from "../../../engine/failure.ts";
import type { TaskResult } from "../../../engine/seams.ts";
import { copySource } from "../../s3/copy-source.ts";
import { copiedSystemMetadata } from "../../s3/system-metadata.ts";
import {
  ArgumentProblem,
  argumentObject,
  optionalText,
  optionalWholeNumber,
  requiredText,
} from "./arguments.ts";
import type { ObjectPage, ObjectStore } from "./parts.ts";
import {
  checkRequestDigests,
  describedObject,
  factsShown,
  isReplaced,
  overridesShown,
} from "./s3-described.ts";
import { sdkFailure } from "./service-failure.ts";
import type { Request } from "./task-handler.ts";

type Operation = (objects: ObjectStore, request: JsonObject) => JsonObject | Promise<JsonObject>;

const operations: Readonly<Record<string, Operation>> = {
  getObject,
  putObject,
  headObject: (objects, request) => factsShown(objects.headObject(bucketOf(request), keyOf(request))),
  async deleteObject(objects, request) {
    await objects.deleteObject(bucketOf(request), keyOf(request));
    return {};
  },
  deleteObjects,
  copyObject,
  listObjectsV2: (objects, request) => listShown(objects, request),
  async createBucket(objects, request) {
    await objects.createBucket(bucketOf(request));
    return { Location: `/${bucketOf(request)}` };
  },
  async deleteBucket(objects, request) {
    await objects.deleteBucket(bucketOf(request));
    return {};
  },
  headBucket(objects, request) {
    objects.headBucket(bucketOf(request));
    return {};
  },
  listBuckets: (objects) => ({ Buckets: objects.buckets.map((Name) => ({ Name })) }),
};

/** Undefined for an operation that the region's S3 does not have. */
export function s3Request(objects: ObjectStore, action: string): Request | undefined {
  const operation = Object.hasOwn(operations, action) ? operations[action] : undefined;
  if (operation === undefined) return undefined;
  return async ({ arguments: given }): Promise<TaskResult> => {
    const request = argumentObject(given);
    try {
      return await operation(objects, request);
    } catch (error) {
      return s3Failure(error);
    }
  };
}

/** The errors of the service's model; all others are S3Exception. */
const modelled = new Set([
  "BucketAlreadyExists",
  "BucketAlreadyOwnedByYou",
  "InvalidObjectState",
  "NoSuchBucket",
  "NoSuchKey",
  "NoSuchUpload",
]);

/** S3 has two request ids, and its first is shorter than those of other services. */
function s3Failure(error: unknown): Failure {
  if (!(error instanceof ServiceError)) throw error;
  const { code, message, status } = error;
  const requestId = randomBytes(8).toString("hex").toUpperCase();
  const members = { requestId: `${requestId}, Extended Request ID: ${randomBytes(56).toString("base64")}` };
  return sdkFailure(
    { name: "S3", unmodelled: new Set(modelled.has(code) ? [] : [code]) },
    new ServiceError(code, message, { status, members }),
  );
}

async function getObject(objects: ObjectStore, request: JsonObject): Promise<JsonObject> {
  const { facts, bytes } = await objects.getObject(bucketOf(request), keyOf(request));
  const range = optionalText(request, "Range");
  const told = { ...factsShown(facts), ...overridesShown(request) };
  if (range === undefined) return { ...told, Body: Buffer.from(bytes).toString("utf8") };
  const [start, end] = rangeOf(range, bytes.length);
  return {
    ...told,
    Body: Buffer.from(bytes.subarray(start, end + 1)).toString("utf8"),
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

async function putObject(objects: ObjectStore, request: JsonObject): Promise<JsonObject> {
  // Whatever the body is, it is written as JSON: a text in its quotes [recorded].
  const bytes = Buffer.from(request.Body === undefined ? "" : JSON.stringify(request.Body));
  const described = describedObject(request);
  checkRequestDigests(request, bytes);
  const place = { bucket: bucketOf(request), key: keyOf(request) };
  const facts = await objects.putObject({ ...place, ...described, bytes });
  return { ChecksumType: "FULL_OBJECT", ETag: quoted(facts.etag), ServerSideEncryption: "AES256" };
}

async function deleteObjects(objects: ObjectStore, request: JsonObject): Promise<JsonObject> {
  const { Delete: given } = request;
  const list: Json = isJsonObject(given) ? (given.Objects ?? null) : null;
  if (!Array.isArray(list)) throw new ArgumentProblem("The field 'Delete.Objects' must be an array");
  const bucket = bucketOf(request);
  const keys = list.map((each: Json) => keyOf(argumentObject(each)));
  for (const key of keys) await objects.deleteObject(bucket, key);
  return { Deleted: keys.map((Key) => ({ Key })) };
}

async function copyObject(objects: ObjectStore, request: JsonObject): Promise<JsonObject> {
  const source = copySource(requiredText(request, "CopySource"));
  const { facts, bytes } = await objects.getObject(source.bucket, source.key);
  const asked = describedObject(request);
  const { contentType, metadata } = facts;
  const described = isReplaced(request)
    ? asked
    : { ...copiedSystemMetadata(facts, asked), contentType, metadata };
  const place = { bucket: bucketOf(request), key: keyOf(request) };
  const { etag, modifiedAt } = await objects.putObject({ ...place, ...described, bytes });
  return { CopyObjectResult: { ETag: quoted(etag), LastModified: new Date(modifiedAt).toISOString() } };
}

function listShown(objects: ObjectStore, request: JsonObject): JsonObject {
  const maxKeys = optionalWholeNumber(request, "MaxKeys");
  const [prefix, delimiter, startAfter, continuationToken] = [
    optionalText(request, "Prefix"),
    optionalText(request, "Delimiter"),
    optionalText(request, "StartAfter"),
    optionalText(request, "ContinuationToken"),
  ];
  const bucket = bucketOf(request);
  const page = objects.listObjects(bucket, { prefix, delimiter, startAfter, continuationToken, maxKeys });
  return {
    ...contents(page),
    ...(delimiter === undefined ? {} : { Delimiter: delimiter }),
    IsTruncated: page.nextContinuationToken !== undefined,
    KeyCount: page.objects.length + page.commonPrefixes.length,
    MaxKeys: maxKeys ?? 1000,
    Name: bucket,
    ...(page.nextContinuationToken === undefined
      ? {}
      : { NextContinuationToken: page.nextContinuationToken }),
    Prefix: prefix ?? "",
  };
}

/** Lists that would be empty are left out. */
function contents({ objects, commonPrefixes }: ObjectPage): JsonObject {
  return {
    ...(commonPrefixes.length === 0 ? {} : { CommonPrefixes: commonPrefixes.map((Prefix) => ({ Prefix })) }),
    ...(objects.length === 0
      ? {}
      : {
          Contents: objects.map(({ key, size, etag, modifiedAt, storageClass = "STANDARD" }) => ({
            ETag: quoted(etag),
            Key: key,
            LastModified: new Date(modifiedAt).toISOString(),
            Size: size,
            StorageClass: storageClass,
          })),
        }),
  };
}

function bucketOf(request: JsonObject): string {
  return requiredText(request, "Bucket");
}

function keyOf(request: JsonObject): string {
  return requiredText(request, "Key");
}

function quoted(etag: string): string {
  return `"${etag}"`;
}
