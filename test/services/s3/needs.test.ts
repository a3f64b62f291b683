// What S3's operations need: the actions of "Required permissions for Amazon S3 API operations".

import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { localIdentity } from "../../../src/aws/arn.ts";
import type { WireObject } from "../../../src/aws/wire/operation.ts";
import { s3Permissions } from "../../../src/services/s3/needs.ts";
import { Objects } from "../../../src/services/s3/objects.ts";
import { systemClock } from "../../../src/time/clock.ts";

let objects: Objects;
beforeAll(async () => {
  objects = await Objects.open({ directory: undefined, clock: systemClock });
  await objects.createBucket("rain");
  await objects.putObject({ bucket: "rain", key: "here", bytes: Buffer.from("1") });
});
afterAll(() => objects.close());

const here = { bucket: "rain", key: "here" };
const version = { ...here, versionId: "null" };
const bucket = { bucket: "rain" };

const cases: readonly (readonly [operation: string, request: WireObject, needs: string])[] = [
  ["GetObject", here, "s3:GetObject rain/here"],
  ["GetObject", version, "s3:GetObjectVersion rain/here"],
  ["GetObject", { bucket: "rain", key: "gone" }, "s3:GetObject rain/gone, s3:ListBucket rain"],
  ["GetObject", { bucket: "no-bucket", key: "gone" }, "s3:GetObject no-bucket/gone"],
  ["HeadObject", { Bucket: "rain", Key: "gone" }, "s3:GetObject rain/gone, s3:ListBucket rain"],
  ["HeadObject", version, "s3:GetObjectVersion rain/here"],
  ["GetObjectAttributes", here, "s3:GetObjectAttributes rain/here, s3:GetObject rain/here"],
  [
    ...(["GetObjectAttributes", version] as const),
    "s3:GetObjectVersionAttributes rain/here, s3:GetObjectVersion rain/here",
  ],
  ["GetObjectTagging", version, "s3:GetObjectVersionTagging rain/here"],
  ["PutObjectAcl", version, "s3:PutObjectVersionAcl rain/here"],
  ["GetObjectRetention", version, "s3:GetObjectRetention rain/here"],
  ["DeleteObject", version, "s3:DeleteObjectVersion rain/here"],
  ["PutObject", here, "s3:PutObject rain/here"],
  ["PutObject", { ...here, "x-amz-tagging": "a=b" }, "s3:PutObject rain/here, s3:PutObjectTagging rain/here"],
  ["PutObject", { ...here, ACL: "private" }, "s3:PutObject rain/here, s3:PutObjectAcl rain/here"],
  [
    ...(["CreateMultipartUpload", { ...here, "x-amz-object-lock-mode": "GOVERNANCE" }] as const),
    "s3:PutObject rain/here, s3:PutObjectRetention rain/here",
  ],
  ["UploadPart", here, "s3:PutObject rain/here"],
  ["CopyObject", { ...here, CopySource: "/snow/there" }, "s3:PutObject rain/here, s3:GetObject snow/there"],
  ["ListObjectsV2", bucket, "s3:ListBucket rain"],
  ["DeleteBucketLifecycle", bucket, "s3:PutLifecycleConfiguration rain"],
  ["GetBucketLifecycleConfiguration", bucket, "s3:GetLifecycleConfiguration rain"],
  ["DeleteBucketEncryption", bucket, "s3:PutEncryptionConfiguration rain"],
  ["ListBucketMetricsConfigurations", bucket, "s3:GetMetricsConfiguration rain"],
  ["DeleteBucketInventoryConfiguration", bucket, "s3:PutInventoryConfiguration rain"],
  ["PutBucketReplication", bucket, "s3:PutReplicationConfiguration rain"],
  ["GetBucketAccelerateConfiguration", bucket, "s3:GetAccelerateConfiguration rain"],
  ["DeleteBucketCors", bucket, "s3:PutBucketCORS rain"],
  ["DeletePublicAccessBlock", bucket, "s3:PutBucketPublicAccessBlock rain"],
  ["PutObjectLockConfiguration", bucket, "s3:PutBucketObjectLockConfiguration rain"],
  ["DeleteBucketPolicy", bucket, "s3:DeleteBucketPolicy rain"],
  ["ListBuckets", {}, "s3:ListAllMyBuckets *"],
];

test.each(cases)("%s of %j needs %s", (operation, request, needs) => {
  const found = s3Permissions.needsOf(operation, request, { identity: localIdentity, service: objects });
  const said = found.map(({ action, resource }) => `${action} ${resource.replace("arn:aws:s3:::", "")}`);
  expect(said.join(", ")).toBe(needs);
});
