// API destinations: their operations, and the HTTP requests that reach a server of this machine.

import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import * as sdk from "@aws-sdk/client-eventbridge";
import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { type DeliveryRequest, delivered } from "../../../../src/aws/delivery.ts";
import { eventBridgeApi } from "../../../../src/services/eventbridge/api/api.ts";
import type { EventBridge } from "../../../../src/services/eventbridge/eventbridge.ts";
import { systemClock } from "../../../../src/time/clock.ts";
import { type SdkServer, serve } from "../../../server/sdk-server.ts";
import { until } from "../../../support/until.ts";
import { closeEventBridge, openEventBridge } from "../support/open-service.ts";

interface Seen {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
  readonly at: number;
}

// Requests take their own time, so that the clock is the system's.
const clock = systemClock;
let service: EventBridge;
let server: SdkServer;
let client: sdk.EventBridgeClient;
let outside: Server;
let origin: string;
let seen: Seen[];
let letters: DeliveryRequest[];
/** The statuses of the next answers. */
let answers: number[];
let tokens = 0;

beforeAll(async () => {
  outside = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const { method, url, headers } = request;
    seen.push({ method, url, headers, body, at: Date.now() });
    if (url?.startsWith("/token") === true) {
      response.end(JSON.stringify({ access_token: `token${++tokens}`, expires_in: 3600 }));
      return;
    }
    response.statusCode = answers.shift() ?? 200;
    response.end("{}");
  });
  await new Promise<void>((resolve) => outside.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(outside.address() as AddressInfo).port}`;
  service = await openEventBridge({
    clock,
    deliver(request) {
      letters.push(request);
      return delivered;
    },
  });
  server = await serve(eventBridgeApi(service));
  client = new sdk.EventBridgeClient({ ...server.clientConfiguration, maxAttempts: 1 });
});
afterAll(async () => {
  client.destroy();
  await server.close();
  await closeEventBridge(service);
  await new Promise((resolve) => outside.close(resolve));
});
beforeEach(() => {
  [seen, letters, answers] = [[], [], []];
});

const authorizations: Readonly<Record<string, Omit<sdk.CreateConnectionCommandInput, "Name">>> = {
  basic: {
    AuthorizationType: "BASIC",
    AuthParameters: { BasicAuthParameters: { Username: "u", Password: "p" } },
  },
  key: {
    AuthorizationType: "API_KEY",
    AuthParameters: {
      ApiKeyAuthParameters: { ApiKeyName: "x-key", ApiKeyValue: "k" },
      InvocationHttpParameters: {
        HeaderParameters: [{ Key: "x-more", Value: "h" }],
        QueryStringParameters: [{ Key: "q", Value: "1" }],
        BodyParameters: [{ Key: "added", Value: "b", IsValueSecret: true }],
      },
    },
  },
};

async function connect(Name: string): Promise<string | undefined> {
  const oauth = {
    AuthorizationType: "OAUTH_CLIENT_CREDENTIALS",
    AuthParameters: {
      OAuthParameters: {
        AuthorizationEndpoint: `${origin}/token`,
        ClientParameters: { ClientID: "id", ClientSecret: "secret" },
        HttpMethod: "POST",
      },
    },
  } as const;
  const { ConnectionArn } = await client.send(
    new sdk.CreateConnectionCommand({ Name, ...(authorizations[Name] ?? oauth) }),
  );
  return ConnectionArn;
}

async function send(
  name: string,
  change: Partial<sdk.CreateApiDestinationCommandInput> = {},
  http: sdk.HttpParameters = {},
): Promise<void> {
  const connections = await client.send(new sdk.ListConnectionsCommand({ NamePrefix: name }));
  const { ApiDestinationArn } = await client.send(
    new sdk.CreateApiDestinationCommand({
      Name: name,
      ConnectionArn: connections.Connections?.[0]?.ConnectionArn ?? (await connect(name)),
      InvocationEndpoint: `${origin}/of/*`,
      HttpMethod: "POST",
      ...change,
    }),
  );
  await client.send(new sdk.PutRuleCommand({ Name: name, EventPattern: JSON.stringify({ source: [name] }) }));
  const Targets = [
    {
      ...{
        Id: "1",
        Arn: ApiDestinationArn,
        RoleArn: "arn:aws:iam::000000000000:role/any",
        InputPath: "$.detail",
      },
      HttpParameters: {
        PathParameterValues: ["a b"],
        HeaderParameters: { "x-own": "o" },
        QueryStringParameters: { own: "2" },
        ...http,
      },
      RetryPolicy: { MaximumRetryAttempts: 1 },
      DeadLetterConfig: { Arn: "arn:aws:sqs:us-east-1:000000000000:dead" },
    },
  ];
  await client.send(new sdk.PutTargetsCommand({ Rule: name, Targets }));
  await put(name);
}

async function put(Source: string): Promise<void> {
  await client.send(new sdk.PutEventsCommand({ Entries: [{ Source, DetailType: "d", Detail: '{"n":1}' }] }));
}

const calls = (count: number) => until(() => seen.length >= count && seen);

test("an event is sent with what the target and the connection add to it", async () => {
  await send("key");
  expect(await calls(1)).toEqual([
    {
      ...{ method: "POST", url: "/of/a%20b?own=2&q=1", body: '{"n":1,"added":"b"}' },
      at: expect.any(Number),
      headers: expect.objectContaining({ "x-key": "k", "x-more": "h", "x-own": "o" }),
    },
  ]);
});

test("what the target adds may be paths into the event, whatever is sent of it", async () => {
  await send(
    "paths",
    { HttpMethod: "PUT" },
    {
      PathParameterValues: ["$.detail-type"],
      HeaderParameters: { "x-own": "$.source", "x-text": "is $.source" },
      QueryStringParameters: { n: "$.detail.n", all: "$.detail", none: "$.detail.nope" },
    },
  );
  const [call] = await until(() => seen.some(({ method }) => method === "PUT") && seen.slice(-1));
  expect(call).toMatchObject({
    url: "/of/d?n=1&all=%7B%22n%22%3A1%7D&none=",
    headers: { "x-own": "paths", "x-text": "is $.source" },
    body: '{"n":1}',
  });
});

test("a status that may pass is tried again, one that does not is a dead letter", async () => {
  answers = [503];
  await send("basic");
  await calls(1);
  await calls(2);
  expect(seen[1]?.headers.authorization).toBe(`Basic ${btoa("u:p")}`);
  answers = [400];
  await put("basic");
  const letter = await until(() => letters[0]);
  expect(letter.attributes?.get("ERROR_CODE")?.stringValue).toBe("SDK_CLIENT_ERROR");
  expect(letter.attributes?.get("ERROR_MESSAGE")?.stringValue).toContain("the status 400");
});

test("a token is asked for once, and again when it is turned away", async () => {
  const arn = await connect("oauth");
  const named = { Name: "oauth" };
  expect(await client.send(new sdk.DescribeConnectionCommand(named))).toMatchObject({
    ConnectionState: "AUTHORIZING",
  });
  const authorized = async () =>
    (await client.send(new sdk.DescribeConnectionCommand(named))).ConnectionState;
  await until(async () => (await authorized()) === "AUTHORIZED");
  expect(seen[0]).toMatchObject({ body: "grant_type=client_credentials&client_id=id&client_secret=secret" });
  answers = [401];
  const before = tokens;
  await send("oauth", { ConnectionArn: arn });
  const all = await until(() =>
    seen.at(-1)?.headers.authorization === `Bearer token${before + 1}` ? seen : undefined,
  );
  await put("oauth");
  await calls(all.length + 1);
  expect(seen.at(-1)?.headers.authorization).toBe(`Bearer token${before + 1}`);
  expect(tokens).toBe(before + 1);
  await client.send(new sdk.DeauthorizeConnectionCommand(named));
  const [destination] =
    (await client.send(new sdk.ListApiDestinationsCommand({ NamePrefix: "oauth" }))).ApiDestinations ?? [];
  expect(destination?.ApiDestinationState).toBe("INACTIVE");
});

test("a destination is not asked more often than it allows", async () => {
  const name = "paced";
  await connect(name);
  await until(() => service.connections.describe(name).state === "AUTHORIZED");
  seen = [];
  // The first may be seen late; the second leaves a second after the first has left.
  const before = Date.now();
  await send(name, { InvocationRateLimitPerSecond: 1 });
  await put(name);
  const [, second] = await calls(2);
  // A timer is never early by more than a fraction of a millisecond.
  expect((second?.at ?? 0) - before).toBeGreaterThan(900);
});

test.each<[string, () => Promise<unknown>, string]>([
  [
    "an endpoint of plain HTTP elsewhere",
    () => send("plain", { InvocationEndpoint: "http://example.com/" }),
    "Parameter InvocationEndpoint is not valid.",
  ],
  [
    "a connection that is not there",
    () => send("lost", { ConnectionArn: "arn:aws:events:us-east-1:000000000000:connection/none/1" }),
    "Connection 'none' does not exist.",
  ],
  [
    "a destination that is not there",
    () => client.send(new sdk.UpdateApiDestinationCommand({ Name: "none" })),
    "An api-destination 'none' does not exist.",
  ],
  ["a name that is taken", () => send("key"), "already exists."],
])("%s is refused", async (_, run, message) => {
  await expect(run()).rejects.toThrow(message);
});
