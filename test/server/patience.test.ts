// Connections that are kept waiting by their clients are closed; those that wait for the region are not.

import { connect as connectHttp2 } from "node:http2";
import { connect, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { ServiceApi } from "../../src/aws/wire/operation.ts";
import { type Patience, usualPatience } from "../../src/server/connections.ts";
import { ApiServer } from "../../src/server/server.ts";

let answerSlowly: () => void;
const echo: ServiceApi = {
  name: "Echo",
  targetPrefix: "Echo_20260101",
  errorNamespace: "",
  jsonVersion: "1.0",
  operations: {
    Echo: (request) => request,
    Slow: () =>
      new Promise((resolve) => {
        answerSlowly = () => resolve({ slow: true });
      }),
    Large: () => ({ text: "x".repeat(16 * 1024 * 1024) }),
  },
  socketRoutes: [
    {
      ...{ path: /^\/held$/, operation: "held" },
      open: async () => ({
        ...{ protocol: undefined, mostBytes: 1024 },
        opened: () => ({ message: () => {}, closed: () => {} }),
      }),
    },
  ],
};

let server: ApiServer;
const sockets: Socket[] = [];
beforeEach(() => {
  answerSlowly = () => {};
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await server.close();
});

/** Only what is named runs out before the test does. */
const patient: Patience = {
  ...usualPatience,
  firstRequestMs: 1e7,
  nextRequestMs: 1e7,
  bodyMs: 1e7,
  answerMs: 1e7,
};

async function open(patience: Partial<Patience>): Promise<void> {
  server = new ApiServer({
    onFault: (fault) => expect(fault).toBeUndefined(),
    patience: { ...patient, ...patience },
  });
  server.serve({ services: [echo] });
  await server.listen(0);
}

function socket(text = ""): Socket {
  const made = connect(server.port, "127.0.0.1");
  made.on("error", () => {});
  made.write(text);
  sockets.push(made);
  return made;
}

function closed(of: Socket): Promise<string> {
  return new Promise((resolve) => {
    let received = "";
    of.on("data", (chunk) => {
      received += chunk;
    });
    of.on("close", () => resolve(received));
  });
}

const head = (operation: string, length: number) =>
  `POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: Echo_20260101.${operation}\r\nContent-Length: ${length}\r\n\r\n`;

describe("a connection is closed whose client", () => {
  test.each([
    ["never sends a byte", "", ""],
    ["does not end the head of its request", "POST / HTTP/1.1\r\nHost: localhost\r\nX-A", ""],
    ["does not end the preface of HTTP/2", "PRI * HTTP", ""],
    ["opens HTTP/2 and asks nothing", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", ""],
  ])("%s", async (_, text) => {
    await open({ firstRequestMs: 100 });
    await closed(socket(text));
  });

  test("sends the head of its request a byte at a time", async () => {
    await open({ firstRequestMs: 100 });
    const slow = socket("POST / HTTP/1.1\r\nX-A: ");
    const trickle = setInterval(() => slow.write("a"), 10);
    await closed(slow);
    clearInterval(trickle);
  });

  test("does not end the body of its request", async () => {
    await open({ bodyMs: 100 });
    await closed(socket(`${head("Echo", 10)}{`));
  });

  test("does not take its answer", async () => {
    await open({ answerMs: 100 });
    const lazy = socket(`${head("Large", 2)}{}`);
    // Without a reader no end is seen: the next byte that is sent is refused.
    lazy.pause();
    const refused = new Promise((resolve) => lazy.on("close", resolve));
    const prodding = setInterval(() => lazy.write("x"), 20);
    await refused;
    clearInterval(prodding);
  });

  test("asks nothing more after its answer", async () => {
    await open({ nextRequestMs: 100 });
    expect(await closed(socket(`${head("Echo", 2)}{}`))).toContain("200 OK");
  });

  test("leaves a stream of HTTP/2 without its body, and only that stream", async () => {
    await open({ bodyMs: 100 });
    const session = connectHttp2(server.url);
    const headers = { ":method": "POST", "x-amz-target": "Echo_20260101.Echo" };
    const stuck = session.request(headers);
    stuck.on("error", () => {});
    stuck.write("{");
    await new Promise((resolve) => stuck.on("close", resolve));
    const next = session.request(headers);
    next.end("{}");
    const status = await new Promise((resolve) =>
      next.on("response", (answer) => resolve(answer[":status"])),
    );
    expect(status).toBe(200);
    session.destroy();
  });
});

test("an operation that takes long is waited for", async () => {
  await open({ firstRequestMs: 200, nextRequestMs: 200, bodyMs: 200, answerMs: 200 });
  const waiting = socket(`${head("Slow", 2)}{}`);
  const received = closed(waiting);
  // Others come and go meanwhile, each closed for its patience.
  for (let round = 0; round < 3; round++) await closed(socket());
  answerSlowly();
  expect(await received).toContain('{"slow":true}');
});

test("more connections than are held make the one that was idle for longest go", async () => {
  await open({ mostConnections: 2 });
  const [first, second] = [socket(), socket()];
  const ends = [closed(first).then(() => "first"), closed(second).then(() => "second")];
  await Promise.all([first, second].map((each) => new Promise((resolve) => each.on("connect", resolve))));
  const third = await fetch(server.url, {
    method: "POST",
    body: "{}",
    headers: { "x-amz-target": "Echo_20260101.Echo", "content-type": "application/x-amz-json-1.0" },
  });
  expect(await third.json()).toEqual({});
  expect(await Promise.race(ends)).toBe("first");
});

describe("with room for six connections", () => {
  const websocket = `GET /held HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${Buffer.alloc(16).toString("base64")}\r\n\r\n`;
  const began = (of: Socket) =>
    new Promise<string>((resolve) => of.once("data", (chunk) => resolve(String(chunk))));
  const slow = () =>
    new Promise((resolve) => {
      const waiting = socket(`${head("Slow", 2)}{}`);
      const ask = answerSlowly;
      const look = () => (answerSlowly === ask ? setImmediate(look) : resolve(waiting));
      look();
    });

  test.each([
    ["requests that wait for their answer", "Slow", slow, `${head("Slow", 2)}{}`],
    ["WebSockets", "held", async () => began(socket(websocket)), websocket],
  ])("%s leave half of them to others", async (_, operation, hold, text) => {
    await open({ mostConnections: 6 });
    for (let count = 0; count < 3; count++) await hold();
    const refused = await began(socket(text));
    expect(refused).toContain("503 Service Unavailable");
    expect(refused).toContain(`Too many connections wait for an answer of ${operation}`);
    for (let count = 0; count < 5; count++)
      expect(await began(socket(`${head("Echo", 2)}{}`))).toContain("200 OK");
    // One that goes makes room for another of its kind.
    sockets[0]?.destroy();
    expect(await began(socket(`${head("Echo", 2)}{}`))).toContain("200 OK");
    await hold();
  });
});

describe("more than may be held for clients makes those go that were waited for longest:", () => {
  const megabyte = 1024 * 1024;
  const held = (count: number) => count * 16 * megabyte;

  const alone = (operation: string) =>
    closed(socket(`${head(operation, 2)}{}`.replace("Host", "Connection: close\r\nHost")));

  test("answers that nobody takes", async () => {
    await open({ mostHeldBytes: held(3.5) });
    const ask = async () => {
      const session = connectHttp2(server.url, { settings: { initialWindowSize: 0 } });
      session.on("error", () => {});
      const stream = session.request({ ":method": "POST", "x-amz-target": "Echo_20260101.Large" });
      stream.on("error", () => {});
      stream.end("{}");
      await new Promise((resolve) => stream.on("response", resolve));
      return stream;
    };
    const first = await ask();
    const gone = new Promise((resolve) => first.on("close", resolve));
    const others = [await ask(), await ask()];
    // What is taken does not count, however much it is.
    for (let round = 0; round < 5; round++) await alone("Echo");
    expect(first.closed).toBe(false);
    const last = await ask();
    await gone;
    expect(last.closed).toBe(false);
    for (const stream of [first, ...others, last]) stream.session?.destroy();
  });

  test("requests that do not end", async () => {
    await open({ mostHeldBytes: 3.5 * megabyte });
    const begin = async () => {
      const begun = socket(head("Echo", megabyte + 10));
      await new Promise((resolve) => begun.write("x".repeat(megabyte), resolve));
      return begun;
    };
    const first = closed(await begin());
    for (let count = 0; count < 3; count++) void closed(await begin());
    await first;
    expect(await alone("Echo")).toContain("200 OK");
  });
});
