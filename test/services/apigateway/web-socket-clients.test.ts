// WebSocket APIs by template, with real clients: who may connect, which route a message takes, and what comes back.

import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import {
  CreateAuthorizerCommand,
  DeleteStageCommand,
  GetRoutesCommand,
  UpdateRouteCommand,
} from "@aws-sdk/client-apigatewayv2";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { until } from "../../support/until.ts";
import { type Answer, askAt, gatewayOfFile } from "./open-gateway.ts";
import { connected, refused, type SocketClient } from "./socket-client.ts";
import { chatTemplate } from "./web-socket-stacks.ts";

const gateway = gatewayOfFile();
const { httpClient: client } = gateway;
let backend: Server;
let chat: string;
let outputs: Readonly<Record<string, string>>;

beforeAll(async () => {
  backend = createServer((request, response) => {
    request.setEncoding("utf8");
    let body = "";
    request.on("data", (chunk: string) => {
      body += chunk;
    });
    request.on("end", () => response.end(JSON.stringify({ url: request.url, body })));
  });
  await new Promise<void>((resolve) => backend.listen(0, "127.0.0.1", resolve));
  outputs = await gateway.deploy(
    "chat",
    chatTemplate(`http://127.0.0.1:${(backend.address() as AddressInfo).port}`),
  );
  chat = outputs.Id ?? "";
}, 60_000);
afterAll(() => {
  backend.close();
});

const open = (path = "/live", options = {}): Promise<SocketClient> =>
  connected(gateway.url, chat, path, options);

/** By the function behind the default route. */
async function contextOf(socket: SocketClient): Promise<Record<string, unknown>> {
  return JSON.parse(await socket.ask('{"action":"anything"}')).requestContext;
}

const signed = {
  authorization: "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/execute-api/aws4_request, Signature=0",
};

function manage(method: string, path: string, body = "", headers: object = signed): Promise<Answer> {
  return gateway.ask(chat, path, { method, body, headers: { ...headers } });
}

test("its address is one of a WebSocket", () => {
  expect(outputs.Endpoint).toMatch(new RegExp(`^ws://.*${chat}`));
});

