// Buckets as a stack makes, changes and deletes them.

import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { bucketPolicy } from "../../../src/services/s3/bucket-settings.ts";
import { Objects } from "../../../src/services/s3/objects.ts";
import { s3Bucket, s3BucketPolicy } from "../../../src/services/s3/resources.ts";
import { systemClock } from "../../../src/time/clock.ts";
import { TestedResource } from "../support/resource.ts";

let objects: Objects;
beforeEach(async () => {
  objects = await Objects.open({ directory: undefined, clock: systemClock });
});
afterEach(() => objects.close());

test("a bucket is made, changed in place and deleted", async () => {
  const bucket = new TestedResource(s3Bucket, objects);
  const { ref, attributes } = await bucket.create({ BucketEncryption: {}, ObjectLockEnabled: "false" });
  expect([ref, attributes?.Arn]).toEqual(["stack-r", "arn:aws:s3:::stack-r"]);
  expect(bucket.warnings).toEqual([]);
  await objects.putObject({ bucket: ref, key: "kept", bytes: Buffer.from("x") });
  expect(
    await bucket.update({ VersioningConfiguration: { Status: "Enabled" }, LifecycleConfiguration: {} }),
  ).toEqual({
    ref,
    attributes,
  });
  const place = "/Resources/R/Properties";
  expect(bucket.warnings).toEqual([
    `${place}/LifecycleConfiguration: has no effect in the local region: objects do not age`,
    `${place}/VersioningConfiguration: has no effect in the local region: only the last version of an object is kept`,
  ]);
  await expect(bucket.delete()).rejects.toMatchObject({ code: "BucketNotEmpty" });
  await objects.deleteObject(ref, "kept");
  await bucket.delete();
  await bucket.delete();
  expect(objects.buckets).toEqual([]);
});

test("a bucket that is there is not taken, but one of an earlier run is", async () => {
  await objects.createBucket("bucket");
  await expect(new TestedResource(s3Bucket, objects).create({ BucketName: "bucket" })).rejects.toMatchObject({
    code: "AlreadyExists",
  });
  await new TestedResource(s3Bucket, objects, { mayExist: true }).create({ BucketName: "bucket" });
});

test.each([
  ["NotificationConfiguration", "nobody would hear of its objects"],
  ["ReplicationConfiguration", "its objects would not be copied"],
])("a bucket with %s is refused", async (name, why) => {
  const bucket = new TestedResource(s3Bucket, objects);
  await expect(bucket.create({ [name]: {} })).rejects.toThrow(why);
  expect(objects.buckets).toEqual([]);
});

test("a bucket's policy is told as long as it is there", async () => {
  const policy = new TestedResource(s3BucketPolicy, objects);
  const statement = (Sid: string) => ({ Bucket: "bucket", PolicyDocument: { Statement: [{ Sid }] } });
  await expect(policy.create(statement("1"))).rejects.toMatchObject({ code: "NoSuchBucket" });
  await objects.createBucket("bucket");
  expect(await policy.create(statement("1"))).toEqual({ ref: "bucket" });
  await policy.update(statement("2"));
  expect(JSON.parse(objects.settings.get("bucket", bucketPolicy))).toEqual({ Statement: [{ Sid: "2" }] });
  await policy.delete();
  expect(() => objects.settings.get("bucket", bucketPolicy)).toThrow("The bucket policy does not exist");
  await objects.deleteBucket("bucket");
  await policy.delete();
});
