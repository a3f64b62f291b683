// What is said of an object in the headers of its upload, and what is told of it afterwards.

import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  RestoreObjectCommand,
  S3Client,
  UpdateObjectEncryptionCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { s3Api } from "../../../../src/services/s3/api/api.ts";
import { Objects } from "../../../../src/services/s3/objects.ts";
import { systemClock } from "../../../../src/time/clock.ts";
import { send } from "../../../server/raw-request.ts";
import { type SdkServer, serve } from "../../../server/sdk-server.ts";

let folder: string;
let server: SdkServer;
let client: S3Client;
let port: number;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "s3-metadata-"));
  const objects = await Objects.open({ directory: folder, clock: systemClock });
  server = await serve(s3Api(objects));
  port = Number(new URL(server.url).port);
  client = new S3Client({ ...server.clientConfiguration, forcePathStyle: true });
  await objects.createBucket("bucket");
});
afterAll(async () => {
  client.destroy();
  await server.close();
  rmSync(folder, { recursive: true });
  expect(server.faults).toEqual([]);
});

const Bucket = "bucket";
const said = {
  ContentType: "text/csv",
  CacheControl: "max-age=60",
  ContentDisposition: 'attachment; filename="a.csv"',
  ContentEncoding: "identity",
  ContentLanguage: "de-DE, en",
  WebsiteRedirectLocation: "/elsewhere",
  StorageClass: "STANDARD_IA",
  Expires: new Date("2030-01-02T03:04:05Z"),
} as const;
const { Expires, ...texts } = said;
const told = { ...texts, ExpiresString: Expires.toUTCString() };
const { StorageClass: _class, WebsiteRedirectLocation: _redirect, ...copied } = told;
const Metadata = { by: "me" };

async function both(Key: string) {
  const head = await client.send(new HeadObjectCommand({ Bucket, Key }));
  const { Body, ...get } = await client.send(new GetObjectCommand({ Bucket, Key }));
  expect(get).toMatchObject({ ContentLength: head.ContentLength, ETag: head.ETag });
  return [head, get];
}

describe("is told by HEAD and GET as it was said", () => {
  test("at a put, and after the files were opened again", async () => {
    await client.send(new PutObjectCommand({ Bucket, Key: "put", Body: "a", Metadata, ...said }));
    for (const each of await both("put")) expect(each).toMatchObject({ ...told, Metadata });
    const again = await Objects.open({ directory: folder, clock: systemClock });
    expect(again.headObject(Bucket, "put")).toMatchObject({ cacheControl: "max-age=60" });
    await again.close();
  });

  test("at the start of a multipart upload", async () => {
    const at = { Bucket, Key: "parts" };
    const { UploadId } = await client.send(new CreateMultipartUploadCommand({ ...at, Metadata, ...said }));
    const { ETag } = await client.send(
      new UploadPartCommand({ ...at, UploadId, PartNumber: 1, Body: "part" }),
    );
    const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
    await client.send(new CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload }));
    for (const each of await both("parts")) expect(each).toMatchObject({ ...told, Metadata });
  });

  test("at a copy that replaces it", async () => {
    await client.send(new PutObjectCommand({ Bucket, Key: "plain", Body: "a" }));
    const CopySource = "bucket/plain";
    await client.send(
      new CopyObjectCommand({ Bucket, Key: "new", CopySource, MetadataDirective: "REPLACE", ...said }),
    );
    for (const each of await both("new")) expect(each).toMatchObject(told);
  });

  test("and by a copy of it, but for the class and the redirection, which are the copy's own", async () => {
    await client.send(new PutObjectCommand({ Bucket, Key: "source", Body: "a", ...said }));
    await client.send(new CopyObjectCommand({ Bucket, Key: "copy", CopySource: "bucket/source" }));
    for (const each of await both("copy")) {
      expect(each).toMatchObject(copied);
      expect([each.StorageClass, each.WebsiteRedirectLocation]).toEqual([undefined, undefined]);
    }
  });
});

