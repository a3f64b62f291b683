// MQTT clients: many of them, with many filters, and what is kept for those that are away.

import { connect as connectTo } from "node:net";
import { connect, type IClientOptions, type MqttClient } from "mqtt";
import type { Target } from "../../hostile/target.ts";
import { type LargeRequest, rest, times } from "./large-request.ts";

const iot = rest("iot");

async function client(target: Target, clientId: string, more: IClientOptions = {}): Promise<MqttClient> {
  const { body } = await iot(target, "GET /endpoint", "");
  const { endpointAddress } = JSON.parse(body) as { readonly endpointAddress: string };
  const client = connect(`mqtt://${endpointAddress}`, { clientId, reconnectPeriod: 0, ...more });
  await new Promise((resolve, reject) => client.once("connect", resolve).once("error", reject));
  return client;
}

async function clients(
  target: Target,
  count: number,
  name: string,
  more: IClientOptions = {},
): Promise<readonly MqttClient[]> {
  const all: MqttClient[] = [];
  for (let at = 0; at < count; at++) all.push(await client(target, `${name}${at}`, more));
  return all;
}

async function gone(all: readonly MqttClient[]): Promise<void> {
  await Promise.all(all.map((each) => each.endAsync(true)));
}

const connectPacket = Buffer.from([16, 13, 0, 4, 77, 81, 84, 84, 4, 2, 0, 60, 0, 1, 97]);
/** The largest length that a header can tell. */
const longest = [0xff, 0xff, 0xff, 0x7f];

/** Sends a packet without an end until the connection is closed. Answers with how much of it was sent. */
async function endless(target: Target, isConnected: boolean): Promise<number> {
  const { body } = await iot(target, "GET /endpoint", "");
  const [host, port] = (JSON.parse(body).endpointAddress as string).split(":");
  const socket = connectTo(Number(port), host);
  let isOpen = true;
  const closed = new Promise<void>((resolve) =>
    socket
      .on("error", () => {})
      .resume()
      .on("close", () => {
        isOpen = false;
        resolve();
      }),
  );
  if (isConnected) socket.write(connectPacket);
  socket.write(Buffer.from([isConnected ? 0x30 : 0x10, ...longest]));
  let sent = 0;
  for (; isOpen && sent < 64 * 1024 * 1024; sent += 65_536) {
    socket.write(Buffer.alloc(65_536));
    await new Promise((resolve) => setImmediate(resolve));
  }
  socket.destroy();
  await closed;
  return sent;
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 2000));
const away = { clean: false } as const;

export const devices: readonly LargeRequest[] = [
  {
    name: "MQTT 500 clients that subscribe to 8 filters, and messages to all",
    ask: async (target) => {
      const all = await clients(target, 500, "c");
      for (const [at, each] of all.entries())
        await each.subscribeAsync([...times(8, (n) => (n < 4 ? `+/${"+/".repeat(n)}#` : `t/${at}/${n}/#`))]);
      let received = 0;
      for (const each of all) each.on("message", () => received++);
      const [sender] = all as [MqttClient];
      for (let at = 0; at < 5; at++) await sender.publishAsync("t/1/2/3/4", "x", { qos: 1 });
      await settled();
      await gone(all);
      return `${received} received`;
    },
  },
  {
    name: "MQTT a SUBSCRIBE of as many filters as a packet has room for",
    ask: async (target) => {
      const each = await client(target, "wide");
      const answer = await Promise.race([
        each.subscribeAsync([...times(12_000, (n) => `+/${n}/#`)]).then(() => "granted"),
        new Promise<string>((resolve) => each.once("close", () => resolve("closed"))),
      ]).catch((problem: Error) => problem.message);
      await gone([each]);
      return answer;
    },
  },
  {
    name: "MQTT 10,000 retained messages, and who subscribes to all",
    prepare: async (target) => {
      const each = await client(target, "keeper");
      for (let at = 0; at < 10; at++)
        await Promise.all(
          times(1000, (n) => each.publishAsync(`kept/${at}/${n}`, "x".repeat(100), { qos: 1, retain: true })),
        );
      await gone([each]);
    },
    ask: async (target) => {
      const each = await client(target, "reader");
      let received = 0;
      each.on("message", () => received++);
      await each.subscribeAsync("kept/#", { qos: 1 });
      await settled();
      await gone([each]);
      return `${received} received`;
    },
  },
  {
    name: "MQTT messages of 128 KB",
    ask: async (target) => {
      const each = await client(target, "large");
      await each.subscribeAsync("large/#");
      for (let at = 0; at < 100; at++) await each.publishAsync("large/a", "x".repeat(131_072), { qos: 1 });
      await gone([each]);
      return "100 sent";
    },
  },
  {
    name: "MQTT messages of 128 KB to 200 clients",
    ask: async (target) => {
      const all = await clients(target, 200, "wide");
      for (const each of all) await each.subscribeAsync("wide/#", { qos: 1 });
      let received = 0;
      for (const each of all) each.on("message", () => received++);
      for (let at = 0; at < 3; at++)
        await (all[0] as MqttClient).publishAsync("wide/a", "x".repeat(131_072), { qos: 1 });
      await settled();
      await gone(all);
      return `${received} received`;
    },
  },
  {
    name: "MQTT packets that are announced with 256 MB",
    ask: async (target) => {
      const sent = await Promise.all(times(20, (at) => endless(target, at % 2 === 0)));
      return `closed after ${sent.join(", ")} bytes`;
    },
  },
  {
    name: "MQTT 50 sessions of clients that are away, with full queues",
    prepare: async (target) => {
      const all = await clients(target, 50, "away", away);
      for (const each of all) await each.subscribeAsync("queued/#", { qos: 1 });
      await gone(all);
    },
    ask: async (target) => {
      const sender = await client(target, "sender");
      await Promise.all(times(1000, (n) => sender.publishAsync(`queued/${n}`, "x".repeat(100), { qos: 1 })));
      await gone([sender]);
      return "1,000 sent";
    },
  },
  {
    name: "MQTT 50 clients that come back to full queues",
    ask: async (target) => {
      const all = await clients(target, 50, "away", away);
      await settled();
      await gone(all);
      return "came back";
    },
  },
];
