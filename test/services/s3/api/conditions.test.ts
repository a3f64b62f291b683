// Requests to S3 under a condition, digests of what is sent, and parts that are copied.

import { createHash } from "node:crypto";
import type { S3 } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import type { Objects } from "../../../../src/services/s3/objects.ts";
import { type ServedObjects, serveObjects } from "./served-objects.ts";

let served: ServedObjects;
let objects: Objects;
let s3: S3;
const Bucket = "bucket";
const etagOf = (text: string | Buffer) => `"${createHash("md5").update(text).digest("hex")}"`;

beforeAll(async () => {
  served = await serveObjects();
  ({ objects, s3 } = served);
  await objects.createBucket(Bucket);
});
afterAll(() => served.close());
beforeEach(async () => {
  await objects.deleteObject(Bucket, "new");
  await objects.putObject({ bucket: Bucket, key: "old", bytes: Buffer.from("old") });
});

test.each<[string, object, number | "written"]>([
  ["old", { IfNoneMatch: "*" }, 412],
  ["new", { IfNoneMatch: "*" }, "written"],
  ["old", { IfMatch: etagOf("old") }, "written"],
  ["old", { IfMatch: etagOf("other") }, 412],
  ["new", { IfMatch: etagOf("old") }, 404],
  ["old", { ContentMD5: createHash("md5").update("x").digest("base64") }, 400],
  ["old", { ContentMD5: "nonsense" }, 400],
  ["old", { ChecksumSHA256: createHash("sha256").update("x").digest("base64") }, 400],
  ["old", { ChecksumSHA256: createHash("sha256").update("body").digest("base64") }, "written"],
])("to put %s with %j is answered by %s", async (Key, fields, status) => {
  const put = s3.putObject({ Bucket, Key, Body: "body", ...fields });
  if (status === "written") await put;
  else await expect(put).rejects.toMatchObject({ $metadata: { httpStatusCode: status } });
  const { bytes } = await objects.getObject(Bucket, "old");
  expect(bytes.toString()).toBe(status === "written" && Key === "old" ? "body" : "old");
});

test("of two that must be the first to write an object one is", async () => {
  const put = (Body: string) => s3.putObject({ Bucket, Key: "new", Body, IfNoneMatch: "*" });
  const results = await Promise.allSettled([put("a"), put("b")]);
  expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
});

const past = new Date(0);
const future = new Date(Date.now() + 3_600_000);

test.each<[object, number]>([
  [{ IfMatch: etagOf("other") }, 412],
  [{ IfUnmodifiedSince: past }, 412],
  [{ IfNoneMatch: etagOf("old") }, 304],
  [{ IfModifiedSince: future }, 304],
  [{ IfMatch: etagOf("old"), IfUnmodifiedSince: past }, 200],
  [{ IfNoneMatch: etagOf("other"), IfModifiedSince: future }, 200],
  [{ IfModifiedSince: past }, 200],
])("to read with %j is answered by %d", async (fields, status) => {
  for (const read of [
    () => s3.getObject({ Bucket, Key: "old", ...fields }),
    () => s3.headObject({ Bucket, Key: "old", ...fields }),
  ]) {
    const answered = await read().catch((error: unknown) => error);
    expect(answered).toMatchObject({ $metadata: { httpStatusCode: status } });
  }
});

describe("a deletion", () => {
  test.each<[string, string, number]>([
    ["old", etagOf("old"), 204],
    ["old", "*", 204],
    ["old", etagOf("other"), 412],
    ["new", etagOf("old"), 404],
    ["new", "*", 412],
  ])("of %s if it matches %s is answered by %d", async (Key, IfMatch, status) => {
    const answered = await s3.deleteObject({ Bucket, Key, IfMatch }).catch((error: unknown) => error);
    expect(answered).toMatchObject({ $metadata: { httpStatusCode: status } });
    const isLeft = await s3.headObject({ Bucket, Key: "old" }).then(
      () => true,
      () => false,
    );
    expect(isLeft).toBe(status !== 204);
  });

  test("of a list is under the condition of each of its ETags", async () => {
    await objects.putObject({ bucket: Bucket, key: "new", bytes: Buffer.from("new") });
    const { Deleted, Errors } = await s3.deleteObjects({
      Bucket,
      Delete: {
        Objects: [
          { Key: "old", ETag: etagOf("other") },
          { Key: "new", ETag: etagOf("new") },
        ],
      },
    });
    expect(Deleted).toEqual([{ Key: "new" }]);
    expect(Errors).toEqual([expect.objectContaining({ Key: "old", Code: "PreconditionFailed" })]);
  });
});

test("a part may be copied from another object, or from a range of it", async () => {
  const { UploadId } = await s3.createMultipartUpload({ Bucket, Key: "joined" });
  const large = Buffer.alloc(5 * 1024 * 1024, "abc");
  await objects.putObject({ bucket: Bucket, key: "large", bytes: large });
  const copy = (PartNumber: number, CopySource: string, fields: object) =>
    s3.uploadPartCopy({ Bucket, Key: "joined", UploadId, PartNumber, CopySource, ...fields });
  const parts = [
    await copy(1, "bucket/large", {}),
    await copy(2, "bucket/old", { CopySourceRange: "bytes=1-2" }),
  ];
  const etags = parts.map(({ CopyPartResult }) => CopyPartResult?.ETag);
  expect(etags).toEqual([etagOf(large), etagOf("ld")]);
  const Parts = etags.map((ETag, index) => ({ PartNumber: index + 1, ETag }));
  await s3.completeMultipartUpload({ Bucket, Key: "joined", UploadId, MultipartUpload: { Parts } });
  // What was copied from goes, and the copy keeps its bytes.
  await objects.deleteObject(Bucket, "large");
  const { bytes } = await objects.getObject(Bucket, "joined");
  expect(bytes.equals(Buffer.concat([large, Buffer.from("ld")]))).toBe(true);
});
