import { createServer, type Socket } from "node:net";
import { CreateTopicRuleCommand, DescribeEndpointCommand } from "@aws-sdk/client-iot";
import {
  DeleteConnectionCommand,
  GetRetainedMessageCommand,
  ListRetainedMessagesCommand,
  PublishCommand,
} from "@aws-sdk/client-iot-data-plane";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { MqttClient } from "mqtt";
import { Region } from "../../../src/region/region.ts";
import { until } from "../../support/until.ts";
import { heard, type IotRegion, openIot } from "./support/iot-region.ts";

const roleArn = "arn:aws:iam::000000000000:role/any";

let open: IotRegion;
beforeAll(async () => {
  open = await openIot();
});
afterAll(() => open.close());

const ended = (client: MqttClient | Socket) =>
  new Promise<void>((resolve) => client.on("close", () => resolve()));
const atLeast = <Item>(count: number, list: readonly Item[]) =>
  until(() => (list.length >= count ? list : undefined));

describe("messages", () => {
  test("reach those who subscribed, by wildcards, from MQTT and from the API", async () => {
    const client = await open.connect();
    const messages = heard(client);
    const granted = await client.subscribeAsync({ "a/+/b": { qos: 1 }, "deep/#": { qos: 0 } });
    expect(granted.map(({ topic, qos }) => [topic, qos])).toEqual([
      ["a/+/b", 1],
      ["deep/#", 0],
    ]);
    await client.publishAsync("a/1/b", "one", { qos: 1 });
    await client.publishAsync("a/1/c", "not asked for", { qos: 1 });
    await client.publishAsync("deep/er/still", "two", { qos: 1 });
    await open.data.send(new PublishCommand({ topic: "a/2/b", payload: Buffer.from("three"), qos: 1 }));
    expect((await atLeast(3, messages)).map(({ topic, text }) => [topic, text])).toEqual([
      ["a/1/b", "one"],
      ["deep/er/still", "two"],
      ["a/2/b", "three"],
    ]);
  });

  test("of both QoS one behind the other all arrive, and once for filters that overlap", async () => {
    const client = await open.connect();
    const messages = heard(client);
    await client.subscribeAsync({ "mixed/+": { qos: 1 }, "mixed/#": { qos: 1 }, "mixed/1": { qos: 0 } });
    const other = await open.connect();
    const sent = Array.from({ length: 60 }, (_, n) =>
      other.publishAsync("mixed/1", String(n), { qos: n % 2 === 0 ? 1 : 0 }),
    );
    await Promise.all(sent);
    await atLeast(60, messages);
    await other.publishAsync("mixed/2", "last", { qos: 1 });
    await until(() => messages.find(({ text }) => text === "last"));
    const numbers = messages.slice(0, -1).map(({ text }) => Number(text));
    expect(numbers.toSorted((one, two) => one - two)).toEqual(sent.map((_, n) => n));
  });

  test("that are retained wait for subscribers, and are told by the API until an empty one comes", async () => {
    const client = await open.connect();
    await client.publishAsync("lamp/state", "on", { qos: 1, retain: true });
    const late = await open.connect();
    const messages = heard(late);
    await late.subscribeAsync("lamp/+");
    expect(await atLeast(1, messages)).toEqual([{ topic: "lamp/state", text: "on", retain: true }]);
    const told = await open.data.send(new GetRetainedMessageCommand({ topic: "lamp/state" }));
    expect(told).toMatchObject({ topic: "lamp/state", qos: 1 });
    expect(Buffer.from(told.payload ?? "").toString()).toBe("on");
    const { retainedTopics } = await open.data.send(new ListRetainedMessagesCommand({}));
    expect(retainedTopics).toMatchObject([{ topic: "lamp/state", payloadSize: 2, qos: 1 }]);
    await client.publishAsync("lamp/state", "", { qos: 1, retain: true });
    await expect(
      open.data.send(new GetRetainedMessageCommand({ topic: "lamp/state" })),
    ).rejects.toMatchObject({
      name: "ResourceNotFoundException",
    });
  });

  test("are acknowledged once the actions of their rules have ended, and tell who sent them", async () => {
    await open.ask("sqs", "CreateQueue", { QueueName: "messages" });
    await open.iot.send(
      new CreateTopicRuleCommand({
        ruleName: "queues",
        topicRulePayload: {
          sql: "SELECT clientid() AS client, topic(2) AS of, n FROM 'queue/#' WHERE n >= 0",
          actions: [{ sqs: { roleArn, queueUrl: "http://127.0.0.1:4566/000000000000/messages" } }],
        },
      }),
    );
    const client = await open.connect({ clientId: "station-7" });
    await Promise.all(
      [1, -1, 2, 3].map((n) => client.publishAsync("queue/x", JSON.stringify({ n }), { qos: 1 })),
    );
    const bodies = open.region.services.sqs.messages("messages").map(({ body }) => JSON.parse(body));
    expect(bodies).toEqual([1, 2, 3].map((n) => ({ client: "station-7", of: "x", n })));
  });

  test("wait for a client with a session that is away", async () => {
    const options = { clientId: "sleeper", clean: false };
    const client = await open.connect(options);
    await client.subscribeAsync("wake/up", { qos: 1 });
    await client.endAsync();
    const other = await open.connect();
    await other.publishAsync("wake/up", "now", { qos: 1 });
    const { port } = await open.region.services.iot.brokerHost.open();
    const { default: mqtt } = await import("mqtt");
    const again = mqtt.connect(`mqtt://127.0.0.1:${port}`, { ...options, reconnectPeriod: 0 });
    const messages = heard(again);
    expect(await atLeast(1, messages)).toEqual([{ topic: "wake/up", text: "now", retain: false }]);
    again.end(true);
  });
});

