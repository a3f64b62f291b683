import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { localIdentity } from "../../../../../src/aws/arn.ts";
import type { Json, JsonObject } from "../../../../../src/aws/json.ts";
import type { Failure } from "../../../../../src/engine/failure.ts";
import { Connections } from "../../../../../src/services/eventbridge/connections/connections.ts";
import { createTaskRunner } from "../../../../../src/services/step-functions/tasks/task-runner.ts";
import { systemClock } from "../../../../../src/time/clock.ts";
import { VirtualClock } from "../../../../../src/time/virtual-clock.ts";
import { taskCall } from "../task-call.ts";
import { refusedRequests, requests } from "./request-cases.ts";

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string;
}

let server: Server;
let origin = "";
let seen: Seen[] = [];
let reply: (request: Seen) => Reply | undefined = () => ({});

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method = "", url = "", headers } = request;
      const one = { method, url, headers, body: Buffer.concat(chunks).toString() };
      seen.push(one);
      const answer = reply(one);
      if (answer === undefined) return;
      response.writeHead(answer.status ?? 200, { "content-type": "application/json", ...answer.headers });
      response.end(answer.body ?? '{"ok":true}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => {
  seen = [];
  reply = () => ({});
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const basic: JsonObject = { BasicAuthParameters: { Username: "u", Password: "p" } };

async function setUp(authParameters: JsonObject = basic, type = "BASIC", clock = systemClock) {
  const connections = await Connections.open({ directory: undefined, clock, identity: localIdentity });
  const connection = await connections.create({ name: "c", authorizationType: type, authParameters });
  const tasks = createTaskRunner({ identity: localIdentity, clock, connections });
  const invoke = (given: JsonObject) => {
    const call = taskCall("arn:aws:states:::http:invoke", {
      ApiEndpoint: `${origin}/orders`,
      Method: "GET",
      InvocationConfig: { ConnectionArn: connection.arn },
      ...given,
    });
    return { call, result: Promise.resolve(tasks.run(call)) };
  };
  return { connections, connection, invoke };
}

async function invoke(given: JsonObject, authParameters?: JsonObject): Promise<Json | Failure> {
  return (await setUp(authParameters)).invoke(given).result;
}

test("answers with headers, body and status", async () => {
  reply = () => ({ status: 201, headers: { "x-one": "1", "set-cookie": ["a=1", "b=2"] }, body: '{"id":7}' });
  expect(await invoke({})).toMatchObject({
    Headers: { "content-type": ["application/json"], "x-one": ["1"], "set-cookie": ["a=1", "b=2"] },
    ResponseBody: { id: 7 },
    StatusCode: 201,
    StatusText: "Created",
  });
  expect(seen[0]?.headers).toMatchObject({
    authorization: `Basic ${Buffer.from("u:p").toString("base64")}`,
    "user-agent": "Amazon|StepFunctions|HttpInvoke|us-east-1",
    range: "bytes=0-262144",
  });
});

test("a body that is not JSON is text", async () => {
  reply = () => ({ headers: { "content-type": "text/plain" }, body: "hello" });
  expect(await invoke({})).toMatchObject({ ResponseBody: "hello" });
});

test.each(requests)("request: $what", async ({ given, url, body, headers }) => {
  expect(await invoke(given)).toMatchObject({ StatusCode: 200 });
  if (url !== undefined) expect(seen[0]?.url).toBe(url);
  if (body !== undefined) expect(seen[0]?.body).toBe(body);
  if (headers !== undefined) expect(seen[0]?.headers).toMatchObject(headers);
});

test("what the connection adds comes before what the task says", async () => {
  const added = (Key: string, Value: string) => [{ Key, Value, IsValueSecret: false }];
  const parameters = {
    HeaderParameters: added("x-tenant", "theirs"),
    QueryStringParameters: added("v", "2"),
    BodyParameters: added("tenant", "theirs"),
  };
  const connection = { ...basic, InvocationHttpParameters: parameters };
  await invoke(
    {
      Method: "POST",
      Headers: { "X-Tenant": "mine" },
      QueryParameters: { v: "1", w: "1" },
      RequestBody: { tenant: "mine", a: 1 },
    },
    connection,
  );
  expect(seen[0]).toMatchObject({
    url: "/orders?v=2&w=1",
    headers: { "x-tenant": "theirs" },
    body: '{"tenant":"theirs","a":1}',
  });
  expect(await invoke({ Method: "POST", RequestBody: "text" }, connection)).toMatchObject({
    error: "States.Runtime",
  });
});

describe("failures", () => {
  test.each([
    [429, "States.Http.StatusCode.429"],
    [500, "States.Http.StatusCode.500"],
    [302, "States.Http.StatusCode.302"],
  ])("the status %d is %s, its cause the body", async (status, error) => {
    reply = () => ({ status, body: "slow down" });
    expect(await invoke({})).toMatchObject({ error, cause: "slow down" });
  });

  test.each(refusedRequests)("%s is States.Runtime", async (_what, given, cause) => {
    expect(await invoke(given)).toMatchObject({
      error: "States.Runtime",
      cause: expect.stringContaining(cause),
    });
    expect(seen).toEqual([]);
  });

  test.each(["application/octet-stream", "image/png", "audio/ogg", "video/mp4"])(
    "a response of %s is States.Runtime",
    async (type) => {
      reply = () => ({ headers: { "content-type": type }, body: "x" });
      expect(await invoke({})).toMatchObject({
        error: "States.Runtime",
        cause: expect.stringContaining(type),
      });
    },
  );

  test("a response over 256 KiB is States.DataLimitExceeded", async () => {
    reply = () => ({ body: "x".repeat(256 * 1024 + 1) });
    expect(await invoke({})).toMatchObject({ error: "States.DataLimitExceeded" });
  });

  test("a connection that is not there is named", async () => {
    const ConnectionArn = "arn:aws:events:us-east-1:000000000000:connection/none/1";
    expect(await invoke({ InvocationConfig: { ConnectionArn } })).toMatchObject({
      error: "Events.ConnectionResource.ResourceNotFound",
    });
  });

  test("a server that is not there is States.Http.Socket", async () => {
    expect(await invoke({ ApiEndpoint: "http://127.0.0.1:1/" })).toMatchObject({
      error: "States.Http.Socket",
      cause: expect.stringMatching(/^The request to http:\/\/127\.0\.0\.1:1 failed: ./),
    });
  });

  test("no response in 60 seconds is States.Http.Socket", async () => {
    const clock = new VirtualClock();
    reply = () => {
      clock.advanceBy(60_000);
      return undefined;
    };
    const { result } = (await setUp(basic, "BASIC", clock)).invoke({});
    expect(await result).toMatchObject({
      error: "States.Http.Socket",
      cause: expect.stringContaining("60 seconds"),
    });
  });

  test("a task that is given up gives up its request", async () => {
    const { call, result } = (await setUp()).invoke({});
    reply = () => {
      call.aborter.abort();
      return undefined;
    };
    expect(await result).toMatchObject({ error: "States.Http.Socket" });
  });
});

describe("authorization", () => {
  test("by an API key", async () => {
    const { invoke } = await setUp(
      { ApiKeyAuthParameters: { ApiKeyName: "x-api-key", ApiKeyValue: "k" } },
      "API_KEY",
    );
    await invoke({}).result;
    expect(seen[0]?.headers).toMatchObject({ "x-api-key": "k" });
  });

  const oauth = (): JsonObject => ({
    OAuthParameters: {
      ClientParameters: { ClientID: "id", ClientSecret: "s3" },
      AuthorizationEndpoint: `${origin}/token`,
      HttpMethod: "POST",
      OAuthHttpParameters: { BodyParameters: [{ Key: "scope", Value: "orders", IsValueSecret: false }] },
    },
  });

  test("by OAuth: a token is asked for once, and again when it has lost its worth", async () => {
    let tokens = 0;
    let worthless = "";
    reply = ({ url, headers }) => {
      if (url === "/token")
        return {
          body: JSON.stringify({ access_token: `t${++tokens}`, token_type: "bearer", expires_in: 3600 }),
        };
      return headers.authorization === worthless ? { status: 401 } : {};
    };
    const { invoke } = await setUp(oauth(), "OAUTH_CLIENT_CREDENTIALS");
    expect(await invoke({}).result).toMatchObject({ StatusCode: 200 });
    expect(await invoke({}).result).toMatchObject({ StatusCode: 200 });
    expect(seen.map(({ url }) => url)).toEqual(["/token", "/orders", "/orders"]);
    expect(seen[0]).toMatchObject({
      method: "POST",
      body: "grant_type=client_credentials&client_id=id&client_secret=s3&scope=orders",
      headers: { authorization: `Basic ${Buffer.from("id:s3").toString("base64")}` },
    });
    expect(seen[1]?.headers.authorization).toBe("Bearer t1");
    worthless = "Bearer t1";
    expect(await invoke({}).result).toMatchObject({ StatusCode: 200 });
    expect(seen.at(-1)?.headers.authorization).toBe("Bearer t2");
  });

  test("by OAuth: a token that has run out is asked for again", async () => {
    const clock = new VirtualClock();
    reply = ({ url }) => (url === "/token" ? { body: '{"access_token":"t","expires_in":60}' } : {});
    const { invoke } = await setUp(oauth(), "OAUTH_CLIENT_CREDENTIALS", clock);
    await invoke({}).result;
    clock.advanceBy(51_000);
    await invoke({}).result;
    expect(seen.filter(({ url }) => url === "/token")).toHaveLength(2);
  });

  test.each([
    [{ status: 403 }, "the answer has the status 403"],
    [{ body: "no" }, "the answer is not JSON"],
    [{ body: "{}" }, "the answer holds no access_token"],
  ])("by OAuth: %j does not authorize", async (answer, problem) => {
    reply = () => answer;
    const { invoke } = await setUp(oauth(), "OAUTH_CLIENT_CREDENTIALS");
    expect(await invoke({}).result).toEqual({
      error: "Events.ConnectionResource.InvalidConnectionState",
      cause: `Connection c is not authorized: ${problem}`,
    });
  });
});

describe("apigateway:invoke", () => {
  const apis = {
    findAddress: (id: string) => (id === "own" ? Promise.resolve(`${origin}/at/own`) : undefined),
  };
  const call = (given: JsonObject) => {
    const tasks = createTaskRunner({ identity: localIdentity, clock: systemClock, apis });
    const all = { ApiEndpoint: origin.slice("http://".length), Method: "GET", ...given };
    return tasks.run(taskCall("arn:aws:states:::apigateway:invoke", all));
  };

  test("calls a server of this machine", async () => {
    const result = await call({
      Method: "POST",
      Stage: "prod",
      Path: "/orders",
      QueryParameters: { a: ["1", "2"] },
      Headers: { "X-One": ["1"] },
      RequestBody: { a: 1 },
    });
    expect(result).toMatchObject({ ResponseBody: { ok: true }, StatusCode: 200, StatusText: "OK" });
    expect(seen[0]).toMatchObject({
      url: "/prod/orders?a=1&a=2",
      body: '{"a":1}',
      headers: { "x-one": "1" },
    });
  });

  test.each<[JsonObject, string | undefined]>([
    [{}, undefined],
    [{ AuthType: "IAM_ROLE" }, expect.stringMatching(/^AWS4-HMAC-SHA256 Credential=/) as unknown as string],
  ])("calls an API of the region there, with %j", async (given, authorization) => {
    const ApiEndpoint = "own.execute-api.us-east-1.amazonaws.com";
    const path = { Stage: "prod", Path: "orders/1", QueryParameters: { a: ["1"] } };
    expect(await call({ ApiEndpoint, ...path, ...given })).toMatchObject({ StatusCode: 200 });
    expect(seen[0]?.url).toBe("/at/own/prod/orders/1?a=1");
    expect(seen[0]?.headers.authorization).toEqual(authorization);
  });

  test("a refusal is named by its status", async () => {
    reply = () => ({ status: 403, body: "no" });
    expect(await call({})).toMatchObject({ error: "ApiGateway.403", cause: "no" });
  });

  test.each<[JsonObject, string]>([
    [{ Headers: { Authorization: ["x"] } }, "'Authorization' must not be given"],
    [{ Headers: { "X-One": "1" } }, "must be an array"],
    [{ RequestBody: {} }, "cannot have a 'RequestBody'"],
    [{ ApiEndpoint: "https://a/b" }, "must be a host"],
    [{ ApiEndpoint: "own.execute-api.eu-west-1.amazonaws.com" }, '"mocks": {"apigateway:invoke"'],
    [{ ApiEndpoint: "a.execute-api.us-east-1.amazonaws.com" }, '"mocks": {"apigateway:invoke"'],
  ])("%j is refused", async (given, problem) => {
    expect(await call(given)).toMatchObject({
      error: "States.Runtime",
      cause: expect.stringContaining(problem),
    });
  });
});
