// Who is told of what happens to objects, in a whole region: a queue, a topic, a function that is not there, and the default bus.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EventBridge } from "@aws-sdk/client-eventbridge";
import { S3 } from "@aws-sdk/client-s3";
import { SNS } from "@aws-sdk/client-sns";
import { SQS } from "@aws-sdk/client-sqs";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "@jest/globals";
import type { Region } from "../../../../src/region/region.ts";
import { type ServedRegion, serveRegion } from "../../../server/served-region.ts";
import { arnOf } from "../../../support/local-arn.ts";

const Bucket = "told";
const objectOf = (key: string) => ({ eventName: "ObjectCreated:Put", s3: { object: { key } } });

let folder: string;
let served: ServedRegion;
let region: Region;
let s3: S3;
let sqs: SQS;

async function open(): Promise<void> {
  served = await serveRegion({ directory: folder });
  ({ region } = served);
  s3 = new S3({ ...served.clientConfiguration, forcePathStyle: true, maxAttempts: 1 });
  sqs = new SQS({ ...served.clientConfiguration, useQueueUrlAsEndpoint: false });
}

async function close(): Promise<void> {
  for (const client of [s3, sqs]) client.destroy();
  await served.close();
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "notifications-"));
  await open();
  region.start();
});
afterAll(async () => {
  await close();
  rmSync(folder, { recursive: true });
});
beforeEach(async () => {
  await s3.createBucket({ Bucket });
  await sqs.createQueue({ QueueName: "told" });
});
afterEach(() => s3.putBucketNotificationConfiguration({ Bucket, NotificationConfiguration: {} }));

const QueueUrl = "http://127.0.0.1/000000000000/told";

/** The next message, and so on: each is awaited. */
async function next(): Promise<{ readonly [member: string]: unknown }> {
  for (;;) {
    const { Messages } = await sqs.receiveMessage({ QueueUrl, WaitTimeSeconds: 1 });
    const [message] = Messages ?? [];
    if (message === undefined) continue;
    await sqs.deleteMessage({ QueueUrl, ReceiptHandle: message.ReceiptHandle });
    return JSON.parse(message.Body ?? "");
  }
}

const toQueue = (more: object) => ({
  QueueConfigurations: [{ Id: "mine", QueueArn: arnOf("sqs", "told"), ...more }] as never,
});
const tell = (NotificationConfiguration: object) =>
  s3.putBucketNotificationConfiguration({ Bucket, NotificationConfiguration });

test("a function that is not there is not to be told of anything", async () => {
  const LambdaFunctionArn = arnOf("lambda", "function:nobody");
  const refused = tell({
    LambdaFunctionConfigurations: [{ LambdaFunctionArn, Events: ["s3:ObjectCreated:*"] }],
  });
  await expect(refused).rejects.toMatchObject({
    name: "InvalidArgument",
    message: "Unable to validate the following destination configurations",
    ...{ ArgumentName1: LambdaFunctionArn },
    ArgumentValue1: `Not authorized to invoke function [${LambdaFunctionArn}]`,
  });
});

test("a queue is told in S3's own words, after an event that tries it", async () => {
  await tell(toQueue({ Events: ["s3:ObjectCreated:*", "s3:ObjectRemoved:Delete"] }));
  expect(await next()).toEqual({
    ...{ Service: "Amazon S3", Event: "s3:TestEvent", Bucket, Time: expect.any(String) },
    RequestId: expect.stringMatching(/^[0-9A-F]{16}$/),
    HostId: expect.any(String),
  });
  const { $metadata } = await s3.putObject({ Bucket, Key: "a b/ü+.txt", Body: "hello" });
  const told = await next();
  expect(told).toEqual({
    Records: [
      {
        ...{ eventVersion: "2.1", eventSource: "aws:s3", awsRegion: "us-east-1" },
        eventTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        eventName: "ObjectCreated:Put",
        userIdentity: { principalId: expect.any(String) },
        requestParameters: { sourceIPAddress: "127.0.0.1" },
        responseElements: {
          "x-amz-request-id": $metadata.requestId,
          "x-amz-id-2": $metadata.extendedRequestId,
        },
        s3: {
          ...{ s3SchemaVersion: "1.0", configurationId: "mine" },
          bucket: {
            name: Bucket,
            ownerIdentity: { principalId: expect.any(String) },
            arn: `arn:aws:s3:::${Bucket}`,
          },
          object: {
            ...{ key: "a+b/%C3%BC%2B.txt", size: 5, eTag: "5d41402abc4b2a76b9719d911017c592" },
            sequencer: expect.stringMatching(/^[0-9A-F]{18}$/),
          },
        },
      },
    ],
  });
  await s3.deleteObject({ Bucket, Key: "a b/ü+.txt" });
  const { Records } = (await next()) as {
    readonly Records: readonly { readonly s3: { readonly object: object } }[];
  };
  expect(Records).toMatchObject([{ eventName: "ObjectRemoved:Delete" }]);
  expect(Object.keys(Records[0]?.s3.object ?? {})).toEqual(["key", "sequencer"]);
});

