// What is said of a bucket as a whole, by the real SDK client, and what deploy tools ask of one.

import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteBucketPolicyCommand,
  DeletePublicAccessBlockCommand,
  GetBucketAbacCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketPolicyCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  ListDirectoryBucketsCommand,
  PutBucketAbacCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutPublicAccessBlockCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { Objects } from "../../../../src/services/s3/objects.ts";
import { systemClock } from "../../../../src/time/clock.ts";
import type { SdkServer } from "../../../server/sdk-server.ts";
import { type ServedObjects, serveObjects } from "./served-objects.ts";

const Bucket = "settings";
let directory: string;
let served: ServedObjects;
let objects: Objects;
let server: SdkServer;
let client: S3Client;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "bucket-settings-"));
  served = await serveObjects({ directory });
  ({ objects, server, s3: client } = served);
  await client.send(new CreateBucketCommand({ Bucket }));
});
afterAll(async () => {
  await served.close();
  rmSync(directory, { recursive: true });
});

test("a bucket tells its region and when it was made", async () => {
  expect((await client.send(new HeadBucketCommand({ Bucket }))).BucketRegion).toBe("us-east-1");
  const { Buckets = [] } = await client.send(new ListBucketsCommand({}));
  expect(Buckets.map(({ Name }) => Name)).toEqual([Bucket]);
  expect(Number(Buckets[0]?.CreationDate)).toBeGreaterThan(Date.now() - 600_000);
});

test("a new bucket is encrypted, private, without versions and without a policy", async () => {
  const { ServerSideEncryptionConfiguration } = await client.send(new GetBucketEncryptionCommand({ Bucket }));
  expect(ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault).toEqual({
    SSEAlgorithm: "AES256",
  });
  const { PublicAccessBlockConfiguration } = await client.send(new GetPublicAccessBlockCommand({ Bucket }));
  expect(PublicAccessBlockConfiguration).toMatchObject({
    BlockPublicAcls: true,
    RestrictPublicBuckets: true,
  });
  expect((await client.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBeUndefined();
  for (const [command, name] of [
    [new GetBucketPolicyCommand({ Bucket }), "NoSuchBucketPolicy"],
    [new GetBucketLifecycleConfigurationCommand({ Bucket }), "NoSuchLifecycleConfiguration"],
    [new GetBucketTaggingCommand({ Bucket }), "NoSuchTagSet"],
  ] as const)
    await expect(client.send(command as GetBucketPolicyCommand)).rejects.toMatchObject({ name });
});

test("access by tags is off until it is switched on; there are no directory buckets", async () => {
  const status = async () => (await client.send(new GetBucketAbacCommand({ Bucket }))).AbacStatus?.Status;
  expect(await status()).toBe("Disabled");
  await client.send(new PutBucketAbacCommand({ Bucket, AbacStatus: { Status: "Enabled" } }));
  expect(await status()).toBe("Enabled");
  expect((await client.send(new ListDirectoryBucketsCommand({}))).Buckets ?? []).toEqual([]);
});

function policyOf(bucket: string): string {
  const resource = { Action: "s3:GetObject", Resource: `arn:aws:s3:::${bucket}/*` };
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: "*", ...resource }],
  });
}

test("what is set is told, after a restart too, until it is taken away", async () => {
  const Policy = policyOf(Bucket);
  const Rules = [{ ID: "old", Status: "Enabled", Filter: { Prefix: "" }, Expiration: { Days: 3 } } as const];
  await client.send(new PutBucketPolicyCommand({ Bucket, Policy }));
  await client.send(
    new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }),
  );
  await client.send(
    new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules } }),
  );
  await client.send(
    new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet: [{ Key: "a", Value: "b/c+d=e" }] } }),
  );
  const encryption = {
    Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms" as const } }],
  };
  await client.send(
    new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: encryption }),
  );
  await client.send(
    new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: { BlockPublicAcls: true } }),
  );
  expect((await client.send(new GetBucketPolicyCommand({ Bucket }))).Policy).toBe(Policy);
  expect((await client.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBe("Enabled");
  const lifecycle = await client.send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
  expect(lifecycle.Rules?.[0]).toMatchObject({ ID: "old", Expiration: { Days: 3 } });
  const { TagSet } = await client.send(new GetBucketTaggingCommand({ Bucket }));
  expect(TagSet).toEqual([{ Key: "a", Value: "b/c+d=e" }]);

  const again = await Objects.open({ directory, clock: systemClock });
  for (const name of ["policy", "encryption"])
    expect(again.store.buckets.setting(Bucket, name)).toBe(objects.store.buckets.setting(Bucket, name));
  await again.close();

  await client.send(new DeleteBucketPolicyCommand({ Bucket }));
  await expect(client.send(new GetBucketPolicyCommand({ Bucket }))).rejects.toMatchObject({
    name: "NoSuchBucketPolicy",
  });
  await client.send(new DeletePublicAccessBlockCommand({ Bucket }));
  await expect(client.send(new GetPublicAccessBlockCommand({ Bucket }))).rejects.toMatchObject({
    name: "NoSuchPublicAccessBlockConfiguration",
  });
});

test("settings go with their bucket", async () => {
  const passing = "passing";
  await client.send(new CreateBucketCommand({ Bucket: passing }));
  await client.send(new PutBucketPolicyCommand({ Bucket: passing, Policy: policyOf(passing) }));
  await client.send(new DeleteBucketCommand({ Bucket: passing }));
  await client.send(new CreateBucketCommand({ Bucket: passing }));
  await expect(client.send(new GetBucketPolicyCommand({ Bucket: passing }))).rejects.toMatchObject({
    name: "NoSuchBucketPolicy",
  });
  await client.send(new DeleteBucketCommand({ Bucket: passing }));
});