describe("a client", () => {
  test("connects, and its messages come to the function of their route", async () => {
    const socket = await open("/live?color=blue");
    const event = JSON.parse(await socket.ask('{"action":"unknown","text":"é"}'));
    expect(event).toEqual({
      body: '{"action":"unknown","text":"é"}',
      isBase64Encoded: false,
      requestContext: {
        ...{ routeKey: "$default", eventType: "MESSAGE", messageDirection: "IN", stage: "live" },
        ...{ apiId: chat, domainName: expect.stringContaining(chat), messageId: expect.any(String) },
        ...{ connectedAt: expect.any(Number), requestTimeEpoch: expect.any(Number) },
        ...{ requestTime: expect.stringMatching(/ \+0000$/), connectionId: expect.stringMatching(/=$/) },
        ...{ requestId: expect.any(String), extendedRequestId: expect.any(String) },
        identity: { sourceIp: "127.0.0.1" },
      },
    });
    socket.close();
  });

  test.each([
    ["a message of bytes, in base64", Buffer.from([1, 2, 255]), { body: "AQL/", isBase64Encoded: true }],
    ["a text that is no JSON", "hello", { body: "hello", isBase64Encoded: false }],
  ])("says %s, to the default route", async (_, message, expected) => {
    const socket = await open();
    expect(JSON.parse(await socket.ask(message))).toMatchObject(expected);
    socket.close();
  });

  test("is told nothing of a route without a response, and of what fails", async () => {
    const socket = await open();
    socket.say('{"action":"silent"}');
    const told = JSON.parse(await socket.ask('{"action":"throw"}'));
    expect(told).toEqual({
      ...{ message: "Internal server error", connectionId: expect.any(String) },
      requestId: expect.any(String),
    });
    socket.close();
  });

  test.each([
    ["by a template", '{"action":"ping"}', { pong: expect.any(String), stage: "the live one" }],
    ["by the template that it selects", '{"action":"ping","template":"failing"}', { failed: true }],
    ["by a server", '{"action":"served"}', { url: "/said", body: '{"action":"served"}' }],
    ["whose model it breaks", '{"action":"checked"}', { message: "Invalid request body" }],
    ["whose model it keeps", '{"action":"checked","text":"t"}', { stage: "the live one" }],
  ])("is answered %s", async (_, message, expected) => {
    const socket = await open();
    expect(JSON.parse(await socket.ask(message))).toMatchObject(expected);
    socket.close();
  });

  test.each([
    ["the function says so", "/live?refuse=401", 401, "not you"],
    ["the function fails", "/live?refuse=throw", 502, '"message":"Internal server error"'],
    ["there is no such stage", "/other", 403, '"message":"Forbidden"'],
  ])("is refused where %s", async (_, path, status, text) => {
    const refusal = await refused(gateway.url, chat, path);
    expect(refusal).toEqual({ status, body: expect.stringContaining(text) });
  });

  test("gets the subprotocol that the function chooses", async () => {
    const socket = await open("/live?protocol=two", { protocols: ["one", "two"] });
    expect(socket.protocol).toBe("two");
    socket.close();
  });

  test("that says too much at once is sent away", async () => {
    const socket = await open();
    socket.say("x".repeat(128 * 1024 + 1));
    expect((await socket.ended)[0]).toBe(1009);
  });

  test("that is gone is told of, with the code of its end", async () => {
    const socket = await open();
    const { connectionId } = await contextOf(socket);
    socket.close(1000);
    const receive = gateway.region.apis.get("sqs")?.operations.ReceiveMessage;
    const told = await until(async () => {
      const request = { QueueUrl: outputs.Queue, MaxNumberOfMessages: 10 };
      const answer = await receive?.(request, { requestId: "r", host: "127.0.0.1" });
      const { Messages = [] } = answer as { Messages?: readonly { Body: string }[] };
      return Messages.find(({ Body }) => Body.startsWith(String(connectionId)));
    });
    expect(told.Body).toBe(`${connectionId} 1000 `);
  });
});

describe("the backend's side of a connection", () => {
  test("says something to the client, looks it up, and ends it", async () => {
    const socket = await open();
    const { connectionId } = await contextOf(socket);
    const path = `/live/@connections/${encodeURIComponent(String(connectionId))}`;
    expect(await manage("POST", path, "for you")).toMatchObject({ status: 200, text: "" });
    expect(await socket.next()).toBe("for you");
    const { status, text } = await manage("GET", path);
    expect([status, JSON.parse(text)]).toEqual([
      200,
      {
        connectedAt: expect.stringMatching(/^\d{4}-.*Z$/),
        identity: { sourceIp: "127.0.0.1" },
        lastActiveAt: expect.stringMatching(/^\d{4}-.*Z$/),
      },
    ]);
    expect((await manage("DELETE", path)).status).toBe(204);
    expect(await socket.ended).toEqual([1000, "Connection Closed Normally"]);
    const gone = await until(async () => {
      const answer = await manage("POST", path, "late");
      return answer.status === 410 && answer;
    });
    expect(gone.headers["x-amzn-errortype"]).toMatch(/^GoneException/);
  });

  test("is found by https by the function's own code, as on AWS", async () => {
    const socket = await open();
    expect(await socket.ask('{"action":"backchannel"}')).toBe("by https");
    socket.close();
  });

  test("is found without the API's address, as a client of the region alone asks", async () => {
    const socket = await open();
    const { connectionId } = await contextOf(socket);
    const path = `/@connections/${encodeURIComponent(String(connectionId))}`;
    const { port } = new URL(gateway.url);
    const answer = await askAt(Number(port), path, { method: "POST", headers: signed, body: "here" });
    expect([answer.status, await socket.next()]).toEqual([200, "here"]);
    socket.close();
  });

  test.each([
    ["unsigned", "/live/@connections/x", "", {}, 403, "MissingAuthenticationTokenException"],
    ["a connection that is not there", "/live/@connections/x", "", signed, 410, "GoneException"],
  ])("refuses what is %s", async (_, path, body, headers, status, code) => {
    const answer = await manage("POST", path, body, headers);
    expect([answer.status, String(answer.headers["x-amzn-errortype"])]).toEqual([
      status,
      expect.stringContaining(code),
    ]);
  });

  test("refuses what is too long, and what is of another stage", async () => {
    const socket = await open();
    const { connectionId } = await contextOf(socket);
    const at = (stage: string) => `/${stage}/@connections/${encodeURIComponent(String(connectionId))}`;
    expect((await manage("POST", at("live"), "x".repeat(128 * 1024 + 1))).status).toBe(413);
    expect((await manage("POST", at("other"), "x")).status).toBe(410);
    socket.close();
  });
});

