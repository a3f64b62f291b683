import { beforeEach, expect, test } from "@jest/globals";
import { localIdentity } from "../../../../../src/aws/arn.ts";
import type { Json, JsonObject } from "../../../../../src/aws/json.ts";
import { s3Api } from "../../../../../src/services/s3/api/api.ts";
import { Objects } from "../../../../../src/services/s3/objects.ts";
import { createTaskRunner } from "../../../../../src/services/step-functions/tasks/task-runner.ts";
import { VirtualClock } from "../../../../../src/time/virtual-clock.ts";
import { taskCall } from "../task-call.ts";

let run: (action: string, given: JsonObject) => Promise<Json>;

beforeEach(async () => {
  const clock = new VirtualClock(Date.UTC(2026, 10, 23));
  const objects = await Objects.open({ directory: undefined, clock });
  const api = s3Api(objects);
  const tasks = createTaskRunner({ identity: localIdentity, clock, sdkService: () => api });
  run = async (action, given) =>
    (await tasks.run(taskCall(`arn:aws:states:::aws-sdk:s3:${action}`, given))) as Json;
  await objects.createBucket("readings");
  await objects.putObject({
    bucket: "readings",
    key: "a/1.txt",
    bytes: Buffer.from("grüß"),
    metadata: { from: "me" },
  });
});

const at = { Bucket: "readings", Key: "a/1.txt" };
const facts = {
  AcceptRanges: "bytes",
  ContentLength: 6,
  ContentType: "binary/octet-stream",
  ETag: expect.stringMatching(/^"[0-9a-f]{32}"$/),
  LastModified: "2026-11-23T00:00:00.000Z",
  Metadata: { from: "me" },
  ServerSideEncryption: "AES256",
};

test("an object is got as text, with its facts", async () => {
  expect(await run("getObject", at)).toEqual({ ...facts, Body: "grüß" });
  expect(await run("headObject", at)).toEqual(facts);
});

test.each([
  ["bytes=0-1", "gr", "bytes 0-1/6"],
  ["bytes=4-", "ß", "bytes 4-5/6"],
  ["bytes=-2", "ß", "bytes 4-5/6"],
  ["bytes=4-99", "ß", "bytes 4-5/6"],
])("the range %s is %s", async (Range, Body, ContentRange) => {
  expect(await run("getObject", { ...at, Range })).toMatchObject({ Body, ContentRange });
});

test("an object is put as JSON, and so a text with its quotes", async () => {
  await run("putObject", { Bucket: "readings", Key: "b", Body: { a: 1 }, ContentType: "application/json" });
  expect(await run("getObject", { Bucket: "readings", Key: "b" })).toMatchObject({
    Body: '{"a":1}',
    ContentType: "application/json",
  });
  await run("putObject", { Bucket: "readings", Key: "b", Body: "text", Metadata: { n: 1 } });
  expect(await run("getObject", { Bucket: "readings", Key: "b" })).toMatchObject({
    Body: '"text"',
    ContentLength: 6,
    Metadata: { n: "1" },
  });
});

test("objects are listed by pages, by prefixes, and not at all", async () => {
  for (const Key of ["a/2.txt", "c"]) await run("putObject", { Bucket: "readings", Key, Body: Key });
  const first = (await run("listObjectsV2", { Bucket: "readings", MaxKeys: 2 })) as JsonObject;
  expect(first).toMatchObject({
    Contents: [{ Key: "a/1.txt", Size: 6 }, { Key: "a/2.txt" }],
    IsTruncated: true,
    KeyCount: 2,
  });
  const token = first.NextContinuationToken ?? null;
  expect(await run("listObjectsV2", { Bucket: "readings", ContinuationToken: token })).toMatchObject({
    Contents: [{ Key: "c", StorageClass: "STANDARD" }],
    IsTruncated: false,
  });
  expect(await run("listObjectsV2", { Bucket: "readings", Delimiter: "/" })).toMatchObject({
    CommonPrefixes: [{ Prefix: "a/" }],
    Contents: [{ Key: "c" }],
  });
  expect(await run("listObjectsV2", { Bucket: "readings", Prefix: "none" })).toEqual({
    IsTruncated: false,
    KeyCount: 0,
    MaxKeys: 1000,
    Name: "readings",
    Prefix: "none",
  });
});

