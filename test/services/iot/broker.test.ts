// The broker by a real MQTT client: publishing, subscribing, sessions, wills, shadows, and what AWS closes a connection for.

import { once } from "node:events";
import { connect as connectTcp, createServer, type Socket } from "node:net";
import { CreateTopicRuleCommand, DescribeEndpointCommand } from "@aws-sdk/client-iot";
import {
  DeleteConnectionCommand,
  DeleteThingShadowCommand,
  GetRetainedMessageCommand,
  GetThingShadowCommand,
  ListNamedShadowsForThingCommand,
  ListRetainedMessagesCommand,
  PublishCommand,
  UpdateThingShadowCommand,
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
afterAll(async () => {
  await open.close();
  expect(open.faults).toEqual([]);
});

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

describe("shadows", () => {
  test("are updated over MQTT: accepted, the difference, the documents", async () => {
    const client = await open.connect();
    const messages = heard(client);
    await client.subscribeAsync("$aws/things/lamp/shadow/#");
    const update = (document: object) =>
      client.publishAsync("$aws/things/lamp/shadow/update", JSON.stringify(document), { qos: 1 });
    const of = (end: string) =>
      messages
        .filter(({ topic }) => topic === `$aws/things/lamp/shadow/${end}`)
        .map(({ text }) => JSON.parse(text));
    await update({ state: { desired: { on: true, colour: { r: 1, g: 2 } } }, clientToken: "t1" });
    await update({ state: { reported: { on: true, colour: { r: 1 } } } });
    await update({ state: { reported: { colour: { g: 2 } } } });
    await until(() => (of("update/documents").length === 3 ? true : undefined));
    expect(of("update/accepted")).toMatchObject([
      { state: { desired: { on: true, colour: { r: 1, g: 2 } } }, version: 1, clientToken: "t1" },
      { version: 2 },
      { version: 3 },
    ]);
    const time = { timestamp: expect.any(Number) };
    expect(of("update/delta")).toMatchObject([
      {
        version: 1,
        state: { on: true, colour: { r: 1, g: 2 } },
        metadata: { on: time, colour: { r: time, g: time } },
      },
      { version: 2, state: { colour: { g: 2 } } },
    ]);
    expect(of("update/documents")[1]).toMatchObject({
      previous: { version: 1, state: { desired: { on: true } } },
      current: { version: 2, state: { desired: { on: true }, reported: { on: true, colour: { r: 1 } } } },
    });
    await client.publishAsync("$aws/things/lamp/shadow/get", "", { qos: 1 });
    await client.publishAsync("$aws/things/lamp/shadow/update", '{"state":{"desired":1}}', { qos: 1 });
    await client.publishAsync(
      "$aws/things/lamp/shadow/update",
      '{"state":{},"version":9,"clientToken":"t2"}',
      { qos: 1 },
    );
    await client.publishAsync("$aws/things/lamp/shadow/delete", "", { qos: 1 });
    await client.publishAsync("$aws/things/lamp/shadow/get", "", { qos: 1 });
    await until(() => (of("get/rejected").length === 1 ? true : undefined));
    expect(of("get/accepted")).toMatchObject([
      { version: 3, state: { desired: { on: true }, reported: { on: true, colour: { r: 1, g: 2 } } } },
    ]);
    expect(of("get/accepted")[0].state.delta).toBeUndefined();
    expect(of("update/rejected")).toMatchObject([
      { code: 400, message: "Desired node must be an object" },
      { code: 409, message: "Version conflict", clientToken: "t2" },
    ]);
    expect(of("delete/accepted")).toMatchObject([{ version: 3 }]);
    expect(of("get/rejected")).toMatchObject([{ code: 404, message: "No shadow exists with name: 'lamp'" }]);
  });

  test("are got, updated and deleted by the API, named ones as well, and devices hear of it", async () => {
    const client = await open.connect();
    const messages = heard(client);
    await client.subscribeAsync("$aws/things/door/shadow/name/lock/update/delta");
    const of = { thingName: "door", shadowName: "lock" };
    const json = (payload: Uint8Array | undefined) => JSON.parse(Buffer.from(payload ?? "").toString());
    const update = async (document: object) => {
      const payload = Buffer.from(JSON.stringify(document));
      return json((await open.data.send(new UpdateThingShadowCommand({ ...of, payload }))).payload);
    };
    expect(await update({ state: { desired: { shut: true, gone: 1 } } })).toMatchObject({ version: 1 });
    expect(await update({ state: { desired: { gone: null } }, version: 1 })).toMatchObject({ version: 2 });
    expect(JSON.parse((await atLeast(2, messages))[1]?.text ?? "")).toMatchObject({
      state: { shut: true },
      version: 2,
    });
    expect(json((await open.data.send(new GetThingShadowCommand(of))).payload)).toEqual({
      state: { desired: { shut: true }, delta: { shut: true } },
      metadata: { desired: { shut: { timestamp: expect.any(Number) } } },
      ...{ version: 2, timestamp: expect.any(Number) },
    });
    const { results } = await open.data.send(new ListNamedShadowsForThingCommand({ thingName: "door" }));
    expect(results).toEqual(["lock"]);
    await expect(update({ state: { desired: {} }, version: 7 })).rejects.toMatchObject({
      ...{ name: "ConflictException", message: "Version conflict", $metadata: { httpStatusCode: 409 } },
    });
    await open.data.send(new DeleteThingShadowCommand(of));
    await expect(open.data.send(new GetThingShadowCommand(of))).rejects.toMatchObject({
      ...{ name: "ResourceNotFoundException", message: "No shadow exists with name: 'door~lock'" },
    });
    // What comes again goes on counting.
    expect(await update({ state: { reported: { shut: false } } })).toMatchObject({ version: 4 });
  });

  test.each([
    ["what is no JSON", "not json", "InvalidRequestException", "Invalid JSON"],
    ["an array", "[]", "InvalidRequestException", "Invalid JSON"],
    ["a document without a state", "{}", "InvalidRequestException", "Missing required node: state"],
    ["a state that is no object", '{"state":1}', "InvalidRequestException", "State node must be an object"],
    [
      "another section",
      '{"state":{"other":{}}}',
      "InvalidRequestException",
      /^State contains an invalid node/,
    ],
    [
      "a section that is no object",
      '{"state":{"reported":[]}}',
      "InvalidRequestException",
      "Reported node must be an object",
    ],
    [
      "a version that is no number",
      '{"state":{},"version":"1"}',
      "InvalidRequestException",
      "Invalid version",
    ],
    [
      "a long token",
      `{"state":{},"clientToken":"${"t".repeat(65)}"}`,
      "InvalidRequestException",
      "Invalid clientToken",
    ],
    [
      "what is nested deeply",
      '{"state":{"desired":{"a":{"a":{"a":{"a":{"a":{"a":{}}}}}}}}}',
      "InvalidRequestException",
      /too many levels of nesting; maximum is 6/,
    ],
    [
      "more than 8 KB",
      `{"state":{"desired":{"a":"${"x".repeat(8192)}"}}}`,
      "RequestEntityTooLargeException",
      "The payload exceeds the maximum size allowed",
    ],
  ])("refuse %s", async (_, payload, name, message) => {
    const update = new UpdateThingShadowCommand({ thingName: "any", payload: Buffer.from(payload) });
    await expect(open.data.send(update)).rejects.toMatchObject({
      name,
      message: expect.stringMatching(message),
    });
  });

  test("have whatever names members have", async () => {
    const payload = Buffer.from('{"state":{"desired":{"__proto__":{"a":1},"constructor":2}}}');
    await open.data.send(new UpdateThingShadowCommand({ thingName: "odd", payload }));
    const { payload: got } = await open.data.send(new GetThingShadowCommand({ thingName: "odd" }));
    expect(Buffer.from(got ?? "").toString()).toContain('"desired":{"__proto__":{"a":1},"constructor":2}');
  });
});

describe("whatever is sent", () => {
  async function socketTo(): Promise<Socket> {
    const { port } = await open.region.services.iot.brokerHost.open();
    const socket = connectTcp(port, "127.0.0.1");
    socket.on("error", () => {});
    await once(socket, "connect");
    return socket;
  }

  const connectPacket = Buffer.from([0x10, 13, 0, 4, 0x4d, 0x51, 0x54, 0x54, 4, 2, 0, 60, 0, 1, 0x78]);

  test.each([
    ["an HTTP request", Buffer.from("GET / HTTP/1.1\r\n\r\n")],
    ["a packet before CONNECT", Buffer.from([0x30, 3, 0, 1, 0x61])],
    ["a CONNECT without a protocol", Buffer.from([0x10, 2, 0, 0])],
    ["a length that never ends", Buffer.from([0x10, 0xff, 0xff, 0xff, 0xff, 0xff])],
    ["two CONNECTs", Buffer.concat([connectPacket, connectPacket])],
    [
      "a topic longer than its packet",
      Buffer.concat([connectPacket, Buffer.from([0x30, 3, 0xff, 0xff, 0x61])]),
    ],
    ["QoS 3", Buffer.concat([connectPacket, Buffer.from([0x36, 5, 0, 1, 0x61, 0, 1])])],
    ["an empty SUBSCRIBE", Buffer.concat([connectPacket, Buffer.from([0x82, 2, 0, 1])])],
    ["a wildcard to publish to", Buffer.concat([connectPacket, Buffer.from([0x30, 3, 0, 1, 0x23])])],
    [
      "the beginning of 200 MB",
      Buffer.concat([
        connectPacket,
        Buffer.from([0x30, 0x80, 0x80, 0x80, 0x64, 0, 1, 0x61]),
        Buffer.alloc(100_000),
      ]),
    ],
  ])("%s ends its connection alone", async (_, bytes) => {
    const witness = await open.connect();
    const socket = await socketTo();
    socket.resume();
    socket.write(bytes);
    await ended(socket);
    await witness.publishAsync("still/here", "yes", { qos: 1 });
    expect(witness.connected).toBe(true);
  });

  test("deep and odd JSON, and patterns that would not end, end nothing", async () => {
    await open.ask("sqs", "CreateQueue", { QueueName: "odd" });
    await open.iot.send(
      new CreateTopicRuleCommand({
        ruleName: "odd",
        topicRulePayload: {
          sql: "SELECT *, regexp_matches(text, '(a+)+$') AS matched, regexp_matches(text, pattern) AS asked FROM 'odd'",
          actions: [{ sqs: { roleArn, queueUrl: "http://127.0.0.1:4566/000000000000/odd" } }],
        },
      }),
    );
    const client = await open.connect();
    const payloads = [
      `${"[".repeat(60_000)}${"]".repeat(60_000)}`,
      '{"__proto__":{"polluted":true},"text":"x"}',
      JSON.stringify({ text: `${"a".repeat(30_000)}!`, pattern: "(a|a|aa)*$" }),
      JSON.stringify({ text: "a", pattern: "(((a{1000}){1000}){1000})" }),
      "\u0000\ud800",
    ];
    for (const payload of payloads) await client.publishAsync("odd", payload, { qos: 1 });
    const bodies = open.region.services.sqs.messages("odd").map(({ body }) => body);
    expect(bodies).toHaveLength(5);
    expect(bodies[1]).toBe('{"__proto__":{"polluted":true},"text":"x","matched":false}');
    expect(JSON.parse(bodies[2] ?? "")).toMatchObject({ matched: false, asked: true });
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});

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
