// Subscribers by HTTP: what they are asked, what they get and how they check that it is the region's, and what becomes of it when
// they do not take it. A real server, the real SDK; time is virtual.

import { createVerify, X509Certificate } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  ConfirmSubscriptionCommand,
  GetSubscriptionAttributesCommand,
  ListSubscriptionsByTopicCommand,
  PublishCommand,
  SNSClient,
  SubscribeCommand,
  UnsubscribeCommand,
} from "@aws-sdk/client-sns";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { localIdentity } from "../../../src/aws/arn.ts";
import { delivered } from "../../../src/aws/delivery.ts";
import { compileSnsPattern } from "../../../src/event-patterns/compile-pattern.ts";
import { ApiServer } from "../../../src/server/server.ts";
import { snsApi } from "../../../src/services/sns/api/api.ts";
import { Topics } from "../../../src/services/sns/topics/topics.ts";
import { VirtualClock } from "../../../src/time/virtual-clock.ts";

interface Posted {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly message: Readonly<Record<string, string>>;
}

const clock = new VirtualClock();
const dead = "arn:aws:sqs:us-east-1:000000000000:dead";
let posted: Posted[];
let deadLetters: string[];
let undelivered: string[];
/** What the endpoint answers, in turn; 200 after the last. */
let answers: number[];
let subscriber: Server;
let endpoint: string;
let directory: string;
let topics: Topics;
let server: ApiServer;
let client: SNSClient;
let TopicArn: string;

const open = (url: string) =>
  Topics.open({
    ...{ clock, directory, identity: localIdentity, endpoint: url, compileFilter: compileSnsPattern },
    deliver: ({ payload }) => {
      deadLetters.push(payload.text);
      return delivered;
    },
    onUndelivered: (_, { message }) => void undelivered.push(message),
  });

beforeEach(async () => {
  [posted, deadLetters, undelivered, answers] = [[], [], [], []];
  subscriber = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString();
    const isJson = body.startsWith("{");
    posted.push({ headers: request.headers, body, message: isJson ? JSON.parse(body) : {} });
    response.writeHead(answers.shift() ?? 200).end();
  }).listen(0, "127.0.0.1");
  await once(subscriber, "listening");
  endpoint = `http://127.0.0.1:${(subscriber.address() as AddressInfo).port}/hook`;
  directory = await mkdtemp(join(tmpdir(), "millrace-sns-http-"));
  server = new ApiServer({ onFault: (fault) => void undelivered.push(String(fault)) });
  await server.listen(0);
  topics = await open(server.url);
  server.serve({ services: [snsApi(topics)] });
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  client = new SNSClient({ endpoint: server.url, region: "us-east-1", credentials });
  TopicArn = topics.createTopic("alerts").topicArn;
});
afterEach(async () => {
  client.destroy();
  await server.close();
  topics.stop();
  await topics.close();
  subscriber.closeAllConnections();
  subscriber.close();
  await rm(directory, { recursive: true });
});