test("objects are copied and deleted, one or many", async () => {
  await run("copyObject", { Bucket: "readings", Key: "copy", CopySource: "readings/a/1.txt" });
  expect(await run("getObject", { Bucket: "readings", Key: "copy" })).toMatchObject({
    Body: "grüß",
    Metadata: { from: "me" },
  });
  expect(await run("deleteObject", at)).toEqual({});
  const Delete = { Objects: [{ Key: "copy" }, { Key: "never was" }] };
  expect(await run("deleteObjects", { Bucket: "readings", Delete })).toEqual({ Deleted: Delete.Objects });
  expect(await run("listObjectsV2", { Bucket: "readings" })).toMatchObject({ KeyCount: 0 });
});

test("versions and delete markers are listed in pages", async () => {
  await run("deleteObject", at);
  await run("putObject", { ...at, Body: "new" });
  await run("putObject", { Bucket: "readings", Key: "b", Body: "" });
  const version = {
    VersionId: "null",
    IsLatest: true,
    StorageClass: "STANDARD",
    LastModified: facts.LastModified,
  };
  const first = (await run("listObjectVersions", { Bucket: "readings", MaxKeys: 1 })) as JsonObject;
  expect(first).toMatchObject({
    ...{ Name: "readings", IsTruncated: true, NextKeyMarker: "a/1.txt", NextVersionIdMarker: "null" },
    Versions: [{ ...version, Key: "a/1.txt", Size: 5 }],
  });
  const { NextKeyMarker: KeyMarker = "", NextVersionIdMarker: VersionIdMarker = "" } = first;
  const rest = await run("listObjectVersions", { Bucket: "readings", KeyMarker, VersionIdMarker });
  expect(rest).toMatchObject({ IsTruncated: false, Versions: [{ ...version, Key: "b", Size: 2 }] });
  expect(await run("listObjectVersions", { Bucket: "readings", Delimiter: "/" })).toMatchObject({
    CommonPrefixes: [{ Prefix: "a/" }],
  });
});

test("buckets are made, found, listed and deleted", async () => {
  expect(await run("createBucket", { Bucket: "new-one" })).toEqual({
    ...{ Location: "/new-one", BucketArn: "arn:aws:s3:::new-one" },
  });
  expect(await run("headBucket", { Bucket: "new-one" })).toEqual({});
  const made = { CreationDate: "2026-11-23T00:00:00.000Z" };
  expect(await run("listBuckets", {})).toEqual({
    Buckets: [
      { ...made, Name: "new-one" },
      { ...made, Name: "readings" },
    ],
  });
  expect(await run("deleteBucket", { Bucket: "new-one" })).toEqual({});
});

test("what is said of an object is told of it, and of its copy", async () => {
  const said = {
    CacheControl: "no-cache",
    ContentDisposition: "inline",
    ContentEncoding: "identity",
    ContentLanguage: "de",
    Expires: "2030-01-02T03:04:05.000Z",
  };
  const own = { StorageClass: "GLACIER_IR", WebsiteRedirectLocation: "https://elsewhere.example" };
  const place = { Bucket: "readings", Key: "said" };
  // The digest of the body as it is written, which has quotes.
  const ContentMD5 = "IM2BVSPlgGrsKaVygrDUnw==";
  await run("putObject", { ...place, ...said, ...own, Body: "text", ContentMD5 });
  expect(await run("headObject", place)).toMatchObject({ ...said, ...own });
  expect(await run("getObject", { ...place, ResponseCacheControl: "no-store" })).toMatchObject({
    ...said,
    CacheControl: "no-store",
  });
  await run("copyObject", { ...place, Key: "copied", CopySource: "readings/said" });
  const copied = await run("headObject", { ...place, Key: "copied" });
  expect(copied).toMatchObject(said);
  expect(copied).not.toHaveProperty("StorageClass");
  const MetadataDirective = "REPLACE";
  await run("copyObject", { ...place, Key: "new", CopySource: "readings/said", MetadataDirective, ...own });
  const replaced = await run("headObject", { ...place, Key: "new" });
  expect(replaced).toMatchObject(own);
  expect(replaced).not.toHaveProperty("CacheControl");
});

const cause = (status: number) =>
  expect.stringMatching(
    new RegExp(
      ` \\(Service: S3, Status Code: ${status}, Request ID: [0-9A-F]{16}, Extended Request ID: [a-zA-Z0-9/=+]+\\) \\(SDK Attempt Count: 1\\)$`,
    ),
  );

