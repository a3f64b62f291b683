// TestState without a mock: the state's work is done for real, and takes its time, on a clock that the test moves.

import { TestStateCommand } from "@aws-sdk/client-sfn";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { JsonObject } from "../../../src/aws/json.ts";
import { VirtualClock } from "../../../src/time/virtual-clock.ts";
import { openService, roleArn, type Service, until } from "./service.ts";

let service: Service;
const clock = new VirtualClock();
beforeAll(async () => {
  service = await openService(clock);
  await service.region.parts.queues.createQueue({ queueName: "orders", attributes: new Map() });
});
afterAll(async () => {
  await service.close();
  expect(service.faults).toEqual([]);
});

async function testState(definition: JsonObject, fields: { readonly input?: string } = {}) {
  const request = { definition: JSON.stringify(definition), roleArn, ...fields };
  const { $metadata: _, ...result } = await service.client.send(new TestStateCommand(request));
  return result;
}

test("a task is done for real", async () => {
  const { queues } = service.region.parts;
  const send = {
    Type: "Task",
    Resource: "arn:aws:states:::sqs:sendMessage",
    Parameters: { QueueUrl: queues.queueUrl("orders"), "MessageBody.$": "$" },
    Next: "After",
  };
  const { status, nextState, output } = await testState(send, { input: '{"a":1}' });
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
  expect((await testState(choice, { input: '{"a":2}' })).nextState).toBe("Many");
  expect((await testState(choice, { input: '{"a":1}' })).nextState).toBe("Few");
});

const waits = async (Seconds: number, milliseconds: number) => {
  const before = clock.pendingTimers;
  const answer = testState({ Type: "Wait", Seconds, Next: "After" });
  await until(() => (clock.pendingTimers > before ? true : undefined));
  clock.advanceBy(milliseconds);
  return answer;
};

test("a Wait waits", async () => {
  expect(await waits(60, 60_000)).toEqual({ status: "SUCCEEDED", output: "{}", nextState: "After" });
});

test("a test takes five minutes at most", async () => {
  expect(await waits(3600, 5 * 60_000)).toMatchObject({ status: "FAILED", error: "States.Timeout" });
});