describe("clients", () => {
  test("find the broker by DescribeEndpoint", async () => {
    const { endpointAddress } = await open.iot.send(
      new DescribeEndpointCommand({ endpointType: "iot:Data-ATS" }),
    );
    const { port } = await open.region.services.iot.brokerHost.open();
    expect(endpointAddress).toBe(`127.0.0.1:${port}`);
    await expect(
      open.iot.send(new DescribeEndpointCommand({ endpointType: "iot:None" })),
    ).rejects.toMatchObject({
      name: "InvalidRequestException",
    });
  });

  test("leave a will, and are told of as they come, subscribe and go", async () => {
    const watcher = await open.connect();
    const messages = heard(watcher);
    await watcher.subscribeAsync([
      "last/words",
      "$aws/events/presence/+/mortal",
      "$aws/events/subscriptions/+/mortal",
    ]);
    const client = await open.connect({
      clientId: "mortal",
      will: { topic: "last/words", payload: Buffer.from("farewell"), qos: 1, retain: false },
    });
    await client.subscribeAsync("anything");
    client.stream.destroy();
    await until(() => messages.find(({ topic }) => topic === "last/words"));
    await atLeast(4, messages);
    expect(messages.find(({ topic }) => topic === "last/words")?.text).toBe("farewell");
    const events = messages
      .filter(({ topic }) => topic.startsWith("$aws/"))
      .map(({ text }) => JSON.parse(text));
    expect(events).toMatchObject([
      { clientId: "mortal", eventType: "connected", ipAddress: "127.0.0.1" },
      { clientId: "mortal", eventType: "subscribed", topics: ["anything"] },
      { clientId: "mortal", eventType: "disconnected", clientInitiatedDisconnect: false },
    ]);
  });

  test("leave a will to a shadow, which rules and subscribers hear and the shadow does not", async () => {
    const topic = "$aws/things/torch/shadow/update";
    open.region.services.iot.rules.create("wills", {
      sql: `SELECT * FROM '${topic}'`,
      actions: [{ republish: { roleArn: "arn:aws:iam::000000000000:role/any", topic: "heard/by/rule" } }],
    });
    const watcher = await open.connect();
    const messages = heard(watcher);
    await watcher.subscribeAsync(["$aws/things/torch/shadow/#", "heard/by/rule"]);
    const document = JSON.stringify({ state: { reported: { connected: false } } });
    const will = { topic, payload: Buffer.from(document), qos: 1, retain: false } as const;
    const client = await open.connect({ clientId: "torch", will });
    client.stream.destroy();
    await atLeast(2, messages);
    await watcher.publishAsync("heard/by/rule", "the end", { qos: 1 });
    await until(() => messages.at(-1)?.text === "the end");
    expect(new Set(messages.map((message) => message.topic))).toEqual(new Set([topic, "heard/by/rule"]));
    expect(open.region.services.iot.shadows.shadows.find({ thingName: "torch" })).toBeUndefined();
    // The same document by the same client's own hand is the shadow's.
    const again = await open.connect({ clientId: "torch" });
    await again.publishAsync(topic, document, { qos: 1 });
    expect(open.region.services.iot.shadows.shadows.find({ thingName: "torch" })).toMatchObject({
      version: 1,
    });
  });

  test("subscribe to eight filters in one packet, and are closed for more", async () => {
    const filters = (count: number) => Array.from({ length: count }, (_, at) => `many/${at}/#`);
    const client = await open.connect();
    expect(await client.subscribeAsync(filters(8))).toHaveLength(8);
    const gone = ended(client);
    client.subscribe(filters(9), () => {});
    await gone;
  });

  test("unsubscribe from fifty filters in one packet, and are closed for more", async () => {
    const filters = (count: number) => Array.from({ length: count }, (_, at) => `many/${at}/#`);
    const client = await open.connect();
    await client.unsubscribeAsync(filters(50));
    const gone = ended(client);
    client.unsubscribe(filters(51), () => {});
    await gone;
  });

  test("take over from one of the same name, and can be ended by the API", async () => {
    const first = await open.connect({ clientId: "same" });
    const gone = ended(first);
    const second = await open.connect({ clientId: "same" });
    await gone;
    expect(second.connected).toBe(true);
    const end = ended(second);
    await open.data.send(new DeleteConnectionCommand({ clientId: "same" }));
    await end;
    await expect(open.data.send(new DeleteConnectionCommand({ clientId: "same" }))).rejects.toMatchObject({
      name: "ResourceNotFoundException",
    });
  });

  test.each([
    ["its will and its subscriptions stay", {}, ["gone"], 1],
    ["not its will", { preventWillMessage: true }, [], 1],
    ["not its subscriptions", { cleanSession: true }, ["gone"], 0],
  ])("of one that the API ends, %s", async (_, how, wills, subscriptions) => {
    const listener = await open.connect();
    const messages = heard(listener);
    await listener.subscribeAsync("wills/#");
    const session = { clientId: `session${subscriptions}${wills.length}`, clean: false };
    const will = { topic: "wills/one", payload: Buffer.from("gone"), qos: 0, retain: false } as const;
    const client = await open.connect({ ...session, will });
    await client.subscribeAsync("asked/#", { qos: 1 });
    const end = ended(client);
    await open.data.send(new DeleteConnectionCommand({ clientId: session.clientId, ...how }));
    await end;
    await listener.publishAsync("wills/end", "end", { qos: 1 });
    await until(() => messages.at(-1)?.text === "end");
    expect(messages.slice(0, -1).map(({ text }) => text)).toEqual(wills);
    const again = await open.connect(session);
    const reached = heard(again);
    await again.subscribeAsync("control", { qos: 1 });
    for (const topic of ["asked/one", "control"]) await listener.publishAsync(topic, "x", { qos: 1 });
    await until(() => reached.at(-1)?.topic === "control");
    expect(reached.filter(({ topic }) => topic === "asked/one")).toHaveLength(subscriptions);
  });

  test.each([
    ["a topic of more than 7 slashes", "a/b/c/d/e/f/g/h/i", "x", 1],
    ["a topic of more than 256 bytes", "t".repeat(257), "x", 1],
    ["a reserved topic", "$aws/events/presence/connected/me", "x", 1],
    ["a payload of more than 128 KB", "a", "x".repeat(128 * 1024 + 1), 1],
    ["QoS 2", "a", "x", 2],
  ] as const)("are closed for %s", async (_, topic, payload, qos) => {
    const client = await open.connect();
    const end = ended(client);
    client.publish(topic, payload, { qos }, () => {});
    await end;
  });

  test.each(["a/#/b", "a/b+", "a/b/c/d/e/f/g/h/i"])("are closed for the filter %s", async (filter) => {
    const client = await open.connect();
    const end = ended(client);
    // The client would refuse some of these itself.
    client.stream.write(subscribePacket(filter));
    await end;
  });

  test("are granted no filter of what is reserved", async () => {
    const client = await open.connect();
    for (const filter of ["$SYS/#", "$aws/rules/a/b"])
      await expect(client.subscribeAsync(filter)).rejects.toThrow(/Unspecified error|refused/i);
    expect(client.connected).toBe(true);
  });
});