test.each([
  ["policy", "no JSON", "MalformedPolicy"],
  ["versioning", "<VersioningConfiguration>", "MalformedXML"],
  ["versioning", "<Tagging></Tagging>", "MalformedXML"],
  ["notification", "<NotificationConfiguration>all</NotificationConfiguration>", "MalformedXML"],
  ["publicAccessBlock", "<PublicAccessBlockConfiguration/>", "InvalidRequest"],
  [
    "lifecycle",
    "<LifecycleConfiguration><Rule><Status>Enabled</Status><Filter/><Expiration><Days>2147483648</Days></Expiration></Rule></LifecycleConfiguration>",
    "MalformedXML",
  ],
])("a %s that is none is refused: %s", async (name, body, code) => {
  const answer = await fetch(`${server.url}/${Bucket}?${name}`, {
    ...{ method: "PUT", body, headers: { connection: "close" } },
  });
  expect(answer.status).toBe(400);
  expect(await answer.text()).toContain(`<Code>${code}</Code>`);
});

test("an upload in chunks is held against the checksum behind them", async () => {
  const put = (checksum: string) =>
    fetch(`${server.url}/${Bucket}/chunked`, {
      method: "PUT",
      headers: {
        connection: "close",
        "x-amz-content-sha256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
        "content-encoding": "aws-chunked",
        "x-amz-decoded-content-length": "5",
        "x-amz-trailer": "x-amz-checksum-crc32",
      },
      body: `5\r\nhello\r\n0\r\nx-amz-checksum-crc32:${checksum}\r\n\r\n`,
    });
  expect((await put("NhCmhg==")).status).toBe(200);
  const refused = await put("AAAAAA==");
  expect(refused.status).toBe(400);
  expect(await refused.text()).toContain("BadDigest");
});

describe("a document", () => {
  const tagging = "<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>";
  const put = async (headers: Record<string, string>) => {
    const init = { method: "PUT", body: tagging, headers: { connection: "close", ...headers } };
    const answer = await fetch(`${server.url}/${Bucket}?tagging`, init);
    return [answer.status, /<Code>(\w+)/.exec(await answer.text())?.[1]];
  };
  const digestOf = (algorithm: string, text = tagging) => createHash(algorithm).update(text).digest("base64");

  test.each<[string, Record<string, string>, number, string | undefined]>([
    ["its MD5", { "content-md5": digestOf("md5") }, 204, undefined],
    ["its checksum", { "x-amz-checksum-sha256": digestOf("sha256") }, 204, undefined],
    ["another's MD5", { "content-md5": digestOf("md5", "x") }, 400, "BadDigest"],
    ["an MD5 that is none", { "content-md5": "x" }, 400, "InvalidDigest"],
    ["another's checksum", { "x-amz-checksum-sha256": digestOf("sha256", "x") }, 400, "BadDigest"],
    ["a checksum that is none", { "x-amz-checksum-crc32": "x" }, 400, "InvalidRequest"],
  ])("comes with %s", async (_, headers, status, code) => {
    expect(await put(headers)).toEqual([status, code]);
  });

  test("that lists deletions has to come with a digest", async () => {
    const body = "<Delete><Object><Key>a</Key></Object></Delete>";
    const init = { method: "POST", body, headers: { connection: "close" } };
    const answer = await fetch(`${server.url}/${Bucket}?delete`, init);
    expect([answer.status, await answer.text()]).toEqual([
      400,
      expect.stringContaining(
        "<Code>InvalidRequest</Code><Message>Missing required header for this request: Content-MD5</Message>",
      ),
    ]);
  });
});

test("what is to be locked has to come with a digest", async () => {
  const { s3 } = served;
  const locked = "locked-bucket";
  await s3.createBucket({ Bucket: locked, ObjectLockEnabledForBucket: true });
  const put = async (path: string, headers: Record<string, string>) => {
    const init = { method: "PUT", body: "x", headers: { connection: "close", ...headers } };
    const answer = await fetch(`${server.url}/${locked}/${path}`, init);
    return [answer.status, /<Message>([^<]*)/.exec(await answer.text())?.[1]];
  };
  const needed = (what: string) =>
    `Content-MD5 OR x-amz-checksum- HTTP header is required for ${what} requests with Object Lock parameters`;
  const held = { "x-amz-object-lock-legal-hold": "ON" };
  const md5 = { "content-md5": createHash("md5").update("x").digest("base64") };
  expect(await put("a", {})).toEqual([200, undefined]);
  expect(await put("a", held)).toEqual([400, needed("Put Object")]);
  expect(await put("a", { ...held, ...md5 })).toEqual([200, undefined]);
  await s3.putObjectLockConfiguration({
    Bucket: locked,
    ObjectLockConfiguration: {
      ...{ ObjectLockEnabled: "Enabled", Rule: { DefaultRetention: { Mode: "GOVERNANCE", Days: 1 } } },
    },
  });
  expect(await put("b", {})).toEqual([400, needed("Put Object")]);
  const { UploadId } = await s3.createMultipartUpload({ Bucket: locked, Key: "c" });
  const part = `c?uploadId=${UploadId}&partNumber=1`;
  expect(await put(part, {})).toEqual([400, needed("Put Part")]);
  expect(await put(part, md5)).toEqual([200, undefined]);
});
