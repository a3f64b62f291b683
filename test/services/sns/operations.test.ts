// Topics' tags, permissions, pages and policies, what SNS keeps for telephones and devices, deduplication and metrics: through the SDK,
// and what of it is there after a restart.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as sdk from "@aws-sdk/client-sns";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { localIdentity } from "../../../src/aws/arn.ts";
import { type DeliveryRequest, delivered } from "../../../src/aws/delivery.ts";
import { compileSnsPattern } from "../../../src/event-patterns/compile-pattern.ts";
import { snsApi } from "../../../src/services/sns/api/api.ts";
import { Topics } from "../../../src/services/sns/topics/topics.ts";
import { VirtualClock } from "../../../src/time/virtual-clock.ts";
import { type SdkServer, serve } from "../../server/sdk-server.ts";

const arn = (resource: string) => `arn:aws:sns:us-east-1:000000000000:${resource}`;
const queue = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`;
const clock = new VirtualClock();
let directory: string;
let topics: Topics;
let server: SdkServer;
let client: sdk.SNSClient;
let sent: DeliveryRequest[];
let texts: string[];
let counted: Map<string, number>;

async function open(): Promise<void> {
  topics = await Topics.open({
    ...{ clock, directory, identity: localIdentity, endpoint: "http://127.0.0.1:4566" },
    compileFilter: compileSnsPattern,
    deliver: (request) => {
      sent.push(request);
      return delivered;
    },
    onText: (number, text) => void texts.push(`${number} ${text}`),
    metrics: {
      series: (namespace, name, { TopicName }) => ({
        record(value) {
          const key = `${namespace} ${name} ${TopicName}`;
          counted.set(key, (counted.get(key) ?? 0) + value);
        },
      }),
    },
  });
  server = await serve(snsApi(topics));
  client = new sdk.SNSClient(server.clientConfiguration);
}

async function close(): Promise<void> {
  client.destroy();
  await server.close();
  topics.stop();
  await topics.close();
}

beforeEach(async () => {
  [sent, texts, counted] = [[], [], new Map()];
  directory = await mkdtemp(join(tmpdir(), "millrace-sns-"));
  await open();
});
afterEach(async () => {
  await close();
  await rm(directory, { recursive: true });
});

test("tags, permissions and policies of a topic are there after a restart", async () => {
  const Tags = [{ Key: "team", Value: "weather" }];
  const { TopicArn = "" } = await client.send(new sdk.CreateTopicCommand({ Name: "kept", Tags }));
  const ResourceArn = TopicArn;
  await client.send(new sdk.TagResourceCommand({ ResourceArn, Tags: [{ Key: "stage", Value: "test" }] }));
  await client.send(new sdk.UntagResourceCommand({ ResourceArn, TagKeys: ["team"] }));
  const permission = { Label: "one", AWSAccountId: ["111122223333"], ActionName: ["Publish", "Subscribe"] };
  await client.send(new sdk.AddPermissionCommand({ TopicArn, ...permission }));
  await client.send(new sdk.AddPermissionCommand({ TopicArn, ...permission, Label: "two" }));
  await client.send(new sdk.RemovePermissionCommand({ TopicArn, Label: "two" }));
  const DataProtectionPolicy = '{"Name":"p","Version":"2021-06-01","Statement":[]}';
  await client.send(new sdk.PutDataProtectionPolicyCommand({ ResourceArn, DataProtectionPolicy }));
  await close();
  await open();
  expect((await client.send(new sdk.ListTagsForResourceCommand({ ResourceArn }))).Tags).toEqual([
    { Key: "stage", Value: "test" },
  ]);
  const { Attributes } = await client.send(new sdk.GetTopicAttributesCommand({ TopicArn }));
  expect(JSON.parse(Attributes?.Policy ?? "").Statement[1]).toEqual({
    ...{ Sid: "one", Effect: "Allow", Resource: TopicArn },
    Principal: { AWS: "arn:aws:iam::111122223333:root" },
    Action: ["SNS:Publish", "SNS:Subscribe"],
  });
  expect(JSON.parse(Attributes?.Policy ?? "").Statement).toHaveLength(2);
  expect(Attributes?.DataProtectionPolicy).toBeUndefined();
  const kept = await client.send(new sdk.GetDataProtectionPolicyCommand({ ResourceArn }));
  expect(kept.DataProtectionPolicy).toBe(DataProtectionPolicy);
});

test("lists come in pages of a hundred, in the order in which things were made", async () => {
  const made = Array.from({ length: 101 }, (_, index) => topics.createTopic(`t${100 - index}`).topicArn);
  const first = await client.send(new sdk.ListTopicsCommand({}));
  const second = await client.send(new sdk.ListTopicsCommand({ NextToken: first.NextToken }));
  const found = [...(first.Topics ?? []), ...(second.Topics ?? [])].map(({ TopicArn }) => TopicArn);
  expect([first.Topics?.length, second.NextToken, found]).toEqual([100, undefined, made]);
  await expect(client.send(new sdk.ListTopicsCommand({ NextToken: "none" }))).rejects.toThrow(
    "Invalid parameter: NextToken",
  );
});

test("platform applications, endpoints and settings of SMS are kept and told without what is secret", async () => {
  const Attributes = { PlatformPrincipal: "p", PlatformCredential: "secret" };
  const { PlatformApplicationArn = "" } = await client.send(
    new sdk.CreatePlatformApplicationCommand({ Name: "app", Platform: "ADM", Attributes }),
  );
  expect(PlatformApplicationArn).toBe(arn("app/ADM/app"));
  const create = (more: object = {}) =>
    client.send(new sdk.CreatePlatformEndpointCommand({ PlatformApplicationArn, Token: "t", ...more }));
  const { EndpointArn = "" } = await create();
  expect((await create()).EndpointArn).toBe(EndpointArn);
  await expect(create({ CustomUserData: "other" })).rejects.toThrow(
    `Invalid parameter: Token Reason: Endpoint ${EndpointArn} already exists with the same Token, but different attributes.`,
  );
  const set = { EndpointArn, Attributes: { Enabled: "false" } };
  await client.send(new sdk.SetEndpointAttributesCommand(set));
  await client.send(new sdk.SetSMSAttributesCommand({ attributes: { DefaultSMSType: "Transactional" } }));
  await close();
  await open();
  const told = await client.send(new sdk.GetPlatformApplicationAttributesCommand({ PlatformApplicationArn }));
  expect(told.Attributes).toEqual({ Enabled: "true" });
  const { Endpoints } = await client.send(
    new sdk.ListEndpointsByPlatformApplicationCommand({ PlatformApplicationArn }),
  );
  expect(Endpoints).toEqual([{ EndpointArn, Attributes: { Enabled: "false", Token: "t" } }]);
  const sms = await client.send(new sdk.GetSMSAttributesCommand({ attributes: ["DefaultSMSType"] }));
  expect(sms.attributes).toEqual({ DefaultSMSType: "Transactional" });
  const { TopicArn } = await client.send(new sdk.CreateTopicCommand({ Name: "told-to-devices" }));
  const subscription = { TopicArn, Protocol: "application", Endpoint: EndpointArn };
  await client.send(new sdk.SubscribeCommand(subscription));
  await client.send(new sdk.DeletePlatformApplicationCommand({ PlatformApplicationArn }));
  await expect(client.send(new sdk.GetEndpointAttributesCommand({ EndpointArn }))).rejects.toThrow(
    "Endpoint does not exist",
  );
  await expect(client.send(new sdk.SubscribeCommand(subscription))).rejects.toThrow(
    `Invalid parameter: Endpoint Reason: Endpoint does not exist for endpoint arn${EndpointArn}`,
  );
});

test("a number of the sandbox is verified by the password that it was sent, also after a restart", async () => {
  const [one, other] = ["+12345678901", "+12345678902"];
  expect((await client.send(new sdk.GetSMSSandboxAccountStatusCommand({}))).IsInSandbox).toBe(true);
  const add = (PhoneNumber: string) =>
    client.send(new sdk.CreateSMSSandboxPhoneNumberCommand({ PhoneNumber }));
  await add(one);
  await add(other);
  const [OneTimePassword = ""] = /\d{6}$/.exec(texts[0] ?? "") ?? [];
  expect(texts[0]).toMatch(/^\+12345678901 Your Amazon SNS verification code is \d{6}$/);
  await close();
  await open();
  const wrong = OneTimePassword === "000000" ? "000001" : "000000";
  const verify = (password: string) =>
    client.send(new sdk.VerifySMSSandboxPhoneNumberCommand({ PhoneNumber: one, OneTimePassword: password }));
  await expect(verify(wrong)).rejects.toMatchObject({ name: "VerificationException" });
  await verify(OneTimePassword);
  await expect(add(one)).rejects.toMatchObject({ name: "UserErrorException" });
  const list = (more: object) => client.send(new sdk.ListSMSSandboxPhoneNumbersCommand(more));
  const { PhoneNumbers, NextToken } = await list({ MaxResults: 1 });
  expect(PhoneNumbers).toEqual([{ PhoneNumber: one, Status: "Verified" }]);
  expect((await list({ NextToken })).PhoneNumbers).toEqual([{ PhoneNumber: other, Status: "Pending" }]);
  await client.send(new sdk.DeleteSMSSandboxPhoneNumberCommand({ PhoneNumber: other }));
  await expect(
    client.send(new sdk.DeleteSMSSandboxPhoneNumberCommand({ PhoneNumber: other })),
  ).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  expect((await client.send(new sdk.ListOriginationNumbersCommand({}))).PhoneNumbers).toEqual([]);
});

test("a password of the sandbox is too old after a quarter of an hour", async () => {
  const PhoneNumber = "+12345678901";
  await client.send(new sdk.CreateSMSSandboxPhoneNumberCommand({ PhoneNumber, LanguageCode: "en-US" }));
  const [OneTimePassword = ""] = /\d{6}$/.exec(texts[0] ?? "") ?? [];
  clock.advanceBy(15 * 60_000 + 1);
  await expect(
    client.send(new sdk.VerifySMSSandboxPhoneNumberCommand({ PhoneNumber, OneTimePassword })),
  ).rejects.toMatchObject({ name: "VerificationException" });
});

test("a text for a telephone is told, published or subscribed to", async () => {
  const { TopicArn } = await client.send(new sdk.CreateTopicCommand({ Name: "sms" }));
  await client.send(new sdk.SubscribeCommand({ TopicArn, Protocol: "sms", Endpoint: "+1/23-45.678" }));
  await client.send(new sdk.PublishCommand({ TopicArn, Message: "storm" }));
  await client.send(new sdk.PublishCommand({ PhoneNumber: "+12345679", Message: "hail" }));
  expect([texts, sent]).toEqual([["+1/23-45.678 storm", "+12345679 hail"], []]);
});

describe("a FIFO topic", () => {
  const publish = (TopicArn: string, more: object) =>
    client.send(new sdk.PublishCommand({ TopicArn, Message: "storm", MessageGroupId: "g", ...more }));

  test.each([
    ["Topic", 1],
    ["MessageGroup", 2],
  ])("hands on the same once in five minutes: by %s", async (FifoThroughputScope, times) => {
    const { TopicArn = "" } = await client.send(
      new sdk.CreateTopicCommand({
        Name: "f.fifo",
        Attributes: { FifoTopic: "true", ContentBasedDeduplication: "true", FifoThroughputScope },
      }),
    );
    await client.send(new sdk.SubscribeCommand({ TopicArn, Protocol: "sqs", Endpoint: queue("standard") }));
    const first = await publish(TopicArn, {});
    const again = await publish(TopicArn, {});
    expect([again.MessageId, again.SequenceNumber]).toEqual([first.MessageId, first.SequenceNumber]);
    await publish(TopicArn, { MessageGroupId: "other" });
    expect(sent).toHaveLength(times);
    clock.advanceBy(5 * 60_000);
    await publish(TopicArn, {});
    expect(sent).toHaveLength(times + 1);
  });
});

test("what becomes of publications is counted under AWS's names", async () => {
  const { TopicArn = "" } = await client.send(new sdk.CreateTopicCommand({ Name: "counted" }));
  const Attributes = { FilterPolicy: '{"severity":["high"]}' };
  const to = { TopicArn, Protocol: "sqs" };
  await client.send(new sdk.SubscribeCommand({ ...to, Endpoint: queue("all") }));
  await client.send(new sdk.SubscribeCommand({ ...to, Endpoint: queue("some"), Attributes }));
  await client.send(new sdk.PublishCommand({ TopicArn, Message: "storm" }));
  expect(Object.fromEntries(counted)).toEqual({
    "AWS/SNS NumberOfMessagesPublished counted": 1,
    "AWS/SNS PublishSize counted": 5,
    "AWS/SNS NumberOfNotificationsDelivered counted": 1,
    "AWS/SNS NumberOfNotificationsFilteredOut counted": 1,
    "AWS/SNS NumberOfNotificationsFilteredOut-NoMessageAttributes counted": 1,
  });
});

test.each<[string, () => Promise<unknown>, string]>([
  [
    "tags of no topic",
    () => client.send(new sdk.ListTagsForResourceCommand({ ResourceArn: arn("none") })),
    "Resource does not exist",
  ],
  [
    "a platform that is none",
    () =>
      client.send(
        new sdk.CreatePlatformApplicationCommand({ Name: "a", Platform: "PIGEON", Attributes: { a: "b" } }),
      ),
    "Invalid parameter: Platform Reason: PIGEON is not supported",
  ],
  [
    "an application's ARN that is none",
    () =>
      client.send(new sdk.GetPlatformApplicationAttributesCommand({ PlatformApplicationArn: arn("topic") })),
    "Invalid parameter: PlatformApplicationArn Reason: Wrong number of slashes in relative portion of the ARN.",
  ],
  [
    "a delivery policy with too many retries",
    () => {
      const { topicArn } = topics.createTopic("retried");
      const policy = { http: { defaultHealthyRetryPolicy: { numRetries: 101 } } };
      return client.send(
        new sdk.SetTopicAttributesCommand({
          ...{ TopicArn: topicArn, AttributeName: "DeliveryPolicy", AttributeValue: JSON.stringify(policy) },
        }),
      );
    },
    "Invalid parameter: DeliveryPolicy: numRetries must be at most 100",
  ],
])("%s: refused", async (_, act, message) => {
  await expect(act()).rejects.toThrow(message);
});

test("what is published to a device goes to an endpoint that is there and enabled", async () => {
  const { PlatformApplicationArn } = await client.send(
    new sdk.CreatePlatformApplicationCommand({
      ...{ Name: "push", Platform: "FCM", Attributes: { PlatformCredential: "secret" } },
    }),
  );
  const { EndpointArn: TargetArn } = await client.send(
    new sdk.CreatePlatformEndpointCommand({ PlatformApplicationArn, Token: "t" }),
  );
  const publish = () => client.send(new sdk.PublishCommand({ TargetArn, Message: "x" }));
  const enable = (Enabled: string) =>
    client.send(new sdk.SetEndpointAttributesCommand({ EndpointArn: TargetArn, Attributes: { Enabled } }));
  expect((await publish()).MessageId).toMatch(/^[0-9a-f-]{36}$/);
  await enable("false");
  await expect(publish()).rejects.toMatchObject({
    ...{ name: "EndpointDisabledException", message: "Endpoint is disabled" },
  });
  await enable("true");
  await client.send(
    new sdk.SetPlatformApplicationAttributesCommand({
      ...{ PlatformApplicationArn, Attributes: { Enabled: "false" } },
    }),
  );
  await expect(publish()).rejects.toMatchObject({ name: "PlatformApplicationDisabledException" });
});
