// The endpoint itself: both versions of HTTP on one port, every way of asking wrongly, and how it closes.

import { Agent, request as httpRequest } from "node:http";
import { connect } from "node:http2";
import { connect as tcpConnect } from "node:net";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { ApiServer } from "../../src/server/server.ts";
import { echo, jsonType, posted } from "./echo-service.ts";
import { type RawRequest, send, sendHttp2 } from "./raw-request.ts";
import { wrongRequests } from "./wrong-requests.ts";

let server: ApiServer;
let faults: [unknown, string][];
beforeEach(async () => {
  faults = [];
  server = new ApiServer({ onFault: (fault, operation) => faults.push([fault, operation]) });
  server.serve({ services: [echo] });
  await server.listen(0);
});
afterEach(() => server.close());

const post = (operation: string, body: string) => fetch(server.url, posted(operation, body));

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

describe("an answer", () => {
  test("comes as AWS JSON with a request id", async () => {
    const answer = await post("Echo", '{"a":[1,null,"ü"]}');
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toBe(jsonType);
    expect(answer.headers.get("x-amzn-requestid")).toMatch(uuid);
    expect(await answer.json()).toEqual({ a: [1, null, "ü"] });
  });

  test("to no body at all takes it for an empty request", async () => {
    expect(await (await post("Echo", "")).json()).toEqual({});
  });

  test("has `__proto__` as data", async () => {
    const body = '{"__proto__":{"polluted":true}}';
    expect(await (await post("Echo", body)).text()).toBe(body);
  });

  test("comes over HTTP/2 from the same port", async () => {
    const session = connect(server.url);
    const stream = session.request({
      ":method": "POST",
      "content-type": jsonType,
      "x-amz-target": "Echo_20260101.Echo",
    });
    stream.end('{"over":"h2"}');
    const [status, text] = await new Promise<[unknown, string]>((resolve, reject) => {
      let status: unknown;
      let body = "";
      stream.on("response", (headers) => {
        status = headers[":status"];
      });
      stream.on("data", (chunk: Buffer) => {
        body += chunk.toString();
      });
      stream.on("end", () => resolve([status, body]));
      stream.on("error", reject);
    });
    session.close();
    expect([status, text]).toEqual([200, '{"over":"h2"}']);
  });

  test("of a route holds what its path and query say", async () => {
    const answer = await fetch(`${server.url}/things/a%20b?q=1`, { headers: { connection: "close" } });
    expect(await answer.json()).toEqual(["a b", "1"]);
    expect(answer.headers.get("x-amzn-requestid")).toMatch(uuid);
  });

  test("answers a client that takes it for its proxy, for any host", async () => {
    const body = await new Promise<string>((resolve, reject) => {
      const { hostname, port } = new URL(server.url);
      const path = "http://sync-127.0.0.1:4566/things/a?q=2";
      const request = httpRequest({ hostname, port, path, headers: { connection: "close" } }, (response) => {
        response.setEncoding("utf8").on("data", resolve);
      });
      request.on("error", reject).end();
    });
    expect(body).toBe('["a","2"]');
  });
});

describe("a refusal", () => {
  test.each(wrongRequests)(
    "of $what names the error and what was expected",
    async ({ request, status, code, message }) => {
      const answer = await fetch(server.url, request);
      expect(answer.status).toBe(status);
      expect(answer.headers.get("x-amzn-requestid")).toMatch(uuid);
      expect(answer.headers.get("x-amzn-errortype")).toBe(code.split("#").at(-1));
      const body = (await answer.json()) as { __type: string; message: string };
      expect(body.__type).toBe(code);
      expect(body.message).toMatch(message);
      expect(faults).toEqual([]);
    },
  );

  test("carries the further members of its shape", async () => {
    expect(await (await post("Refuse", "{}")).json()).toMatchObject({ thing: "it" });
  });

  test("before the services are there is 503", async () => {
    const starting = new ApiServer({ onFault: (fault) => faults.push([fault, ""]) });
    await starting.listen(0);
    const answer = await fetch(starting.url, {
      method: "POST",
      body: "{}",
      headers: { connection: "close" },
    });
    expect(answer.status).toBe(503);
    await starting.close();
    expect(faults).toEqual([]);
  });

  test.each(["Fault", "Unwritable"])(
    "of a fault of ours is 500 and tells nothing of it: %s",
    async (operation) => {
      const answer = await post(operation, "{}");
      expect(answer.status).toBe(500);
      expect(await answer.json()).toEqual({
        __type: "com.example#InternalFailure",
        message: "The request processing has failed because of an unknown error.",
      });
      expect(faults).toEqual([[expect.any(TypeError), operation]]);
    },
  );

  test("of an answer that cannot be written ends that request alone, over either HTTP", async () => {
    const first = await send(server.port, { method: "GET", path: "/unwritable" });
    const second = await sendHttp2(server.port, { ":method": "GET", ":path": "/unwritable" });
    for (const { status, headers, body } of [first, second]) {
      expect([status, headers.fine]).toEqual([500, undefined]);
      expect(body.toString()).not.toContain("secret");
    }
    expect(await (await post("Echo", "{}")).json()).toEqual({});
    expect(faults).toEqual(
      Array(2).fill([expect.objectContaining({ code: "ERR_INVALID_CHAR" }), "GetUnwritable"]),
    );
  });

  test("in XML answers a form", async () => {
    const answer = await fetch(server.url, {
      method: "POST",
      body: "Action=Refuse&Version=2026-01-01",
      headers: { "content-type": "application/x-www-form-urlencoded", connection: "close" },
    });
    expect(answer.headers.get("content-type")).toBe("text/xml");
    expect(await answer.text()).toMatch(/<Error><Type>Sender<\/Type><Code>NoSuchThing<\/Code>/);
  });
});

