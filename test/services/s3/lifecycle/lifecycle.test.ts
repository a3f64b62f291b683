// What a bucket's lifecycle takes away, on a clock that moves by days, and who is told of it.

import { S3 } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type DeliveryRequest, delivered } from "../../../../src/aws/delivery.ts";
import { s3Api } from "../../../../src/services/s3/api/api.ts";
import { Objects } from "../../../../src/services/s3/objects.ts";
import { VirtualClock } from "../../../../src/time/virtual-clock.ts";
import { type SdkServer, serve } from "../../../server/sdk-server.ts";
import { until } from "../../../support/until.ts";

const dayMs = 86_400_000;
const clock = new VirtualClock(Date.UTC(2026, 0, 1, 10));
const faults: unknown[] = [];
/** As the queue is told. */
const told: string[] = [];
let objects: Objects;
let server: SdkServer;
let s3: S3;
beforeAll(async () => {
  objects = await Objects.open({
    ...{ directory: undefined, clock },
    onFault: (fault) => faults.push(fault),
    notify: {
      router: {
        async deliver({ payload }: DeliveryRequest) {
          told.push(...recordsOf("text" in payload ? payload.text : "{}"));
          return delivered;
        },
        reaches: () => true,
        targetOf: () => ({ service: "sqs", resource: /./, deliver: () => delivered }),
      },
      onFailed: (_, reason) => faults.push(reason),
    },
  });
  server = await serve(s3Api(objects));
  s3 = new S3({ ...server.clientConfiguration, forcePathStyle: true, maxAttempts: 1 });
  objects.start();
});
afterAll(async () => {
  s3.destroy();
  await server.close();
  await objects.close();
  expect(faults).toEqual([]);
});

function recordsOf(text: string): readonly string[] {
  const { Records = [] } = JSON.parse(text);
  return Records.map(
    (record: { eventName: string; userIdentity: { principalId: string }; s3: { object: { key: string } } }) =>
      `${record.eventName} ${record.s3.object.key} by ${record.userIdentity.principalId}`,
  );
}

/** Until what is looked at is so. */

test("objects, their old versions, bare markers and uploads go when their time is up, and no others", async () => {
  const Queue = "arn:aws:sqs:us-east-1:000000000000:told";
  for (const Bucket of ["plain", "versioned"]) {
    await s3.createBucket({ Bucket });
    await s3.putBucketNotificationConfiguration({
      Bucket,
      NotificationConfiguration: {
        QueueConfigurations: [{ QueueArn: Queue, Events: ["s3:LifecycleExpiration:*"] }],
      },
    });
  }
  await s3.putBucketVersioning({
    Bucket: "versioned",
    VersioningConfiguration: { Status: "Enabled" },
  });
  const off = { ID: "off", Status: "Disabled", Filter: { Prefix: "" }, Expiration: { Days: 1 } } as const;
  await s3.putBucketLifecycleConfiguration({
    Bucket: "plain",
    LifecycleConfiguration: {
      Rules: [
        off,
        { ID: "logs", Status: "Enabled", Filter: { Prefix: "logs/" }, Expiration: { Days: 1 } },
        {
          ...{ ID: "tag", Status: "Enabled", Expiration: { Days: 2 } },
          Filter: { Tag: { Key: "keep", Value: "no" } },
        },
        {
          ...{ ID: "uploads", Status: "Enabled", Filter: { Prefix: "up" } },
          AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
        },
      ],
    },
  });
  await s3.putBucketLifecycleConfiguration({
    Bucket: "versioned",
    LifecycleConfiguration: {
      Rules: [
        {
          ...{ ID: "all", Status: "Enabled", Filter: { Prefix: "" }, Expiration: { Days: 1 } },
          NoncurrentVersionExpiration: { NoncurrentDays: 1 },
        },
      ],
    },
  });
  for (const Key of ["logs/a", "other"]) await s3.putObject({ Bucket: "plain", Key, Body: "x" });
  await s3.putObject({ Bucket: "plain", Key: "tagged", Body: "x", Tagging: "keep=no" });
  await s3.putObject({ Bucket: "versioned", Key: "v", Body: "1" });
  for (const Key of ["up", "down"]) await s3.createMultipartUpload({ Bucket: "plain", Key });

  const keysLeft = async () =>
    (await s3.listObjectsV2({ Bucket: "plain" })).Contents?.map(({ Key }) => Key).join(" ");
  // Put on the first at ten, so a day is over at the midnight between the second and the third.
  clock.advanceBy(dayMs);
  expect(await keysLeft()).toBe("logs/a other tagged");
  clock.advanceBy(dayMs);
  await until(async () => (await keysLeft()) === "other tagged");
  const { Uploads } = await s3.listMultipartUploads({ Bucket: "plain" });
  expect(Uploads?.map(({ Key }) => Key)).toEqual(["down"]);
  await until(async () => {
    const { DeleteMarkers = [] } = await s3.listObjectVersions({ Bucket: "versioned" });
    return DeleteMarkers.length === 1;
  });
  await until(async () => told.filter((each) => each.startsWith("Lifecycle")).length >= 2);
  expect(told.filter((each) => each.startsWith("Lifecycle")).sort()).toEqual([
    "LifecycleExpiration:Delete logs/a by s3.amazonaws.com",
    "LifecycleExpiration:DeleteMarkerCreated v by s3.amazonaws.com",
  ]);
  // Then the old version goes, and then the marker that hides nothing any more.
  clock.advanceBy(dayMs);
  await until(async () => (await keysLeft()) === "other");
  const left = async () => {
    const { DeleteMarkers = [], Versions = [] } = await s3.listObjectVersions({ Bucket: "versioned" });
    return `${DeleteMarkers.length} ${Versions.length}`;
  };
  await until(async () => (await left()) === "0 0");
});