test("a plain request is refused", async () => {
  expect(await gateway.ask(chat, "/live")).toMatchObject({ status: 403, text: '{"message":"Forbidden"}' });
});

test.each([
  ["no key", { "sec-websocket-version": "13" }, 400],
  [
    "an unknown version",
    { "sec-websocket-version": "7", "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==" },
    426,
  ],
])("a handshake with %s is refused", async (_, headers, status) => {
  const given = { connection: "Upgrade", upgrade: "websocket", ...headers };
  expect((await gateway.ask(chat, "/live", { headers: given })).status).toBe(status);
});

test("nobody connects where nobody takes connections", async () => {
  const { port } = new URL(gateway.url);
  const headers = {
    ...{ connection: "Upgrade", upgrade: "websocket", "sec-websocket-version": "13" },
    "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
  };
  expect((await askAt(Number(port), "/", { headers })).status).toBe(404);
});

test("what would rather speak HTTP/2 is answered as it is", async () => {
  const { port } = new URL(gateway.url);
  const headers = { connection: "Upgrade, HTTP2-Settings", upgrade: "h2c", "http2-settings": "AAMAAABk" };
  const { status, text } = await askAt(Number(port), "/not-there", { headers });
  expect([status, text]).toEqual([404, expect.stringContaining("NoSuchBucket")]);
});

describe("an authorizer", () => {
  test("lets in who has what it asks for, and hands on what it knows", async () => {
    const { AuthorizerId } = await client.send(
      new CreateAuthorizerCommand({
        ...{ ApiId: chat, Name: "own", AuthorizerType: "REQUEST", AuthorizerUri: outputs.Handler },
        IdentitySource: ["route.request.header.token"],
      }),
    );
    const { Items = [] } = await client.send(new GetRoutesCommand({ ApiId: chat }));
    const RouteId = Items.find(({ RouteKey }) => RouteKey === "$connect")?.RouteId;
    await client.send(
      new UpdateRouteCommand({ ApiId: chat, RouteId, AuthorizationType: "CUSTOM", AuthorizerId }),
    );
    expect((await refused(gateway.url, chat, "/live")).status).toBe(401);
    const denied = await refused(gateway.url, chat, "/live", { headers: { token: "bad" } });
    expect([denied.status, denied.body]).toEqual([403, expect.stringContaining("not authorized")]);
    const socket = await open("/live", { headers: { token: "good" } });
    expect((await contextOf(socket)).authorizer).toEqual({ principalId: "p", level: "1" });
    socket.close();
    await client.send(new UpdateRouteCommand({ ApiId: chat, RouteId, AuthorizationType: "AWS_IAM" }));
    expect((await refused(gateway.url, chat, "/live")).status).toBe(403);
    (await open("/live", { headers: signed })).close();
    await client.send(new UpdateRouteCommand({ ApiId: chat, RouteId, AuthorizationType: "NONE" }));
  });
});

test("clients of a stage that is gone are sent away", async () => {
  const socket = await open();
  await contextOf(socket);
  await client.send(new DeleteStageCommand({ ApiId: chat, StageName: "live" }));
  expect((await socket.ended)[0]).toBe(1000);
});