describe("a body", () => {
  const packed = (body: string, type = jsonType) =>
    send(server.port, {
      headers: { "content-type": type, "x-amz-target": "Echo_20260101.Echo", "content-encoding": "gzip" },
      body: gzipSync(body),
    });

  test("that its client has packed is unpacked", async () => {
    const { status, body } = await packed('{"packed":true}');
    expect([status, body.toString()]).toEqual([200, '{"packed":true}']);
  });

  test("that would be too large once it is unpacked is refused", async () => {
    expect((await packed(`{"a":"${"x".repeat(1024 * 1024)}"}`)).status).toBe(413);
  });

  test("that says to be packed and is not is refused", async () => {
    const headers = {
      "content-type": jsonType,
      "x-amz-target": "Echo_20260101.Echo",
      "content-encoding": "gzip",
    };
    expect((await send(server.port, { headers, body: "{}" })).status).toBe(400);
  });

  test.each<[string, RawRequest]>([
    [
      "values in JSON",
      { headers: { "x-amz-target": "Echo_20260101.Echo" }, body: `{"a":[${"{},".repeat(300_000)}{}]}` },
    ],
    [
      "values in CBOR",
      {
        path: "/service/Echo_20260101/operation/Echo",
        headers: { "content-type": "application/cbor" },
        body: Buffer.concat([Buffer.from("a161619a000f4240", "hex"), Buffer.alloc(1_000_000, 0xa0)]),
      },
    ],
    [
      "fields in a form",
      {
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body: `Action=Echo&Version=2026-01-01${"&a".repeat(20_000)}`,
      },
    ],
  ])("of more %s than any request has is refused", async (_, request) => {
    const { status, body } = await send(server.port, request);
    expect([status, body.toString("latin1")]).toEqual([
      400,
      expect.stringMatching(/more (than \d+ )?(values|parameters)/),
    ]);
  });
});

test("a client that goes away while it sends is no fault of ours", async () => {
  const socket = tcpConnect(server.port, "127.0.0.1");
  await new Promise<void>((resolve) => {
    socket.write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{", () => resolve());
  });
  const closed = new Promise((resolve) => socket.on("close", resolve));
  socket.end();
  socket.resume();
  await closed;
  expect(await (await post("Echo", "{}")).json()).toEqual({});
  expect(faults).toEqual([]);
});

test("closing does not wait for a client that keeps its connection", async () => {
  const closing = new ApiServer({ onFault: () => {} });
  closing.serve({ services: [echo] });
  await closing.listen(0);
  const agent = new Agent({ keepAlive: true });
  await callWith(agent, closing.port);
  // The connections of the agent would be closed by force after a while; that timer is not to be needed.
  jest.useFakeTimers({ doNotFake: ["nextTick", "setImmediate", "queueMicrotask"] });
  try {
    await closing.close();
  } finally {
    jest.useRealTimers();
    agent.destroy();
  }
});

test("closing lets a call that is under way be answered", async () => {
  let answer: (value: object) => void = () => {};
  const slow = new Promise<object>((resolve) => {
    answer = resolve;
  });
  let asked: () => void = () => {};
  const underWay = new Promise<void>((resolve) => {
    asked = resolve;
  });
  const closing = new ApiServer({ onFault: () => {} });
  const Wait = async () => {
    asked();
    return { ...(await slow) };
  };
  closing.serve({ services: [{ ...echo, operations: { Echo: Wait } }] });
  await closing.listen(0);
  const agent = new Agent({ keepAlive: true });
  const called = callWith(agent, closing.port);
  await underWay;
  const closed = closing.close();
  answer({ late: true });
  expect(await called).toBe('{"late":true}');
  await closed;
  agent.destroy();
});

function callWith(agent: Agent, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { "x-amz-target": "Echo_20260101.Echo" };
    const call = httpRequest({ agent, port, method: "POST", headers }, (answer) => {
      let body = "";
      answer.on("data", (chunk: Buffer) => {
        body += chunk.toString();
      });
      answer.on("end", () => resolve(body));
    });
    call.on("error", reject);
    call.end("{}");
  });
}

test("a port that is taken is told", async () => {
  const second = new ApiServer({ onFault: () => {} });
  await expect(second.listen(server.port)).rejects.toMatchObject({ code: "EADDRINUSE" });
});