test("the class STANDARD is told by lists alone", async () => {
  await client.send(new PutObjectCommand({ Bucket, Key: "class", Body: "a", StorageClass: "STANDARD" }));
  for (const each of await both("class")) expect(each.StorageClass).toBeUndefined();
  const { Contents } = await client.send(new ListObjectsV2Command({ Bucket, Prefix: "class" }));
  expect(Contents).toEqual([expect.objectContaining({ StorageClass: "STANDARD" })]);
});

test("a GET can ask for other headers, which the object does not keep", async () => {
  await client.send(new PutObjectCommand({ Bucket, Key: "override", Body: "a", ...said }));
  const asked = {
    ResponseCacheControl: "no-store",
    ResponseContentDisposition: "inline",
    ResponseContentEncoding: "identity",
    ResponseContentLanguage: "fr",
    ResponseContentType: "text/html",
    ResponseExpires: new Date("2031-01-01T00:00:00Z"),
  };
  const answer = await client.send(new GetObjectCommand({ Bucket, Key: "override", ...asked }));
  expect(answer).toMatchObject({
    CacheControl: "no-store",
    ContentDisposition: "inline",
    ContentLanguage: "fr",
    ContentType: "text/html",
    ExpiresString: "Wed, 01 Jan 2031 00:00:00 GMT",
  });
  const { headers } = await send(port, {
    method: "GET",
    path: "/bucket/override?response-content-type=text/html&response-content-security-policy=none",
  });
  expect(headers).toMatchObject({ "content-type": "text/html", "content-security-policy": "sandbox" });
  expect((await both("override"))[0]).toMatchObject(told);
  const refused = await send(port, {
    method: "GET",
    path: "/bucket/override?response-cache-control=a%0D%0Ab",
  });
  expect([refused.status, refused.body.toString()]).toEqual([
    400,
    expect.stringContaining("<Code>InvalidArgument</Code>"),
  ]);
});

describe("what does not go together, or is none, is refused", () => {
  test.each<[Record<string, string>, number, string]>([
    [{ "x-amz-acl": "public-read" }, 400, "AccessControlListNotSupported"],
    [{ "x-amz-grant-read": 'id="1"' }, 400, "InvalidArgument"],
    [{ "x-amz-acl": "private", "x-amz-grant-read": 'id="1"' }, 400, "InvalidRequest"],
    [{ "x-amz-server-side-encryption": "rot13" }, 400, "InvalidArgument"],
    [{ "x-amz-server-side-encryption-customer-algorithm": "AES256" }, 400, "InvalidArgument"],
    [{ "x-amz-server-side-encryption-customer-key-md5": "x" }, 400, "InvalidArgument"],
    [{ "x-amz-object-lock-mode": "GOVERNANCE" }, 400, "InvalidRequest"],
    [{ "x-amz-tagging": "a=b&a=c" }, 400, "InvalidArgument"],
    [{ "x-amz-storage-class": "COLD" }, 400, "InvalidStorageClass"],
    [{ "x-amz-website-redirect-location": "elsewhere" }, 400, "InvalidRedirectLocation"],
    [{ "content-md5": Buffer.alloc(16).toString("base64") }, 400, "BadDigest"],
  ])("%j", async (headers, status, code) => {
    for (const [method, path] of [
      ["PUT", "/bucket/refused"],
      ["POST", "/bucket/refused?uploads"],
    ] as const) {
      if (method === "POST" && headers["content-md5"] !== undefined) continue;
      const answer = await send(port, { method, path, headers, body: Buffer.from("a") });
      expect([answer.status, answer.body.toString()]).toEqual([
        status,
        expect.stringContaining(`<Code>${code}</Code>`),
      ]);
    }
    expect((await send(port, { method: "GET", path: "/bucket/refused" })).status).toBe(404);
  });

  test.each([{ "x-amz-acl": "bucket-owner-full-control" }, { "x-amz-server-side-encryption": "AES256" }])(
    "but not what is done anyway: %j",
    async (headers) => {
      const body = Buffer.from("a");
      expect((await send(port, { method: "PUT", path: "/bucket/taken", headers, body })).status).toBe(200);
    },
  );
});

