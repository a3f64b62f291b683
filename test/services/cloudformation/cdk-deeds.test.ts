// What CDK has functions of its own do, in a project that has nothing installed of what they need: done without them, or told what to
// install.

import { DeleteStackCommand } from "@aws-sdk/client-cloudformation";
import { GetBucketNotificationConfigurationCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { whatToInstall } from "../../../src/services/cloudformation/providers/missing-software.ts";
import { until } from "../../support/until.ts";
import { type ServedStacks, serveStacks } from "./support/served-stacks.ts";

let served: ServedStacks;
let client: S3Client;
beforeAll(async () => {
  served = await serveStacks();
  client = new S3Client({
    ...{ endpoint: served.url, region: "us-east-1", forcePathStyle: true },
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
});
afterAll(async () => {
  client.destroy();
  await served.close();
});

/** The function as CDK writes it, whose client is nowhere. */
const Provider = {
  Type: "AWS::Lambda::Function",
  Properties: {
    ...{ Runtime: "nodejs22.x", Handler: "index.handler", Role: "arn:aws:iam::000000000000:role/any" },
    Code: { ZipFile: 'require("@aws-sdk/client-nothing"); exports.handler = async () => {};' },
  },
};
const ServiceToken = { "Fn::GetAtt": ["Provider", "Arn"] };
const deed = (kind: string, properties: object) => ({
  Type: `Custom::${kind}`,
  Properties: { ServiceToken, ...properties },
});
const put = (Bucket: string, Key: string) => client.send(new PutObjectCommand({ Bucket, Key, Body: "text" }));

async function deleted(name: string): Promise<string | undefined> {
  const id = served.region.services.cloudformation.stacks.find(name)?.stack.id ?? "";
  await served.client.send(new DeleteStackCommand({ StackName: name }));
  return (await served.settled(id)).StackStatus;
}

describe("autoDeleteObjects", () => {
  const template = (BucketName: string, isOn = true, more: object = {}) => ({
    Resources: {
      Provider,
      Bucket: {
        Type: "AWS::S3::Bucket",
        Properties: {
          BucketName,
          VersioningConfiguration: { Status: "Enabled" },
          Tags: [{ Key: "aws-cdk:auto-delete-objects", Value: String(isOn) }],
          ...more,
        },
      },
      ...(isOn ? { Emptied: deed("S3AutoDeleteObjects", { BucketName: { Ref: "Bucket" } }) } : {}),
    },
  });
  test("empties a bucket that is replaced, and one that is deleted, of all its versions", async () => {
    expect((await served.create("emptied", template("emptied-1"))).StackStatus).toBe("CREATE_COMPLETE");
    for (const key of ["a", "a", "b"]) await put("emptied-1", key);
    await served.region.services.s3.deleteObject("emptied-1", "b");
    expect((await served.update("emptied", template("emptied-2"))).StackStatus).toBe("UPDATE_COMPLETE");
    expect(served.region.services.s3.buckets).not.toContain("emptied-1");
    for (let index = 0; index < 3; index += 1) await put("emptied-2", String(index));
    expect(await deleted("emptied")).toBe("DELETE_COMPLETE");
    expect(served.region.services.s3.buckets).not.toContain("emptied-2");
  });

  test("that is taken away leaves what there is", async () => {
    await served.create("left", template("left"));
    await put("left", "a");
    expect((await served.update("left", template("left", false))).StackStatus).toBe("UPDATE_COMPLETE");
    expect(served.region.services.s3.listObjects("left").objects).toHaveLength(1);
    expect(await deleted("left")).toBe("DELETE_FAILED");
  });
});

describe("addEventNotification", () => {
  const told = { Events: ["s3:ObjectCreated:*"], QueueArn: { "Fn::GetAtt": ["Queue", "Arn"] } };
  const ending = (Value: string) => ({
    ...told,
    Filter: { Key: { FilterRules: [{ Name: "suffix", Value }] } },
  });
  const notified = (BucketName: string, NotificationConfiguration: object, more: object = {}) => ({
    Resources: {
      Provider,
      Queue: { Type: "AWS::SQS::Queue", Properties: { QueueName: `of-${BucketName}` } },
      Told: deed("S3BucketNotifications", {
        ...{ BucketName, NotificationConfiguration, SkipDestinationValidation: "true", ...more },
      }),
    },
  });
  const idsOf = (bucket: string) =>
    client
      .send(new GetBucketNotificationConfigurationCommand({ Bucket: bucket }))
      .then(({ QueueConfigurations: queues = [] }) =>
        queues.map(({ Filter }) => Filter?.Key?.FilterRules?.[0]?.Value),
      );

  test("tells of what it says and of nothing else, until it is deleted", async () => {
    await served.region.services.s3.createBucket("told");
    await served.create("told", notified("told", { QueueConfigurations: [ending(".txt")] }));
    expect(await idsOf("told")).toEqual([".txt"]);
    await put("told", "a.csv");
    await put("told", "a.txt");
    const { sqs } = served.region.services;
    const bodies = await until(() => {
      const found = sqs.messages("of-told").map(({ body }) => JSON.parse(body));
      return found.some(({ Records }) => Records !== undefined) ? found : undefined;
    });
    expect(bodies.flatMap(({ Records = [] }) => Records)).toMatchObject([
      { s3: { object: { key: "a.txt" } } },
    ]);
    await served.update("told", notified("told", { QueueConfigurations: [ending(".csv")] }));
    expect(await idsOf("told")).toEqual([".csv"]);
    expect(await deleted("told")).toBe("DELETE_COMPLETE");
    expect(await idsOf("told")).toEqual([]);
  });

  test("of a bucket that is another's leaves what others have said", async () => {
    const { s3 } = served.region.services;
    await s3.createBucket("others");
    await served.create("first", notified("others", { QueueConfigurations: [ending(".txt")] }));
    const second = (ending_: string) => {
      const { Resources } = notified(
        "others",
        { QueueConfigurations: [ending(ending_)] },
        { Managed: "false" },
      );
      return { Resources: { ...Resources, Queue: { Type: "AWS::SQS::Queue" } } };
    };
    await served.create("second", second(".csv"));
    expect(await idsOf("others")).toEqual([".txt", ".csv"]);
    await served.update("second", second(".json"));
    expect(await idsOf("others")).toEqual([".txt", ".json"]);
    expect(await deleted("second")).toBe("DELETE_COMPLETE");
    expect(await idsOf("others")).toEqual([".txt"]);
  });
});

test("logRetention makes the group that is not there yet, and takes it away if it is told to", async () => {
  const kept = (properties: object) => ({
    Resources: { Provider, Kept: deed("LogRetention", { LogGroupName: "/kept", ...properties }) },
    Outputs: { Name: { Value: { "Fn::GetAtt": ["Kept", "LogGroupName"] } } },
  });
  const daysOf = () =>
    served.region.services.logs.describeLogGroups("/kept").map((each) => each.retentionInDays);
  const { Outputs: outputs } = await served.create("kept", kept({ RetentionInDays: 7 }));
  expect([outputs?.[0]?.OutputValue, daysOf()]).toEqual(["/kept", [7]]);
  await served.update("kept", kept({ RemovalPolicy: "destroy" }));
  expect(daysOf()).toEqual([undefined]);
  expect(await deleted("kept")).toBe("DELETE_COMPLETE");
  expect(daysOf()).toEqual([]);
});

describe("of what is not installed it is told what to install", () => {
  test("where a stack fails for want of it", async () => {
    await served.create("wanting", { Resources: { Provider, C: deed("CrossRegionExportWriter", {}) } });
    expect((await served.events("wanting")).find((each) => each.startsWith("C CREATE_FAILED"))).toMatch(
      /Cannot find module '@aws-sdk\/client-nothing'.*\. Lambda's runtime brings @aws-sdk\/client-nothing along\. Here it is missing: npm install --save-dev @aws-sdk\/client-nothing\)$/s,
    );
  });

  test.each([
    [
      "Cannot find package '@aws-sdk/client-ssm' imported from /f.mjs",
      "npm install --save-dev @aws-sdk/client-ssm",
    ],
    ["Package @aws-sdk/client-ecr does not exist.", "npm install --save-dev @aws-sdk/client-ecr"],
    [
      "Service ecr client package with name '@aws-sdk/client-ecr' does not exist.",
      "npm install --save-dev @aws-sdk/client-ecr",
    ],
    ["Unable to import module 'index': No module named 'boto3'", "pip install boto3"],
    ["[Errno 2] No such file or directory: '/opt/awscli/aws'", "sudo ln -s"],
    ["Cannot find module 'left-pad'", undefined],
    ["No module named 'boto3x'", undefined],
  ])("%s", (complaint, advice) => {
    const told = whatToInstall(complaint);
    expect(told === undefined ? told : told.includes(String(advice)) && advice).toBe(advice);
  });
});