function subscribePacket(filter: string): Buffer {
  const text = Buffer.from(filter);
  const body = Buffer.concat([Buffer.from([0, 9, 0, text.length]), text, Buffer.from([0])]);
  return Buffer.concat([Buffer.from([0x82, body.length]), body]);
}

test("a port that is taken ends nothing, and who asks is told", async () => {
  const taker = createServer();
  await new Promise<void>((listening) => taker.listen(0, "127.0.0.1", listening));
  const { port } = taker.address() as { readonly port: number };
  const region = await Region.open({
    directory: undefined,
    endpoint: "http://127.0.0.1:4566",
    mqttPort: port,
  });
  const told: string[] = [];
  const { write } = process.stderr;
  process.stderr.write = (text: unknown) => told.push(String(text)) > 0;
  try {
    await region.services.iot.brokerHost.need();
    await expect(region.services.iot.brokerHost.open()).rejects.toMatchObject({
      code: "ServiceUnavailableException",
      message: expect.stringContaining(`port ${port} of 127.0.0.1 is taken by another program`),
    });
  } finally {
    process.stderr.write = write;
  }
  expect(told).toEqual([expect.stringMatching(/^IoT has no MQTT broker: .*--mqtt-port N.*\n$/)]);
  await new Promise((closed) => taker.close(closed));
  expect((await region.services.iot.brokerHost.open()).port).toBe(port);
  await region.close();
});
