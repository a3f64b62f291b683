// Buckets as a stack makes, changes and deletes them.

import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { Objects } from "../../../../src/services/s3/objects.ts";
import { s3Bucket, s3BucketPolicy } from "../../../../src/services/s3/resources/bucket.ts";
import { systemClock } from "../../../../src/time/clock.ts";
import { TestedResource } from "../../support/resource.ts";

let objects: Objects;
beforeEach(async () => {
  objects = await Objects.open({ directory: undefined, clock: systemClock, host: "127.0.0.1:4566" });
});
afterEach(() => objects.close());

test("a bucket is made, changed in place and deleted", async () => {
  const bucket = new TestedResource(s3Bucket, objects);
  const { ref, attributes } = await bucket.create({ BucketEncryption: {}, ObjectLockEnabled: "false" });
  expect([ref, attributes?.Arn]).toEqual(["stack-r", "arn:aws:s3:::stack-r"]);
  expect(attributes?.WebsiteURL).toMatch(
    /^http:\/\/(?:stack-r\.s3-website-us-east-1\.localhost:4566|127\.0\.0\.1:4566\/_millrace\/s3-website\/stack-r)$/,
  );
  expect(bucket.warnings).toEqual([]);
  await objects.putObject({ bucket: ref, key: "kept", bytes: Buffer.from("x") });
  expect(
    await bucket.update({
      VersioningConfiguration: { Status: "Enabled" },
      Tags: [{ Key: "a", Value: "b" }],
      LifecycleConfiguration: { Rules: [{ Status: "Enabled", Prefix: "old/", ExpirationInDays: 3 }] },
      CorsConfiguration: { CorsRules: [{ AllowedMethods: ["GET"], AllowedOrigins: ["*"], MaxAge: 5 }] },
    }),
  ).toEqual({ ref, attributes });
  expect(bucket.warnings).toEqual([]);
  const { buckets } = objects.store;
  expect(buckets.versioning(ref)).toBe("Enabled");
  expect(buckets.setting(ref, "tagging")).toContain("<Tag><Key>a</Key><Value>b</Value></Tag>");
  expect(buckets.setting(ref, "lifecycle")).toContain("<Filter><Prefix>old/</Prefix></Filter>");
  expect(buckets.setting(ref, "cors")).toContain("<MaxAgeSeconds>5</MaxAgeSeconds>");
  await bucket.update({ OwnershipControls: { Rules: [{ ObjectOwnership: "ObjectWriter" }] } });
  expect([buckets.setting(ref, "cors"), buckets.versioning(ref)]).toEqual([undefined, undefined]);
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
  [{ CorsConfiguration: { CorsRules: [{ AllowedMethods: ["PATCH"], AllowedOrigins: ["*"] }] } }, "PATCH"],
  [{ NotificationConfiguration: { QueueConfigurations: [{ Event: "s3:Nothing", Queue: "q" }] } }, "XML"],
])("a bucket with %j is refused, and not left behind", async (properties, why) => {
  const bucket = new TestedResource(s3Bucket, objects);
  await expect(bucket.create(properties)).rejects.toThrow(why);
  expect(objects.buckets).toEqual([]);
});

test("a bucket whose objects would be copied elsewhere is made, and that they are not is told", async () => {
  const bucket = new TestedResource(s3Bucket, objects);
  await bucket.create({ BucketName: "copied", ReplicationConfiguration: { Role: "r", Rules: [] } });
  expect(objects.buckets).toEqual(["copied"]);
  expect(bucket.warnings).toEqual([
    expect.stringMatching(/ReplicationConfiguration.*its objects are not copied/),
  ]);
});

test("a bucket's policy is told as long as it is there", async () => {
  const policy = new TestedResource(s3BucketPolicy, objects);
  const allowed = { Effect: "Allow", Principal: "*", Action: "s3:GetObject" };
  const document = (key: string) => ({ Statement: [{ ...allowed, Resource: `arn:aws:s3:::bucket/${key}` }] });
  const statement = (key: string) => ({ Bucket: "bucket", PolicyDocument: document(key) });
  await expect(policy.create(statement("1"))).rejects.toMatchObject({ code: "NoSuchBucket" });
  await objects.createBucket("bucket");
  expect(await policy.create(statement("1"))).toEqual({ ref: "bucket" });
  await policy.update(statement("2"));
  const kept = () => objects.store.buckets.setting("bucket", "policy");
  expect(JSON.parse(kept() ?? "")).toEqual(document("2"));
  await policy.delete();
  expect(kept()).toBeUndefined();
  await objects.deleteBucket("bucket");
  await policy.delete();
});
