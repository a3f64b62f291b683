// TestState without a mock: the state's work is done for real, and takes its time, on a clock that the test moves.

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "@jest/globals";
import { VirtualClock } from "../../../../src/time/virtual-clock.ts";
import { until } from "../../../support/until.ts";
import { servedStates } from "../support/served-states.ts";

const service = servedStates(
  async () => {
    await service.region.services.sqs.createQueue({ queueName: "orders", attributes: new Map() });
  },
  { clock: () => clock },
);
const clock = new VirtualClock();
test("a task is done for real", async () => {
  const { sqs: queues } = service.region.services;
  const send = {
    Type: "Task",
    Resource: "arn:aws:states:::sqs:sendMessage",
    Parameters: { QueueUrl: queues.queueUrl("orders"), "MessageBody.$": "$" },
    Next: "After",
  };
  const { status, nextState, output } = await service.testState(send, { input: '{"a":1}' });
  expect([status, nextState]).toEqual(["SUCCEEDED", "After"]);
  const sent = queues.messages("orders");
  expect(sent.map(({ body }) => body)).toEqual(['{"a":1}']);
  expect(JSON.parse(output ?? "")).toMatchObject({ MessageId: expect.any(String) });
});

test("a Choice tells which way it goes", async () => {
  const choice = {
    Type: "Choice",
    Choices: [{ Variable: "$.a", NumericGreaterThan: 1, Next: "Many" }],
    Default: "Few",
  };
  expect((await service.testState(choice, { input: '{"a":2}' })).nextState).toBe("Many");
  expect((await service.testState(choice, { input: '{"a":1}' })).nextState).toBe("Few");
});

const waits = async (Seconds: number, milliseconds: number) => {
  const before = clock.pendingTimers;
  const answer = service.testState({ Type: "Wait", Seconds, Next: "After" });
  await until(() => clock.pendingTimers > before);
  clock.advanceBy(milliseconds);
  return answer;
};

test("a Wait waits", async () => {
  expect(await waits(60, 60_000)).toEqual({ status: "SUCCEEDED", output: "{}", nextState: "After" });
});

test("a test takes five minutes at most", async () => {
  expect(await waits(3600, 5 * 60_000)).toMatchObject({ status: "FAILED", error: "States.Timeout" });
});

test("TRACE shows what an HTTP task sends and gets, and the connection's part of it only if secrets are revealed", async () => {
  const server = createServer((request, response) => {
    request.resume().on("end", () => response.writeHead(201, { "x-seen": "yes" }).end('{"ok":true}'));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/orders`;
  try {
    const { arn: ConnectionArn } = await service.region.services.events.connections.create({
      name: "shop",
      authorizationType: "API_KEY",
      authParameters: {
        ApiKeyAuthParameters: { ApiKeyName: "x-api-key", ApiKeyValue: "hidden" },
        InvocationHttpParameters: { QueryStringParameters: [{ Key: "who", Value: "secret" }] },
      },
    });
    const invoke = {
      Type: "Task",
      Resource: "arn:aws:states:::http:invoke",
      Parameters: {
        ApiEndpoint: url,
        Method: "POST",
        Headers: { "x-own": "mine" },
        RequestBody: { id: 7 },
        InvocationConfig: { ConnectionArn },
      },
      End: true,
    };
    const traced = async (revealSecrets: boolean) =>
      (await service.testState(invoke, { inspectionLevel: "TRACE", revealSecrets })).inspectionData;
    const shown = await traced(false);
    expect(shown?.request).toEqual({
      protocol: "http",
      method: "POST",
      url,
      headers: expect.stringMatching(/^\[.*x-own=mine.*\]$/),
      body: '{"id":7}',
    });
    expect(JSON.stringify(shown)).not.toMatch(/hidden|secret/);
    expect(shown?.response).toEqual({
      protocol: "http",
      statusCode: "201",
      statusMessage: "Created",
      headers: expect.stringContaining("x-seen=yes"),
      body: '{"ok":true}',
    });
    const revealed = await traced(true);
    expect(revealed?.request).toMatchObject({
      url: `${url}?who=secret`,
      headers: expect.stringContaining("x-api-key=hidden"),
    });
    const { inspectionData } = await service.testState(invoke, {
      inspectionLevel: "DEBUG",
      revealSecrets: true,
    });
    expect(inspectionData).not.toHaveProperty("request");
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});