test.each<[string, JsonObject, string, number]>([
  ["getObject", { Bucket: "readings", Key: "none" }, "S3.NoSuchKeyException", 404],
  ["getObject", { Bucket: "nowhere", Key: "none" }, "S3.NoSuchBucketException", 404],
  ["headObject", { Bucket: "nowhere", Key: "none" }, "S3.NoSuchKeyException", 404],
  ["getObject", { ...at, Range: "bytes=9-" }, "S3.S3Exception", 416],
  ["headBucket", { Bucket: "nowhere" }, "S3.NoSuchBucketException", 404],
  ["deleteBucket", { Bucket: "readings" }, "S3.S3Exception", 409],
  ["createBucket", { Bucket: "UPPER" }, "S3.S3Exception", 400],
  ["copyObject", { ...at, CopySource: "nothing" }, "S3.S3Exception", 400],
  ["copyObject", { ...at, CopySource: "readings/%zz" }, "S3.S3Exception", 400],
  ["putObject", { ...at, ContentType: "text/中" }, "S3.S3Exception", 400],
  ["putObject", { ...at, ContentEncoding: "a\nb" }, "S3.S3Exception", 400],
  ["putObject", { ...at, Metadata: { "a b": "c" } }, "S3.S3Exception", 400],
  ["putObject", { ...at, Metadata: { a: "b\rc" } }, "S3.S3Exception", 400],
  ["putObject", { ...at, Metadata: { a: "b".repeat(2049) } }, "S3.S3Exception", 400],
  ["putObject", { ...at, Key: "\ud800" }, "S3.S3Exception", 400],
  ["putObject", { ...at, ContentDisposition: "a\r\nb: c" }, "S3.S3Exception", 400],
  ["putObject", { ...at, StorageClass: "COLD" }, "S3.S3Exception", 400],
  ["putObject", { ...at, ContentMD5: "x" }, "S3.S3Exception", 400],
  ["putObject", { ...at, Body: "a", ContentMD5: "1B2M2Y8AsgTpgAmY7PhCfg==" }, "S3.S3Exception", 400],
  ["putObject", { ...at, Body: "a", ChecksumSHA256: "x" }, "S3.S3Exception", 400],
  ["putObject", { ...at, ACL: "public-read" }, "S3.S3Exception", 400],
  ["putObject", { ...at, SSECustomerAlgorithm: "AES256" }, "S3.S3Exception", 400],
  ["putObject", { ...at, SSECustomerKeyMD5: "x" }, "S3.S3Exception", 400],
  ["putObject", { ...at, Tagging: "a=b&a=c" }, "S3.S3Exception", 400],
  [
    "copyObject",
    { ...at, CopySource: "readings/a/1.txt", ObjectLockMode: "GOVERNANCE" },
    "S3.S3Exception",
    400,
  ],
  ["copyObject", { ...at, CopySource: "readings/a/1.txt", MetadataDirective: "NEW" }, "S3.S3Exception", 400],
  ["getObject", { ...at, ResponseCacheControl: "a\nb" }, "S3.S3Exception", 400],
])("%s of %j fails with %s", async (action, given, error, status) => {
  expect(await run(action, given)).toEqual({ error, cause: cause(status) });
});

test.each<[string, JsonObject, string]>([
  ["getObject", { Bucket: "readings" }, "'Key' is required"],
  ["deleteObjects", { Bucket: "readings" }, "'Delete.Objects' must be"],
  ["getBucketAcl", { Bucket: "readings" }, '"mocks": {"aws-sdk:s3:getBucketAcl"'],
])("%s of %j is States.Runtime", async (action, given, problem) => {
  expect(await run(action, given)).toMatchObject({
    error: "States.Runtime",
    cause: expect.stringContaining(problem),
  });
});

test("objects are listed by the first version of the operation, too", async () => {
  const key = (Key: string) => run("putObject", { Bucket: "readings", Key, Body: "x" });
  for (const each of ["b/1", "b/2", "c"]) await key(each);
  expect(await run("listObjects", { Bucket: "readings", MaxKeys: 2, Prefix: "b" })).toMatchObject({
    ...{ Name: "readings", Prefix: "b", Marker: "", MaxKeys: 2, IsTruncated: false },
    Contents: [{ Key: "b/1" }, { Key: "b/2" }],
  });
  const first = await run("listObjects", { Bucket: "readings", MaxKeys: 2, Delimiter: "/" });
  expect(first).toMatchObject({
    IsTruncated: true,
    NextMarker: "b/",
    CommonPrefixes: [{ Prefix: "a/" }, { Prefix: "b/" }],
  });
  const rest = await run("listObjects", { Bucket: "readings", Delimiter: "/", Marker: "b/" });
  expect(rest).toMatchObject({ Marker: "b/", IsTruncated: false, Contents: [{ Key: "c" }] });
  await expect(run("listObjects", { Bucket: "none" })).resolves.toMatchObject({
    error: "S3.NoSuchBucketException",
  });
});