describe("the first version of a list", () => {
  test("has a marker and no count, and tells of the next one where there is a delimiter", async () => {
    for (const Key of ["v1/a/1", "v1/a/2", "v1/b"])
      await client.send(new PutObjectCommand({ Bucket, Key, Body: "a" }));
    const first = { Bucket, Prefix: "v1/", Delimiter: "/", MaxKeys: 1 };
    const page = await client.send(new ListObjectsCommand(first));
    expect(page).toMatchObject({ Marker: "", IsTruncated: true, NextMarker: "v1/a/" });
    expect(page.CommonPrefixes).toEqual([{ Prefix: "v1/a/" }]);
    const next = await client.send(new ListObjectsCommand({ ...first, Marker: "v1/a/" }));
    expect(next).toMatchObject({ Marker: "v1/a/", IsTruncated: false });
    expect(next.NextMarker).toBeUndefined();
    expect(next.Contents).toMatchObject([
      { Key: "v1/b", Owner: { ID: expect.stringMatching(/^[0-9a-f]{64}$/) } },
    ]);
    const { body } = await send(port, { method: "GET", path: "/bucket?max-keys=1" });
    expect(body.toString()).not.toMatch(/KeyCount|NextMarker|NextContinuationToken/);
  });
});

test.each(["<Delete/>", "<Delete></Delete>", "<Delete><Quiet>true</Quiet></Delete>"])(
  "a deletion of nothing is refused: %s",
  async (body) => {
    const headers = { "content-md5": createHash("md5").update(body).digest("base64") };
    const { status, body: answer } = await send(port, { path: "/bucket?delete", headers, body });
    expect([status, answer.toString()]).toEqual([400, expect.stringContaining("<Code>MalformedXML</Code>")]);
  },
);

test("what lies in an archive is copied only once it is restored", async () => {
  const frozen = { Bucket, Key: "frozen" };
  await client.send(new PutObjectCommand({ ...frozen, Body: "b", StorageClass: "GLACIER" }));
  const copy = () =>
    client.send(new CopyObjectCommand({ Bucket, Key: "thawed", CopySource: "bucket/frozen" }));
  await expect(copy()).rejects.toMatchObject({
    name: "ObjectNotInActiveTierError",
    message:
      "The source object of the COPY operation is not in the active tier and is only stored in Amazon Glacier.",
    $metadata: { httpStatusCode: 403 },
  });
  await client.send(new RestoreObjectCommand({ ...frozen, RestoreRequest: { Days: 1 } }));
  await expect(copy()).resolves.toMatchObject({ $metadata: { httpStatusCode: 200 } });
});

describe("how an object is encrypted", () => {
  const kmsKey = "arn:aws:kms:us-east-1:000000000000:key/1";

  test("is changed without its bytes", async () => {
    const Key = "reencrypted";
    const { ETag } = await client.send(new PutObjectCommand({ Bucket, Key, Body: "b" }));
    const ObjectEncryption = { SSEKMS: { KMSKeyArn: kmsKey, BucketKeyEnabled: true } };
    await client.send(new UpdateObjectEncryptionCommand({ Bucket, Key, ObjectEncryption }));
    expect(await client.send(new HeadObjectCommand({ Bucket, Key }))).toMatchObject({
      ...{ ETag, ServerSideEncryption: "aws:kms", SSEKMSKeyId: kmsKey, BucketKeyEnabled: true },
    });
  });

  test.each([
    ["an object that is not there", "absent", kmsKey, "NoSuchKey"],
    ["a key that is no ARN", "reencrypted", "alias/a", "MalformedXML"],
  ])("is not changed of %s", async (_, Key, KMSKeyArn, name) => {
    const ObjectEncryption = { SSEKMS: { KMSKeyArn } };
    await expect(
      client.send(new UpdateObjectEncryptionCommand({ Bucket, Key, ObjectEncryption })),
    ).rejects.toMatchObject({ name });
  });
});
