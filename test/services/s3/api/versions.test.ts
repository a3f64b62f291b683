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
