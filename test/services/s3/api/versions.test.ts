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
  S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { s3Api } from "../../../../src/services/s3/api/api.ts";
import { Objects } from "../../../../src/services/s3/objects.ts";
import { systemClock } from "../../../../src/time/clock.ts";
import { type SdkServer, serve } from "../../../server/sdk-server.ts";

let directory: string;
let objects: Objects;
let server: SdkServer;
let client: S3Client;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "versions-"));
  objects = await Objects.open({ directory, clock: systemClock });
  server = await serve(s3Api(objects));
  client = new S3Client({ ...server.clientConfiguration, forcePathStyle: true });
});
afterAll(async () => {
  client.destroy();
  await server.close();
  await objects.close();
  rmSync(directory, { recursive: true });
  expect(server.faults).toEqual([]);
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
