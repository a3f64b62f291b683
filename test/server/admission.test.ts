// Who is let in: by the host that is asked, and by what browsers say of the page that asks.

import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { ServiceApi } from "../../src/aws/wire/operation.ts";
import { ApiServer } from "../../src/server/server.ts";
import { type RawRequest, send, sendHttp2 } from "./raw-request.ts";

const calls: string[] = [];
const called = (name: string) => {
  calls.push(name);
  return {};
};
const echo: ServiceApi = {
  name: "Echo",
  targetPrefix: "Echo_20260101",
  errorNamespace: "",
  jsonVersion: "1.0",
  query: { version: "2026-01-01", namespace: "https://example.com/doc/" },
  operations: { Echo: () => called("Echo") },
  routes: [
    {
      operation: "MakeThing",
      method: "POST",
      path: /^\/things$/,
      handle: () => ({ status: 200, headers: {}, body: JSON.stringify(called("things")) }),
    },
    {
      operation: "ListThings",
      method: "GET",
      path: /^\/things$/,
      handle: () => ({ status: 200, headers: {}, body: "things" }),
    },
  ],
};

let server: ApiServer;
beforeAll(async () => {
  server = new ApiServer({ onFault: (fault) => expect(fault).toBeUndefined() });
  server.serve({ services: [echo] });
  await server.listen(0);
});
afterAll(() => server.close());

const json = { "content-type": "application/x-amz-json-1.0", "x-amz-target": "Echo_20260101.Echo" };
const ask = (headers: Record<string, string>, path = "/") =>
  send(server.port, { path, headers: { ...json, ...headers }, body: "{}" });
const own = () => `127.0.0.1:${server.port}`;

describe("the host", () => {
  test.each([
    "127.0.0.1",
    "127.0.0.1:1",
    "localhost",
    "LOCALHOST:4566",
    "localhost.",
    "localhost.:4650",
    "bucket.localhost.:4650",
    "[::1]:4650",
    "bucket.localhost:4650",
    "a.b.localhost",
    "sync-localhost:4650",
  ])("%s is this machine's", async (host) => {
    expect((await ask({ host })).status).toBe(200);
  });

  test.each([
    "evil.example",
    "evil.example:4650",
    "127.0.0.1.evil.example",
    "localhost.evil.example",
    "evil.example#.localhost",
    "evil.example/.localhost",
    "evil@localhost",
    "notlocalhost",
    "localhost..",
    "localhost:4650:4650",
    "states.us-east-1.amazonaws.com",
    "0.0.0.0",
    "192.168.0.1",
  ])("%j is not", async (host) => {
    const { status, body } = await ask({ host });
    expect(status).toBe(403);
    expect(JSON.parse(body.toString())).toMatchObject({ __type: "AccessDeniedException" });
  });

  test.each([
    ["http://sync-states.us-east-1.amazonaws.com/", 200],
    ["http://states.cn-north-1.amazonaws.com.cn/", 200],
    ["http://states.us-east-1.api.aws/", 200],
    ["http://sync-127.0.0.1:4566/", 200],
    ["http://evil.example/", 403],
    ["http://amazonaws.com.evil.example/", 403],
    ["http://evilamazonaws.com/", 403],
  ])("of a request to %s by way of a proxy: %i", async (url, status) => {
    expect((await ask({ host: url.slice(7, -1) }, url)).status).toBe(status);
  });

  test("has to be right in the request line and in the header", async () => {
    expect((await ask({ host: "evil.example" }, `http://${own()}/`)).status).toBe(403);
  });

  test.each([
    [{ ":authority": "evil.example" }, 403],
    [{ ":authority": "localhost:1" }, 200],
    [{ ":authority": "localhost:1", host: "evil.example" }, 403],
    [{ ":authority": "evil.example", host: "localhost:1" }, 403],
  ])("over HTTP/2 is %j: %i", async (headers, status) => {
    expect((await sendHttp2(server.port, { ...json, ...headers }, "{}")).status).toBe(status);
  });
});

const firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:80.0) Gecko/20100101 Firefox/80.0";
const form = { "content-type": "application/x-www-form-urlencoded" };
const action = "Action=Echo&Version=2026-01-01";

interface FromPage extends RawRequest {
  readonly what: string;
}

const fromPages: readonly FromPage[] = [
  { what: "a form", headers: { ...form, origin: "https://evil.example" }, body: action },
  { what: "a form in a sandbox", headers: { ...form, origin: "null" }, body: action },
  {
    what: "a form that does not say its origin",
    headers: { ...form, "sec-fetch-site": "cross-site" },
    body: action,
  },
  { what: "a form of another port", headers: { ...form, "sec-fetch-site": "same-site" }, body: action },
  { what: "a form of an old browser", headers: { ...form, "user-agent": firefox }, body: action },
  { what: "another port", headers: { ...json, origin: "http://127.0.0.1:1" }, body: "{}" },
  { what: "another name of this machine", headers: { ...json, origin: "http://localhost" }, body: "{}" },
  { what: "an image", method: "GET", path: `/?${action}`, headers: { "sec-fetch-site": "cross-site" } },
  { what: "an old browser's image", method: "GET", path: `/?${action}`, headers: { "user-agent": firefox } },
  { what: "an old browser's beacon", path: "/things", headers: { "user-agent": firefox }, body: "{}" },
  { what: "a REST path", path: "/things", headers: { origin: "https://evil.example" }, body: "{}" },
  { what: "a script", method: "GET", path: "/things", headers: { "sec-fetch-site": "cross-site" } },
  {
    what: "CBOR as text",
    path: "/service/Echo_20260101/operation/Echo",
    headers: { "content-type": "text/plain", origin: "https://evil.example" },
    body: Buffer.from([0xa0]),
  },
  {
    what: "a preflight",
    method: "OPTIONS",
    headers: { origin: "https://evil.example", "access-control-request-method": "POST" },
  },
  { what: "a preflight without an origin", method: "OPTIONS" },
  {
    what: "a WebSocket",
    method: "GET",
    path: "/things",
    headers: { origin: "https://evil.example", upgrade: "websocket", connection: "Upgrade" },
  },
];

test.each(fromPages)(
  "$what of another's page is refused, and reads nothing",
  async ({ what: _, ...request }) => {
    calls.length = 0;
    const { status, headers } = await send(server.port, request);
    expect(status).toBe(403);
    expect(Object.keys(headers).filter((name) => name.startsWith("access-control-"))).toEqual([]);
    expect(calls).toEqual([]);
  },
);

test("CBOR is taken under its own name only", async () => {
  const path = "/service/Echo_20260101/operation/Echo";
  const asked = (type: string) =>
    send(server.port, { path, headers: { "content-type": type }, body: Buffer.from([0xa0]) });
  expect((await asked("application/cbor")).status).toBe(200);
  for (const type of [
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "application/json",
  ])
    expect((await asked(type)).status).toBe(415);
});

describe("let in is", () => {
  test.each<[string, RawRequest]>([
    ["a form of a program", { headers: form, body: action }],
    ["Query over GET of a program", { method: "GET", path: `/?${action}` }],
    [
      "what the user asks a browser for",
      { method: "GET", path: "/things", headers: { "sec-fetch-site": "none" } },
    ],
    ["an old browser that reads", { method: "GET", path: "/things", headers: { "user-agent": firefox } }],
  ])("%s", async (_, request) => {
    expect((await send(server.port, request)).status).toBe(200);
  });

  test("a page of the region's own", async () => {
    const headers = {
      ...json,
      origin: `http://${own()}`,
      "sec-fetch-site": "same-origin",
      "user-agent": firefox,
    };
    expect((await ask(headers)).status).toBe(200);
  });
});
