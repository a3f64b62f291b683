// Connections and packets in any number: some are refused by name, and others have their turns in between.

import { connect, type Socket } from "node:net";
import { afterEach, expect, test } from "@jest/globals";
import { Broker, type BrokerOptions } from "../../../../src/services/iot/broker/broker.ts";
import { systemClock } from "../../../../src/time/clock.ts";

let broker: Broker;
const sockets: Socket[] = [];
const faults: unknown[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await broker.close();
  expect(faults.splice(0)).toEqual([]);
});

async function open(more: Partial<BrokerOptions> = {}): Promise<void> {
  broker = await Broker.listen(0, {
    ...{
      clock: systemClock,
      metrics: { counted: () => {} } as unknown as BrokerOptions["metrics"],
      retained: [],
    },
    watch: { connected() {}, disconnected() {}, subscribed() {}, unsubscribed() {} },
    ...{ take: () => {}, onFault: (fault) => faults.push(fault), ...more },
  });
}

function socket(): Socket {
  const made = connect(broker.port, "127.0.0.1");
  made.on("error", () => {});
  sockets.push(made);
  return made;
}

function connectPacket(clientId: string, isClean = true): Buffer {
  const rest = [
    0,
    4,
    ...Buffer.from("MQTT"),
    4,
    isClean ? 2 : 0,
    0,
    60,
    0,
    clientId.length,
    ...Buffer.from(clientId),
  ];
  return Buffer.from([0x10, rest.length, ...rest]);
}

/** The code of CONNACK. */
async function connected(made: Socket, clientId: string): Promise<number | undefined> {
  made.write(connectPacket(clientId));
  const answer = await new Promise<Buffer>((resolve) => made.once("data", resolve));
  return answer[3];
}

/** Resolves once so much has come. */
function received(from: Socket, bytes: number): Promise<Buffer> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    from.on("data", (chunk: Buffer) => {
      chunks.push(chunk);
      length += chunk.length;
      if (length >= bytes) resolve(Buffer.concat(chunks));
    });
  });
}

test("a connection more than are held is told that there is no room, and one that goes makes some", async () => {
  await open({ mostConnections: 2 });
  const first = socket();
  expect(await connected(first, "a")).toBe(0);
  expect(await connected(socket(), "b")).toBe(0);
  const refused = socket();
  const closed = new Promise((resolve) => refused.on("close", resolve));
  expect(await connected(refused, "c")).toBe(3);
  await closed;
  first.destroy();
  for (;;) {
    if ((await connected(socket(), "d")) === 0) break;
  }
});

test("pings are answered in portions, and others meanwhile", async () => {
  await open();
  const [flood, other] = [socket(), socket()];
  await connected(flood, "flood");
  await connected(other, "other");
  const count = 60_000;
  let answered = 0;
  flood.on("data", (chunk: Buffer) => {
    answered += chunk.length / 2;
  });
  const all = received(flood, 2 * count);
  flood.write(Buffer.from(Array.from({ length: count }, () => [0xc0, 0]).flat()));
  await new Promise((resolve) => flood.once("data", resolve));
  const one = received(other, 2);
  other.write(Buffer.from([0xc0, 0]));
  await one;
  expect(answered).toBeLessThan(count);
  expect((await all).length).toBe(2 * count);
});

test("packets of any length come through whole and in their order", async () => {
  const topics: string[] = [];
  const payloads: Buffer[] = [];
  await open({
    take: ({ topic, payload }) => {
      topics.push(topic);
      payloads.push(payload);
      // Some are taken at once, some later.
      return payloads.length % 3 === 0 ? new Promise((resolve) => setImmediate(resolve)) : undefined;
    },
  });
  const publisher = socket();
  await connected(publisher, "publisher");
  const lengths = [0, 1, 5000, 100, 2040, 2041, 2042, 2048, 4096, 70_000, 3, 128 * 1024, 0, 7];
  const packets = lengths.flatMap((length, index) => {
    const rest = Buffer.concat([
      Buffer.from([0, 4, ...Buffer.from(`t/${String(index).padStart(2, "0")}`), 0, index + 1]),
      Buffer.alloc(length, index),
    ]);
    const size: number[] = [];
    for (let left = rest.length; ; left >>= 7) {
      size.push(left > 127 ? (left & 127) | 128 : left);
      if (left <= 127) break;
    }
    return [Buffer.from([0x32, ...size]), rest];
  });
  const confirmed = received(publisher, 4 * lengths.length);
  publisher.write(Buffer.concat(packets));
  expect((await confirmed).length).toBe(4 * lengths.length);
  expect(topics).toEqual(lengths.map((_, index) => `t/${String(index).padStart(2, "0")}`));
  for (const [index, payload] of payloads.entries())
    expect(payload.equals(Buffer.alloc(lengths[index] ?? 0, index))).toBe(true);
});

test("what is queued for a client that is away is bounded, and what it takes makes room", async () => {
  const counted: string[] = [];
  const metrics = {
    counted: (metric: string) => counted.push(metric),
  } as unknown as BrokerOptions["metrics"];
  await open({ mostQueuedBytes: 10_000, metrics });
  const throttled = () => counted.filter((metric) => metric === "Queued.Throttle").length;
  const publisher = socket();
  await connected(publisher, "publisher");
  const publish = async (letter: string) => {
    const rest = Buffer.concat([Buffer.from([0, 1, 0x71, 0, 1]), Buffer.alloc(3000, letter)]);
    const confirmed = received(publisher, 4);
    publisher.write(Buffer.concat([Buffer.from([0x32, (rest.length & 127) | 128, rest.length >> 7]), rest]));
    await confirmed;
  };
  /** What it had missed, each confirmed. */
  const come = async (): Promise<string> => {
    const sleeper = socket();
    let text = "";
    sleeper.on("data", (chunk: Buffer) => {
      text += chunk.toString("latin1");
    });
    const until = async (holds: () => boolean) => {
      while (!holds()) await new Promise((resolve) => setImmediate(resolve));
    };
    /** Its answer comes behind all that was sent before. */
    const ping = async () => {
      const { length } = text;
      sleeper.write(Buffer.from([0xc0, 0]));
      await until(() => text.length > length && text.endsWith("\u00d0\u0000"));
    };
    sleeper.write(connectPacket("sleeper", false));
    sleeper.write(Buffer.from([0x82, 6, 0, 9, 0, 1, 0x71, 1]));
    await until(() => text.includes("\u0090"));
    await ping();
    // A packet's id is in front of its payload.
    const missed = [...text.matchAll(/([a-z])\1{2999}/g)];
    for (const { index } of missed)
      sleeper.write(Buffer.from(`\u0040\u0002${text.slice(index - 2, index)}`, "latin1"));
    await ping();
    sleeper.destroy();
    await until(() => broker.subscriptions("sleeper") === undefined);
    return missed.map(([, letter]) => letter).join("");
  };
  await come();
  for (const letter of "abcd") await publish(letter);
  expect(throttled()).toBe(2);
  expect(await come()).toBe("ab");
  for (const letter of "efg") await publish(letter);
  expect(throttled()).toBe(3);
  expect(await come()).toBe("ef");
});
