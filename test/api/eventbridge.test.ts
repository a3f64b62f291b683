// The real SDK client, from a bus to a delivered event.

import {
  CreateEventBusCommand,
  EventBridgeClient,
  ListTargetsByRuleCommand,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
  TestEventPatternCommand,
} from "@aws-sdk/client-eventbridge";
import { expect, test } from "@jest/globals";
import { eventBridgeApi } from "../../src/api/eventbridge.ts";
import { localIdentity } from "../../src/aws/arn.ts";
import { EventBuses } from "../../src/events/event-buses.ts";
import { systemClock } from "../../src/time/clock.ts";
import { serve } from "./sdk-server.ts";

test("an event put by an SDK reaches the target of its rule", async () => {
  let arrived: (payload: string) => void = () => {};
  const arrival = new Promise<string>((resolve) => {
    arrived = resolve;
  });
  const buses = await EventBuses.open({
    directory: undefined,
    clock: systemClock,
    identity: localIdentity,
    deliver: async (_target, payload) => arrived(payload),
    deadLetter: async () => {},
  });
  const server = await serve(eventBridgeApi(buses));
  const client = new EventBridgeClient(server.clientConfiguration);
  const on = { EventBusName: "weather" };
  try {
    await client.send(new CreateEventBusCommand({ Name: "weather" }));
    await client.send(new PutRuleCommand({ ...on, Name: "seen", EventPattern: '{"source":["w"]}' }));
    const Targets = [
      { Id: "1", Arn: "arn:aws:sqs:::q", InputPath: "$.detail", RetryPolicy: { MaximumRetryAttempts: 3 } },
    ];
    await client.send(new PutTargetsCommand({ ...on, Rule: "seen", Targets }));
    expect((await client.send(new ListTargetsByRuleCommand({ ...on, Rule: "seen" }))).Targets).toEqual(
      Targets,
    );
    const Entries = [{ ...on, Source: "w", DetailType: "Seen", Detail: '{"a":1}' }];
    expect((await client.send(new PutEventsCommand({ Entries }))).FailedEntryCount).toBe(0);
    expect(await arrival).toBe('{"a":1}');
    const refused = client.send(new TestEventPatternCommand({ EventPattern: "[]", Event: "{}" }));
    await expect(refused).rejects.toMatchObject({ name: "InvalidEventPatternException" });
    expect(server.faults).toEqual([]);
  } finally {
    client.destroy();
    await server.close();
    await buses.close();
  }
});
