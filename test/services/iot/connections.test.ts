// The connections of MQTT clients by the data plane: told while they are there and after, sent to, and ended.

import * as sdk from "@aws-sdk/client-iot-data-plane";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { MqttClient } from "mqtt";
import { until } from "../../support/until.ts";
import { heard, type IotRegion, openIot } from "./support/iot-region.ts";

let open: IotRegion;
beforeAll(async () => {
  open = await openIot();
});
afterAll(() => open.close());

const ended = (client: MqttClient) => new Promise<void>((resolve) => client.on("close", () => resolve()));
const connection = (clientId: string, more = {}) =>
  open.data
    .send(new sdk.GetConnectionCommand({ clientId, ...more }))
    .then(({ $metadata: _, ...told }) => told);
const send = (clientId: string, more: Partial<sdk.SendDirectMessageCommandInput> = {}) =>
  open.data.send(
    new sdk.SendDirectMessageCommand({ clientId, topic: "only/you", payload: Buffer.from("hi"), ...more }),
  );

describe("a connection", () => {
  test("is told while it is there, with its socket if that is asked for, and after", async () => {
    const before = Date.now();
    const client = await open.connect({ clientId: "told", clean: false, keepalive: 45 });
    const there = { clientId: "told", connected: true, cleanSession: false, keepAliveDuration: 45 };
    const told = await connection("told");
    expect(told).toEqual({ ...there, connectedSince: expect.any(Number) });
    expect(told.connectedSince).toBeGreaterThanOrEqual(before);
    expect(await connection("told", { includeSocketInformation: true })).toMatchObject({
      ...{ ...there, sourceIp: "127.0.0.1", sourcePort: expect.any(Number) },
      ...{ targetIp: "127.0.0.1", targetPort: (await open.region.services.iot.brokerHost.open()).port },
    });
    await client.endAsync();
    const gone = await until(async () => {
      const now = await connection("told");
      return now.connected === false ? now : undefined;
    });
    expect(gone).toEqual({
      ...{ ...there, connected: false, disconnectedSince: expect.any(Number) },
      disconnectReason: "CLIENT_INITIATED_DISCONNECT",
    });
  });

  test("has its subscriptions, in pages", async () => {
    const client = await open.connect({ clientId: "subscribed" });
    await client.subscribeAsync({ "a/+": { qos: 1 }, "b/#": { qos: 0 }, c: { qos: 1 } });
    const pages: sdk.SubscriptionSummary[][] = [];
    let nextToken: string | undefined;
    do {
      const page = await open.data.send(
        new sdk.ListSubscriptionsCommand({ clientId: "subscribed", maxResults: 2, nextToken }),
      );
      pages.push(page.subscriptions ?? []);
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    expect(pages).toEqual([
      [
        { topicFilter: "a/+", qos: 1 },
        { topicFilter: "b/#", qos: 0 },
      ],
      [{ topicFilter: "c", qos: 1 }],
    ]);
  });
});

describe("a message to one client", () => {
  test.each([
    ["a clean session", true],
    ["one that is kept", false],
  ])("reaches it without a subscription, in %s", async (_, clean) => {
    const clientId = `direct-${clean}`;
    const client = await open.connect({ clientId, clean });
    const other = await open.connect();
    const [messages, others] = [heard(client), heard(other)];
    await other.subscribeAsync("only/#");
    expect((await send(clientId)).traceId).toMatch(/^[0-9a-f-]{36}$/);
    for (const text of ["one", "two"])
      await send(clientId, { confirmation: true, payload: Buffer.from(text) });
    await until(() => messages.length >= 3);
    expect(messages.map(({ topic, text }) => [topic, text])).toEqual([
      ["only/you", "hi"],
      ["only/you", "one"],
      ["only/you", "two"],
    ]);
    await other.publishAsync("only/end", "end", { qos: 1 });
    await until(() => others.length > 0);
    expect(others.map(({ topic }) => topic)).toEqual(["only/end"]);
    await client.publishAsync("from/it", "still there", { qos: 1 });
  });

  test("that it does not acknowledge fails once its time is over, or the client has gone", async () => {
    const silent = await open.connect({ clientId: "silent" });
    silent.handleMessage = () => {};
    await expect(send("silent", { confirmation: true, timeout: 1 })).rejects.toMatchObject({
      ...{ name: "GatewayTimeoutException", $metadata: { httpStatusCode: 504 } },
    });
    const gone = ended(silent);
    const waiting = send("silent", { confirmation: true, timeout: 15 });
    silent.end(true);
    // The SDK asks again, and then there is no such client.
    await expect(waiting).rejects.toMatchObject({ name: "ResourceNotFoundException" });
    await gone;
  });

  test.each<[string, () => Promise<unknown>, string]>([
    ["that is not there", () => send("nobody"), "ResourceNotFoundException"],
    ["on a topic with a wildcard", () => send("nobody", { topic: "a/+" }), "InvalidRequestException"],
    ["after more than 15 seconds", () => send("nobody", { timeout: 16 }), "InvalidRequestException"],
    ["of a name that begins with $", () => send("$nobody"), "InvalidRequestException"],
    [
      "of more than 128 KB",
      () => send("nobody", { payload: Buffer.alloc(128 * 1024 + 1) }),
      "RequestEntityTooLargeException",
    ],
  ])("is refused to one %s", async (_, ask, name) => {
    await expect(ask()).rejects.toMatchObject({ name });
  });
});

test("of a client that was never there, nothing is told", async () => {
  for (const command of [
    new sdk.GetConnectionCommand({ clientId: "nobody" }),
    new sdk.ListSubscriptionsCommand({ clientId: "nobody" }),
  ])
    await expect(open.data.send(command as sdk.GetConnectionCommand)).rejects.toMatchObject({
      name: "ResourceNotFoundException",
    });
});
