// The real SDK client, from a bus to a delivered event.

import {
  ActivateEventSourceCommand,
  CreateEventBusCommand,
  DeleteEndpointCommand,
  DescribeEndpointCommand,
  DescribeEventBusCommand,
  DescribeEventSourceCommand,
  DescribeRuleCommand,
  EventBridgeClient,
  ListEndpointsCommand,
  ListEventSourcesCommand,
  ListRuleNamesByTargetCommand,
  ListRulesCommand,
  ListTagsForResourceCommand,
  ListTargetsByRuleCommand,
  PutEventsCommand,
  PutPermissionCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemovePermissionCommand,
  TagResourceCommand,
  TestEventPatternCommand,
  UntagResourceCommand,
  UpdateEventBusCommand,
} from "@aws-sdk/client-eventbridge";
import { expect, test } from "@jest/globals";
import { delivered } from "../../../../src/aws/delivery.ts";
import { eventBridgeApi } from "../../../../src/services/eventbridge/api/api.ts";
import { systemClock } from "../../../../src/time/clock.ts";
import { serve } from "../../../server/sdk-server.ts";
import { closeEventBridge, openEventBridge } from "../support/open-service.ts";

test("an event put by an SDK reaches the target of its rule", async () => {
  let arrived: (payload: string) => void = () => {};
  const arrival = new Promise<string>((resolve) => {
    arrived = resolve;
  });
  const service = await openEventBridge({
    clock: systemClock,
    deliver: ({ payload }) => {
      arrived(payload.text);
      return delivered;
    },
  });
  const server = await serve(eventBridgeApi(service));
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
    await closeEventBridge(service);
  }
});

async function withClient(run: (client: EventBridgeClient) => Promise<void>): Promise<void> {
  const service = await openEventBridge({ clock: systemClock, deliver: () => delivered });
  const server = await serve(eventBridgeApi(service));
  const client = new EventBridgeClient(server.clientConfiguration);
  try {
    await run(client);
    expect(server.faults).toEqual([]);
  } finally {
    client.destroy();
    await server.close();
    await closeEventBridge(service);
  }
}

const pattern = '{"source":["w"]}';
const queue = "arn:aws:sqs:us-east-1:000000000000:q";

test("rules are listed in pages, and by what they send to", () =>
  withClient(async (client) => {
    for (const Name of ["r3", "r1", "r2", "other"]) {
      await client.send(new PutRuleCommand({ Name, EventPattern: pattern }));
      const Targets = [{ Id: "1", Arn: Name === "other" ? `${queue}2` : queue }];
      await client.send(new PutTargetsCommand({ Rule: Name, Targets }));
    }
    const first = await client.send(new ListRulesCommand({ Limit: 3 }));
    const second = await client.send(new ListRulesCommand({ Limit: 3, NextToken: first.NextToken }));
    expect([first, second].map(({ Rules = [] }) => Rules.map(({ Name }) => Name))).toEqual([
      ["other", "r1", "r2"],
      ["r3"],
    ]);
    expect(second.NextToken).toBeUndefined();
    const names = await client.send(new ListRuleNamesByTargetCommand({ TargetArn: queue, Limit: 2 }));
    expect(names.RuleNames).toEqual(["r1", "r2"]);
    await expect(client.send(new ListRulesCommand({ NextToken: "none of ours" }))).rejects.toMatchObject({
      name: "ValidationException",
    });
  }));

test("a rule and a bus have tags, which end with them", () =>
  withClient(async (client) => {
    const Tags = [
      { Key: "a", Value: "1" },
      { Key: "constructor", Value: "2" },
    ];
    const { RuleArn: ResourceARN = "" } = await client.send(
      new PutRuleCommand({ Name: "r", EventPattern: pattern, Tags }),
    );
    const tags = async () => (await client.send(new ListTagsForResourceCommand({ ResourceARN }))).Tags;
    expect(await tags()).toEqual(Tags);
    await client.send(new TagResourceCommand({ ResourceARN, Tags: [{ Key: "b", Value: "" }] }));
    await client.send(new UntagResourceCommand({ ResourceARN, TagKeys: ["a"] }));
    expect(await tags()).toEqual([
      { Key: "constructor", Value: "2" },
      { Key: "b", Value: "" },
    ]);
    const gone = "arn:aws:events:us-east-1:000000000000:rule/gone";
    await expect(client.send(new ListTagsForResourceCommand({ ResourceARN: gone }))).rejects.toMatchObject({
      name: "ResourceNotFoundException",
      message: "Rule gone does not exist on EventBus default.",
    });
    expect(await client.send(new DescribeRuleCommand({ Name: "r" }))).toMatchObject({
      CreatedBy: "000000000000",
      EventBusName: "default",
    });
  }));