test("only what its filter lets pass is told, and the id of a version where there are some", async () => {
  const Filter = {
    Key: {
      FilterRules: [
        { Name: "prefix", Value: "in/" },
        { Name: "suffix", Value: ".csv" },
      ],
    },
  };
  await tell(toQueue({ Events: ["s3:ObjectCreated:Put"], Filter }));
  await next();
  for (const Key of ["in/a.txt", "out/b.csv", "in/c.csv"]) await s3.putObject({ Bucket, Key, Body: "" });
  expect(await next()).toMatchObject({ Records: [objectOf("in/c.csv")] });
  await s3.copyObject({ Bucket, Key: "in/copy.csv", CopySource: `${Bucket}/in/c.csv` });
  const versioned = "told-of-versions";
  await s3.createBucket({ Bucket: versioned });
  await s3.putBucketVersioning({ Bucket: versioned, VersioningConfiguration: { Status: "Enabled" } });
  const NotificationConfiguration = toQueue({ Events: ["s3:ObjectCreated:*", "s3:ObjectRemoved:*"] });
  await s3.putBucketNotificationConfiguration({ Bucket: versioned, NotificationConfiguration });
  await next();
  const { VersionId } = await s3.putObject({ Bucket: versioned, Key: "k", Body: "" });
  expect(await next()).toMatchObject({ Records: [{ s3: { object: { versionId: VersionId } } }] });
  await s3.deleteObject({ Bucket: versioned, Key: "k" });
  expect(await next()).toMatchObject({ Records: [{ eventName: "ObjectRemoved:DeleteMarkerCreated" }] });
});

test("a topic and a rule of the default bus are told too", async () => {
  const sns = new SNS(served.clientConfiguration);
  const events = new EventBridge(served.clientConfiguration);
  const { TopicArn } = await sns.createTopic({ Name: "told" });
  await sns.subscribe({ TopicArn, Protocol: "sqs", Endpoint: arnOf("sqs", "told") });
  await tell({ TopicConfigurations: [{ TopicArn, Events: ["s3:ObjectCreated:*"] }] });
  expect(await next()).toMatchObject({ Type: "Notification", Message: expect.stringContaining("TestEvent") });
  await s3.putObject({ Bucket, Key: "k", Body: "x" });
  expect(await next()).toMatchObject({ Subject: "Amazon S3 Notification", TopicArn });
  const EventPattern = JSON.stringify({ source: ["aws.s3"], detail: { bucket: { name: [Bucket] } } });
  await events.putRule({ Name: "told", EventPattern });
  await events.putTargets({ Rule: "told", Targets: [{ Id: "q", Arn: arnOf("sqs", "told") }] });
  await tell({ EventBridgeConfiguration: {} });
  await s3.putObject({ Bucket, Key: "a b", Body: "x" });
  expect(await next()).toMatchObject({
    ...{ source: "aws.s3", "detail-type": "Object Created", resources: [`arn:aws:s3:::${Bucket}`] },
    detail: { version: "0", object: { key: "a b", size: 1 }, reason: "PutObject", requester: "000000000000" },
  });
  await events.removeTargets({ Rule: "told", Ids: ["q"] });
  for (const client of [sns, events]) client.destroy();
});

test.each<[object, object]>([
  [{ QueueArn: arnOf("sqs", "nowhere") }, { message: /^Unable to validate the following destination/ }],
  [{ QueueArn: "queue" }, { message: /^The ARN could not be parsed$/ }],
  [{ QueueArn: arnOf("sns", "told") }, { message: /^The ARN is not well formed$/ }],
  [{ Events: ["s3:ObjectEaten"] }, { name: /^MalformedXML$/ }],
  [{ Filter: { Key: { FilterRules: [{ Name: "infix", Value: "a" }] } } }, { message: /prefix or suffix$/ }],
])("a configuration with %j is refused", async (more, refusal) => {
  const put = tell(toQueue({ Events: ["s3:ObjectCreated:*"], ...more }));
  const [[member, text] = []] = Object.entries(refusal);
  await expect(put).rejects.toMatchObject({
    [String(member)]: expect.stringMatching(text as RegExp),
    $metadata: { httpStatusCode: 400 },
  });
  expect((await s3.getBucketNotificationConfiguration({ Bucket })).QueueConfigurations).toBeUndefined();
});

test("two that would be told of the same are refused", async () => {
  const one = { QueueArn: arnOf("sqs", "told"), Events: ["s3:ObjectCreated:*"] };
  const other = { ...one, Events: ["s3:ObjectCreated:Put"] };
  await expect(tell({ QueueConfigurations: [one, other] })).rejects.toMatchObject({
    name: "InvalidArgument",
    message: expect.stringContaining("overlap"),
  });
});

test("what was accepted is told after a restart, if it was not before", async () => {
  await tell(toQueue({ Events: ["s3:ObjectCreated:*"] }));
  await next();
  await close();
  // Nothing flows in a region that is not started, as in one that is killed before it has told.
  await open();
  await s3.putObject({ Bucket, Key: "before", Body: "x" });
  await close();
  await open();
  region.start();
  expect(await next()).toMatchObject({ Records: [objectOf("before")] });
});
