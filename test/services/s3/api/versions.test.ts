// Versions of objects whose bucket no longer makes any.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type ServedObjects, serveObjects } from "./served-objects.ts";

let directory: string;
let served: ServedObjects;
let client: S3Client;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "versions-"));
  served = await serveObjects({ directory });
  ({ s3: client } = served);
});
afterAll(async () => {
  await served.close();
  rmSync(directory, { recursive: true });
});

test("what is deleted in a suspended bucket, and the one version without an id, are told as null", async () => {
  const of = { Bucket: "suspended", Key: "k" };
  const version = (Status: "Enabled" | "Suspended") =>
    client.send(new PutBucketVersioningCommand({ ...of, VersioningConfiguration: { Status } }));
  await client.send(new CreateBucketCommand(of));
  await client.send(new PutObjectCommand({ ...of, Body: "0" }));
  await version("Enabled");
  expect((await client.send(new GetObjectCommand(of))).VersionId).toBe("null");
  await client.send(new PutObjectCommand({ ...of, Body: "1" }));
  await version("Suspended");
  expect(await client.send(new DeleteObjectCommand(of))).toMatchObject({
    ...{ DeleteMarker: true, VersionId: "null" },
  });
  expect((await client.send(new PutObjectCommand({ ...of, Body: "2" }))).VersionId).toBeUndefined();
  const { Versions = [], DeleteMarkers } = await client.send(new ListObjectVersionsCommand(of));
  expect([Versions.map(({ IsLatest }) => IsLatest), DeleteMarkers]).toEqual([[true, false], undefined]);
  const deleted = await client.send(new DeleteObjectCommand({ ...of, VersionId: "null" }));
  expect([deleted.VersionId, deleted.DeleteMarker]).toEqual(["null", undefined]);
});

test("an object is copied onto itself where its version is named, and not where nothing would change", async () => {
  const { s3 } = served;
  const Bucket = "copied-onto-itself";
  await s3.createBucket({ Bucket });
  await s3.putBucketVersioning({ Bucket, VersioningConfiguration: { Status: "Enabled" } });
  const { VersionId } = await s3.putObject({ Bucket, Key: "k", Body: "x" });
  const copy = (source: string) => s3.copyObject({ Bucket, Key: "k", CopySource: source });
  const made = await copy(`${Bucket}/k?versionId=${VersionId}`);
  expect(made.VersionId).not.toBe(VersionId);
  await expect(copy(`${Bucket}/k`)).rejects.toMatchObject({ name: "InvalidRequest" });
  expect((await s3.listObjectVersions({ Bucket })).Versions).toHaveLength(2);
});

test("a lock's configuration that is empty is missing", async () => {
  const { s3 } = served;
  const Bucket = "locked-by-nothing";
  await s3.createBucket({ Bucket });
  await expect(s3.putObjectLockConfiguration({ Bucket })).rejects.toMatchObject({
    ...{ name: "MissingRequestBodyError", message: "Request Body is empty" },
  });
});