test("the permissions of a bus are its policy", () =>
  withClient(async (client) => {
    const StatementId = "other-account";
    const Principal = "111122223333";
    await client.send(new PutPermissionCommand({ Action: "events:PutEvents", Principal, StatementId }));
    const { Policy } = await client.send(new DescribeEventBusCommand({}));
    expect(JSON.parse(Policy ?? "")).toEqual({
      Version: "2012-10-17",
      Statement: [
        {
          Sid: StatementId,
          Effect: "Allow",
          Principal: { AWS: "arn:aws:iam::111122223333:root" },
          Action: "events:PutEvents",
          Resource: "arn:aws:events:us-east-1:000000000000:event-bus/default",
        },
      ],
    });
    await client.send(new RemovePermissionCommand({ StatementId }));
    expect((await client.send(new DescribeEventBusCommand({}))).Policy).toBeUndefined();
    await expect(client.send(new RemovePermissionCommand({ StatementId }))).rejects.toMatchObject({
      name: "ResourceNotFoundException",
      message: "Statement with the provided id does not exist.",
    });
  }));

test.each([
  ["no JSON", "plain string"],
  ["a list", "[{}]"],
  ["without its source", '{"id":"1","account":"2","time":"3","region":"4","detail-type":"5"}'],
])("TestEventPattern refuses an event that is %s", (_what, Event) =>
  withClient(async (client) => {
    await expect(
      client.send(new TestEventPatternCommand({ EventPattern: pattern, Event })),
    ).rejects.toMatchObject({ name: "ValidationException", message: "Parameter Event is not valid." });
  }),
);

test("a bus tells of itself what it was given, and a partner's or a global endpoint is refused by name", () =>
  withClient(async (client) => {
    const given = {
      ...{ Name: "b", Description: "d", KmsKeyIdentifier: "key", LogConfig: { Level: "INFO" as const } },
      DeadLetterConfig: { Arn: queue },
    } as const;
    const { Name, ...answered } = given;
    expect(await client.send(new CreateEventBusCommand(given))).toMatchObject(answered);
    await client.send(new UpdateEventBusCommand({ Name, Description: "e" }));
    const described = await client.send(new DescribeEventBusCommand({ Name }));
    expect(described).toMatchObject({ ...given, Description: "e" });
    const partner = client.send(new CreateEventBusCommand({ Name: "p", EventSourceName: "aws.partner/x/y" }));
    await expect(partner).rejects.toThrow("Event source aws.partner/x/y does not exist.");
    const Entries = [{ Source: "s", DetailType: "d", Detail: "{}" }];
    // The SDK signs for an endpoint in its own way, so the request is sent as it is.
    const url = await client.config.endpoint?.();
    const answer = await fetch(`${url?.protocol}//${url?.hostname}:${url?.port}`, {
      method: "POST",
      headers: { "content-type": "application/x-amz-json-1.1", "x-amz-target": "AWSEvents.PutEvents" },
      body: JSON.stringify({ EndpointId: "abc.def", Entries }),
    });
    expect(await answer.json()).toMatchObject({ message: expect.stringContaining("no global endpoints") });
  }));

test("sources of partners and global endpoints are told not to be there", () =>
  withClient(async (client) => {
    expect((await client.send(new ListEventSourcesCommand({ Limit: 1 }))).EventSources).toEqual([]);
    expect((await client.send(new ListEndpointsCommand({}))).Endpoints).toEqual([]);
    const source = { Name: "aws.partner/x/y" };
    const endpoint = { Name: "e" };
    for (const [command, what] of [
      [new DescribeEventSourceCommand(source), "Event source aws.partner/x/y"],
      [new ActivateEventSourceCommand(source), "Event source aws.partner/x/y"],
      [new DescribeEndpointCommand(endpoint), "Endpoint e"],
      [new DeleteEndpointCommand(endpoint), "Endpoint e"],
    ] as const)
      await expect(client.send(command as DescribeEndpointCommand)).rejects.toMatchObject({
        ...{ name: "ResourceNotFoundException", message: `${what} does not exist.` },
      });
    await expect(client.send(new DescribeEventSourceCommand({ Name: "x" }))).rejects.toMatchObject({
      name: "ValidationException",
    });
  }));
