// S3's operations by their names, as `aws-sdk:s3:…` tasks call them: without a wire, so a body is text.

import { ServiceError } from "../aws/service-error.ts";
import { copySource } from "../objects/copy-source.ts";
import type { Objects } from "../objects/objects.ts";
import type { ObjectFacts } from "../objects/stored-object.ts";
import { optionalInteger, optionalObject, optionalString, requiredString } from "./members.ts";
import type { Operation, WireObject } from "./operation.ts";

export function objectOperations(objects: Objects): Readonly<Record<string, Operation>> {
  return {
    async CreateBucket(request) {
      const bucket = requiredString(request, "Bucket");
      await objects.createBucket(bucket);
      return { Location: `/${bucket}` };
    },
    async DeleteBucket(request) {
      await objects.deleteBucket(requiredString(request, "Bucket"));
      return {};
    },
    HeadBucket(request) {
      objects.headBucket(requiredString(request, "Bucket"));
      return {};
    },
    ListBuckets: () => ({ Buckets: objects.buckets.map((Name) => ({ Name })) }),
    async PutObject(request) {
      const { etag } = await objects.putObject({
        ...placeOf(request),
        bytes: Buffer.from(textOf(request.Body)),
        contentType: optionalString(request, "ContentType"),
        contentEncoding: optionalString(request, "ContentEncoding"),
        metadata: optionalObject(request, "Metadata") as Readonly<Record<string, string>> | undefined,
      });
      return { ETag: `"${etag}"` };
    },
    async GetObject(request) {
      const { bucket, key } = placeOf(request);
      const { facts, bytes } = await objects.getObject(bucket, key);
      return { ...described(facts), Body: bytes.toString("utf8") };
    },
    HeadObject(request) {
      const { bucket, key } = placeOf(request);
      return described(objects.headObject(bucket, key));
    },
    async DeleteObject(request) {
      const { bucket, key } = placeOf(request);
      await objects.deleteObject(bucket, key);
      return {};
    },
    async CopyObject(request) {
      const { bucket, key } = copySource(requiredString(request, "CopySource"));
      const { facts, bytes } = await objects.getObject(bucket, key);
      const copied = await objects.putObject({ ...facts, ...placeOf(request), bytes });
      return { CopyObjectResult: { ETag: `"${copied.etag}"`, LastModified: new Date(copied.modifiedAt) } };
    },
    ListObjectsV2(request) {
      const page = objects.listObjects(requiredString(request, "Bucket"), {
        prefix: optionalString(request, "Prefix"),
        delimiter: optionalString(request, "Delimiter"),
        startAfter: optionalString(request, "StartAfter"),
        continuationToken: optionalString(request, "ContinuationToken"),
        maxKeys: optionalInteger(request, "MaxKeys"),
      });
      return {
        Name: request.Bucket,
        Prefix: request.Prefix ?? "",
        KeyCount: page.objects.length + page.commonPrefixes.length,
        IsTruncated: page.nextContinuationToken !== undefined,
        NextContinuationToken: page.nextContinuationToken,
        Contents: page.objects.map(({ key, size, etag, modifiedAt }) => ({
          Key: key,
          Size: size,
          ETag: `"${etag}"`,
          LastModified: new Date(modifiedAt),
          StorageClass: "STANDARD",
        })),
        CommonPrefixes: page.commonPrefixes.map((Prefix) => ({ Prefix })),
      };
    },
  };
}

function placeOf(request: WireObject): { readonly bucket: string; readonly key: string } {
  return { bucket: requiredString(request, "Bucket"), key: requiredString(request, "Key") };
}

/** A task's body is a text, or any other JSON, which is then written out. */
function textOf(body: unknown): string | Uint8Array {
  if (body === undefined || body === null) return "";
  if (typeof body === "string" || body instanceof Uint8Array) return body;
  const text = JSON.stringify(body);
  if (text === undefined) throw new ServiceError("InvalidArgument", "Body must be a text or JSON");
  return text;
}

function described({
  etag,
  size,
  modifiedAt,
  contentType,
  contentEncoding,
  metadata,
}: ObjectFacts): WireObject {
  return {
    ETag: `"${etag}"`,
    ContentLength: size,
    ContentType: contentType,
    ContentEncoding: contentEncoding,
    LastModified: new Date(modifiedAt),
    Metadata: metadata,
    AcceptRanges: "bytes",
  };
}
