// Uploads in parts through the SDK: what is under way is listed in pages, survives a restart, and leaves nothing behind.

import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { S3 } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { s3Api } from "../../../../src/services/s3/api/api.ts";
import { Objects } from "../../../../src/services/s3/objects.ts";
import { systemClock } from "../../../../src/time/clock.ts";
import { type SdkServer, serve } from "../../../server/sdk-server.ts";
import { until } from "../../../support/until.ts";

const Bucket = "bucket";
let folder: string;
let objects: Objects;
let server: SdkServer;
let s3: S3;
const blobs = () => readdirSync(join(folder, ".blobs"));
/** What nobody has any more is removed after the answer. */
const untilBlobs = (count: number) => until(() => blobs().length === count || undefined);

async function open(): Promise<void> {
  objects = await Objects.open({ directory: folder, clock: systemClock });
  server = await serve(s3Api(objects));
  s3 = new S3({ ...server.clientConfiguration, forcePathStyle: true, maxAttempts: 1 });
}

async function close(): Promise<void> {
  s3.destroy();
  await server.close();
  await objects.close();
  expect(server.faults).toEqual([]);
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "uploads-"));
  await open();
  await s3.createBucket({ Bucket });
});
afterAll(async () => {
  await close();
  rmSync(folder, { recursive: true });
});

async function begin(Key: string): Promise<string> {
  const { UploadId = "" } = await s3.createMultipartUpload({ Bucket, Key });
  return UploadId;
}

test("uploads and their parts are listed in pages", async () => {
  const ids = [];
  for (const Key of ["a/1", "a/2", "b"]) ids.push(await begin(Key));
  const seen: (string | undefined)[] = [];
  let marker: { KeyMarker?: string | undefined; UploadIdMarker?: string | undefined } = {};
  for (let isTruncated: boolean | undefined = true; isTruncated; ) {
    const page = await s3.listMultipartUploads({ Bucket, MaxUploads: 2, ...marker });
    seen.push(...(page.Uploads ?? []).map(({ UploadId }) => UploadId));
    marker = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker };
    isTruncated = page.IsTruncated;
  }
  expect(seen).toEqual(ids);
  const [UploadId = ""] = ids;
  const place = { Bucket, Key: "a/1", UploadId };
  for (const PartNumber of [7, 2, 5, 2]) await s3.uploadPart({ ...place, PartNumber, Body: `${PartNumber}` });
  const first = await s3.listParts({ ...place, MaxParts: 2 });
  expect(first).toMatchObject({ IsTruncated: true, NextPartNumberMarker: "5" });
  const rest = await s3.listParts({ ...place, PartNumberMarker: first.NextPartNumberMarker });
  const numbers = [...(first.Parts ?? []), ...(rest.Parts ?? [])].map(({ PartNumber }) => PartNumber);
  expect([numbers, rest.IsTruncated]).toEqual([[2, 5, 7], false]);
  await untilBlobs(3);
  for (const [index, Key] of ["a/1", "a/2", "b"].entries())
    await s3.abortMultipartUpload({ Bucket, Key, UploadId: ids[index] });
  await expect(s3.listParts(place)).rejects.toMatchObject({ name: "NoSuchUpload" });
});

test("markers and lists that are none are refused", async () => {
  const UploadId = await begin("marked");
  const marker = { Bucket, KeyMarker: "marked", UploadIdMarker: "none" };
  await expect(s3.listMultipartUploads(marker)).rejects.toMatchObject({
    ...{ name: "InvalidArgument", message: "Invalid uploadId marker", ArgumentName: "upload-id-marker" },
  });
  const alone = await s3.listMultipartUploads({ Bucket, UploadIdMarker: "none" });
  expect([alone.UploadIdMarker ?? "", alone.Uploads?.length]).toEqual(["", 1]);
  const versions = { Bucket, KeyMarker: "marked", VersionIdMarker: "none" };
  await expect(s3.listObjectVersions(versions)).rejects.toMatchObject({
    ...{
      name: "InvalidArgument",
      message: "Invalid version id specified",
      ArgumentName: "version-id-marker",
    },
  });
  const place = { Bucket, Key: "marked", UploadId };
  await expect(
    s3.completeMultipartUpload({ ...place, MultipartUpload: { Parts: [] } }),
  ).rejects.toMatchObject({ name: "MalformedXML" });
  await expect(s3.completeMultipartUpload(place)).rejects.toThrow("You must specify at least one part");
  await s3.abortMultipartUpload(place);
});

test("an upload goes on after a restart, and its object takes its parts as they lie", async () => {
  const Key = "kept";
  const UploadId = await begin(Key);
  const large = Buffer.alloc(5 * 1024 * 1024, "kept");
  const { ETag } = await s3.uploadPart({ Bucket, Key, UploadId, PartNumber: 1, Body: large });
  const before = blobs();
  await close();
  await open();
  const last = await s3.uploadPart({ Bucket, Key, UploadId, PartNumber: 2, Body: "last" });
  const Parts = [
    { PartNumber: 1, ETag },
    { PartNumber: 2, ETag: last.ETag },
  ];
  await s3.completeMultipartUpload({ Bucket, Key, UploadId, MultipartUpload: { Parts } });
  expect(blobs()).toEqual(expect.arrayContaining(before));
  const { bytes } = await objects.getObject(Bucket, Key);
  expect(bytes.equals(Buffer.concat([large, Buffer.from("last")]))).toBe(true);
  const second = await s3.getObject({ Bucket, Key, PartNumber: 2 });
  expect([second.PartsCount, await second.Body?.transformToString()]).toEqual([2, "last"]);
  await s3.copyObject({ Bucket, Key: "copy", CopySource: `${Bucket}/${Key}` });
  await untilBlobs(2);
  await s3.deleteObject({ Bucket, Key });
  expect((await objects.getObject(Bucket, "copy")).bytes.equals(bytes)).toBe(true);
});

test("an upload that is completed again answers what it was completed to", async () => {
  const Key = "again";
  const UploadId = await begin(Key);
  const { ETag } = await s3.uploadPart({ Bucket, Key, UploadId, PartNumber: 1, Body: "first" });
  const completion = { Bucket, Key, UploadId, MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] } };
  const { ETag: made } = await s3.completeMultipartUpload(completion);
  await close();
  await open();
  await expect(s3.completeMultipartUpload({ ...completion, IfNoneMatch: "*" })).resolves.toMatchObject({
    ETag: made,
    Key,
  });
  const others = { Parts: [{ PartNumber: 1, ETag: "0".repeat(32) }] };
  for (const refused of [
    { ...completion, MultipartUpload: others },
    { ...completion, Key: "another" },
  ])
    await expect(s3.completeMultipartUpload(refused)).rejects.toMatchObject({ name: "NoSuchUpload" });
  await s3.putObject({ Bucket, Key, Body: "other" });
  await expect(s3.completeMultipartUpload(completion)).rejects.toMatchObject({ name: "NoSuchUpload" });
});

test.each<[object, string]>([
  [{ ChecksumAlgorithm: "SHA1", ChecksumType: "FULL_OBJECT" }, "InvalidRequest"],
  [{ StorageClass: "OUTPOSTS" }, "InvalidStorageClass"],
  [{ ObjectLockMode: "GOVERNANCE" }, "InvalidRequest"],
])("an upload with %j is refused", async (more, name) => {
  await expect(s3.createMultipartUpload({ Bucket, Key: "k", ...more })).rejects.toMatchObject({ name });
});