/** Lets virtual time pass, and the real requests that it starts, until the condition holds. */
async function until(holds: () => boolean): Promise<void> {
  for (let turn = 0; turn < 2000 && !holds(); turn++) {
    clock.advanceBy(100);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  expect(holds()).toBe(true);
}

async function subscribe(Attributes: Record<string, string> = {}): Promise<string> {
  const { SubscriptionArn = "" } = await client.send(
    new SubscribeCommand({
      ...{ TopicArn, Protocol: "http", Endpoint: endpoint, Attributes, ReturnSubscriptionArn: true },
    }),
  );
  await until(() => posted.length > 0);
  return SubscriptionArn;
}

async function subscribeAndConfirm(attributes: Record<string, string> = {}): Promise<string> {
  const arn = await subscribe(attributes);
  const answer = await fetch(posted[0]?.message.SubscribeURL ?? "");
  expect(await answer.text()).toContain(`<SubscriptionArn>${arn}</SubscriptionArn>`);
  posted.length = 0;
  return arn;
}

/** As AWS's validators do: the members in the order of their names, and the certificate from its URL. */
async function isGenuine(message: Readonly<Record<string, string>>): Promise<boolean> {
  const names =
    message.Type === "Notification"
      ? ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"]
      : ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"];
  const text = names.filter((name) => name in message).map((name) => `${name}\n${message[name]}\n`);
  const { SigningCertURL = "", SignatureVersion, Signature = "" } = message;
  expect(SigningCertURL).toMatch(/\/SimpleNotificationService-[0-9a-f]{32}\.pem$/);
  const certificate = new X509Certificate(await (await fetch(SigningCertURL)).text());
  expect(certificate.verify(certificate.publicKey)).toBe(true);
  const verify = createVerify(SignatureVersion === "2" ? "RSA-SHA256" : "RSA-SHA1");
  return verify.update(text.join("")).verify(certificate.publicKey, Signature, "base64");
}

test.each(["1", "2"])(
  "an endpoint is asked, confirms by the link, and gets what is published, signed in version %s",
  async (version) => {
    topics.setTopicAttributes(TopicArn, "SignatureVersion", version);
    const arn = await subscribe();
    const [asked] = posted;
    expect(asked?.headers).toMatchObject({
      "content-type": "text/plain; charset=UTF-8",
      "x-amz-sns-message-type": "SubscriptionConfirmation",
      "x-amz-sns-topic-arn": TopicArn,
    });
    expect(asked?.message).toMatchObject({ Type: "SubscriptionConfirmation", SignatureVersion: version });
    expect(await isGenuine(asked?.message ?? {})).toBe(true);
    const list = () => client.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
    expect((await list()).Subscriptions?.[0]?.SubscriptionArn).toBe("PendingConfirmation");
    await client.send(new PublishCommand({ TopicArn, Message: "too early" }));
    for (let twice = 0; twice < 2; twice++)
      expect((await fetch(asked?.message.SubscribeURL ?? "")).status).toBe(200);
    expect((await list()).Subscriptions?.[0]?.SubscriptionArn).toBe(arn);
    const { MessageId } = await client.send(
      new PublishCommand({ TopicArn, Subject: "warning", Message: "storm" }),
    );
    await until(() => posted.length === 2);
    expect(posted[1]?.headers).toMatchObject({
      "x-amz-sns-message-type": "Notification",
      "x-amz-sns-message-id": MessageId,
      "x-amz-sns-subscription-arn": arn,
    });
    const message = posted[1]?.message ?? {};
    expect(message).toMatchObject({ MessageId, Subject: "warning", Message: "storm" });
    expect(await isGenuine(message)).toBe(true);
    expect(await isGenuine({ ...message, Message: "sunshine" })).toBe(false);
  },
);

test("the token confirms through the API, and no other does", async () => {
  const SubscriptionArn = await subscribe();
  const confirm = (Token: string) => client.send(new ConfirmSubscriptionCommand({ TopicArn, Token }));
  await expect(confirm("other")).rejects.toThrow("Invalid token");
  const Token = "0".repeat(288);
  await expect(confirm(Token)).rejects.toThrow("Invalid parameter: Token");
  const elsewhere = new ConfirmSubscriptionCommand({ TopicArn: `${TopicArn}none`, Token });
  await expect(client.send(elsewhere)).rejects.toThrow("Invalid parameter: Token");
  expect((await confirm(posted[0]?.message.Token ?? "")).SubscriptionArn).toBe(SubscriptionArn);
  const { Attributes } = await client.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
  expect(Attributes).toMatchObject({ PendingConfirmation: "false", ConfirmationWasAuthenticated: "false" });
  expect(JSON.parse(Attributes?.EffectiveDeliveryPolicy ?? "")).toMatchObject({
    healthyRetryPolicy: { numRetries: 3, minDelayTarget: 20 },
  });
});

test("raw delivery sends the message alone and says so", async () => {
  await subscribeAndConfirm({ RawMessageDelivery: "true" });
  await client.send(new PublishCommand({ TopicArn, Message: "storm" }));
  await until(() => posted.length === 1);
  expect(posted[0]).toMatchObject({ body: "storm", headers: { "x-amz-sns-rawdelivery": "true" } });
});

test("what fails is sent again by the delivery policy, then goes to the dead-letter queue", async () => {
  const retry = { numRetries: 2, minDelayTarget: 5, maxDelayTarget: 5 };
  await subscribeAndConfirm({
    DeliveryPolicy: JSON.stringify({ healthyRetryPolicy: retry }),
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: dead }),
  });
  answers = [500, 429, 503];
  const published = clock.now();
  await client.send(new PublishCommand({ TopicArn, Message: "storm" }));
  await until(() => deadLetters.length === 1);
  expect(posted).toHaveLength(3);
  expect(clock.now() - published).toBeGreaterThanOrEqual(10_000);
  expect(JSON.parse(deadLetters[0] ?? "")).toMatchObject({ Type: "Notification", Message: "storm" });
  answers = [404];
  await client.send(new PublishCommand({ TopicArn, Message: "refused for good" }));
  await until(() => deadLetters.length === 2);
  expect(posted).toHaveLength(4);
});

test("what was on its way when the region ended is sent by the next, with the same certificate", async () => {
  await subscribeAndConfirm();
  answers = [500];
  await client.send(new PublishCommand({ TopicArn, Message: "storm" }));
  await until(() => posted.length === 1);
  topics.stop();
  await topics.close();
  topics = await open(server.url);
  server.serve({ services: [snsApi(topics)] });
  topics.start();
  await until(() => posted.length === 2);
  expect(posted[1]?.message).toEqual(posted[0]?.message);
  expect(await isGenuine(posted[1]?.message ?? {})).toBe(true);
});

test("an endpoint whose subscription is taken away is told", async () => {
  const SubscriptionArn = await subscribeAndConfirm();
  await client.send(new UnsubscribeCommand({ SubscriptionArn }));
  await until(() => posted.length === 1);
  expect(posted[0]?.message).toMatchObject({ Type: "UnsubscribeConfirmation", TopicArn });
  expect(await isGenuine(posted[0]?.message ?? {})).toBe(true);
});

test("nothing is sent beyond this machine", async () => {
  const { SubscriptionArn } = await client.send(
    new SubscribeCommand({ TopicArn, Protocol: "http", Endpoint: "http://example.com/hook" }),
  );
  expect(SubscriptionArn).toBe("pending confirmation");
  expect(undelivered).toEqual(["nothing is sent beyond this machine, so no SubscriptionConfirmation was"]);
});

test.each([
  ["http", "https://127.0.0.1/", "Invalid parameter: Endpoint must match the specified protocol"],
  ["email", "nobody", "Invalid parameter: Email address"],
  ["firehose", "x", "Invalid parameter: Firehose endpoint ARN"],
  [
    "firehose",
    "arn:aws:firehose:us-east-1:000000000000:deliverystream/d",
    "SubscriptionRoleArn must be the ARN of a role for the protocol firehose",
  ],
  ["pigeon", "x", "Invalid parameter: Amazon SNS does not support this protocol string: pigeon"],
])("a subscriber by %s at %s is refused", async (Protocol, Endpoint, message) => {
  await expect(client.send(new SubscribeCommand({ TopicArn, Protocol, Endpoint }))).rejects.toThrow(message);
});
