// Whatever a client sends ends no more than its own connection.

import { once } from "node:events";
import { connect as connectTcp, type Socket } from "node:net";
import { CreateTopicRuleCommand } from "@aws-sdk/client-iot";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { MqttClient } from "mqtt";
import { type IotRegion, openIot } from "./support/iot-region.ts";

const roleArn = "arn:aws:iam::000000000000:role/any";

let open: IotRegion;
beforeAll(async () => {
  open = await openIot();
});
afterAll(() => open.close());

const ended = (client: MqttClient | Socket) =>
  new Promise<void>((resolve) => client.on("close", () => resolve()));

describe("whatever is sent", () => {
  async function socketTo(): Promise<Socket> {
    const { port } = await open.region.services.iot.brokerHost.open();
    const socket = connectTcp(port, "127.0.0.1");
    socket.on("error", () => {});
    await once(socket, "connect");
    return socket;
  }

  const connectPacket = Buffer.from([0x10, 13, 0, 4, 0x4d, 0x51, 0x54, 0x54, 4, 2, 0, 60, 0, 1, 0x78]);

  /** A second CONNECT, for those that are nothing to close a connection for. */
  const endsIt = connectPacket;

  test("a subscriber that takes nothing is left, and the others hear all", async () => {
    const heard: string[] = [];
    const other = await open.connect();
    other.on("message", (topic) => heard.push(topic));
    await other.subscribeAsync("flood/+");
    const slow = await socketTo();
    slow.write(connectPacket);
    slow.write(Buffer.from([0x82, 12, 0, 1, 0, 7, ...Buffer.from("flood/+"), 0]));
    await once(slow, "data");
    slow.pause();
    const publisher = await open.connect();
    const payload = Buffer.alloc(100_000);
    const count = 300;
    for (let at = 0; at < count; at++) await publisher.publishAsync(`flood/${at}`, payload);
    await publisher.publishAsync("flood/last", "", { qos: 1 });
    while (heard.at(-1) !== "flood/last")
      await new Promise<void>((resolve) => other.once("message", () => resolve()));
    expect(heard).toHaveLength(count + 1);
    slow.resume();
    await ended(slow);
    await Promise.all([other, publisher].map((client) => client.endAsync(true)));
  }, 40_000);

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
    ...[0x40, 0x50, 0x62, 0x70].flatMap((type): readonly (readonly [string, Buffer])[] => [
      [
        `a confirmation ${type} without an id`,
        Buffer.concat([connectPacket, Buffer.from([type, 0]), endsIt]),
      ],
      [
        `a confirmation ${type} of half an id`,
        Buffer.concat([connectPacket, Buffer.from([type, 1, 0]), endsIt]),
      ],
    ]),
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
