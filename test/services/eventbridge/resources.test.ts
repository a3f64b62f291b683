// Buses, their policies, rules and connections as a stack makes, changes and deletes them.

import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { Region } from "../../../src/region/region.ts";
import { connection } from "../../../src/services/eventbridge/resources/connection.ts";
import { eventBus, eventBusPolicy } from "../../../src/services/eventbridge/resources/event-bus.ts";
import { eventRule } from "../../../src/services/eventbridge/resources/rule.ts";
import { TestedResource } from "../support/resource.ts";

let region: Region;
let events: Region["services"]["events"];
beforeEach(async () => {
  region = await Region.open({ directory: undefined, endpoint: "http://127.0.0.1:4566" });
  events = region.services.events;
});
afterEach(() => region.close());

const arnOf = (resource: string) => `arn:aws:events:us-east-1:000000000000:${resource}`;
const queue = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`;
const tag = (Key: string, Value: string) => ({ Key, Value });

describe("a bus", () => {
  test("is made, changed and deleted", async () => {
    const bus = new TestedResource(eventBus, events);
    const document = { Statement: [{ Sid: "1" }] };
    const properties = {
      Name: "b",
      Description: "one",
      Policy: document,
      Tags: [tag("a", "1"), tag("b", "2")],
    };
    expect(await bus.create(properties)).toEqual({
      ref: "b",
      attributes: { Arn: arnOf("event-bus/b"), Name: "b", Policy: JSON.stringify(document) },
    });
    expect(events.buses.describeEventBus("b").settings.description).toBe("one");
    expect(bus.warnings).toEqual([]);
    const { attributes } = await bus.update({ Name: "b", Tags: [tag("b", "3")] });
    expect(attributes).toMatchObject({ Policy: "{}" });
    expect(events.buses.describeEventBus("b").settings.description).toBeUndefined();
    expect(events.buses.tagsOf(arnOf("event-bus/b"))).toEqual({ b: "3" });
    await bus.delete();
    await bus.delete();
    expect(events.buses.listEventBuses("b")).toEqual([]);
  });

  test("that another made is not taken", async () => {
    await events.buses.createEventBus("b");
    await expect(new TestedResource(eventBus, events).create({ Name: "b" })).rejects.toMatchObject({
      code: "ResourceAlreadyExistsException",
    });
    await new TestedResource(eventBus, events, { mayExist: true }).create({ Name: "b", Description: "two" });
    expect(events.buses.describeEventBus("b").settings.description).toBe("two");
  });

  test("of a partner is one of its name, which is told", async () => {
    const bus = new TestedResource(eventBus, events);
    await bus.create({ Name: "b", EventSourceName: "aws.partner/x" });
    expect(events.buses.describeEventBus("b")).toBeDefined();
    expect(bus.warnings.join()).toContain("there are no partners");
  });
});

describe("a bus's policy", () => {
  const sids = () =>
    ((events.buses.describeEventBus().settings.policy?.Statement ?? []) as { readonly Sid: string }[]).map(
      ({ Sid }) => Sid,
    );

  test("is a statement beside others, in either form", async () => {
    const old = new TestedResource(eventBusPolicy, events);
    const action = { Action: "events:PutEvents", Principal: "111122223333" };
    expect((await old.create({ StatementId: "old", ...action })).ref).toBe("default|old");
    const whole = new TestedResource(eventBusPolicy, events);
    await whole.create({ StatementId: "new", Statement: { Effect: "Allow", Action: "events:PutEvents" } });
    await whole.update({ StatementId: "new", Statement: { Effect: "Deny", Action: "events:PutEvents" } });
    expect(sids()).toEqual(["old", "new"]);
    await old.delete();
    await old.delete();
    expect(sids()).toEqual(["new"]);
    await whole.delete();
    expect(sids()).toEqual([]);
  });
});

describe("a rule", () => {
  const properties = {
    Name: "r",
    EventPattern: { source: ["s"] },
    RoleArn: "arn:aws:iam::000000000000:role/any",
    Targets: ["one", "two"].map((Id) => ({ Id, Arn: queue(Id) })),
  };
  const idsOf = (bus?: string) => events.buses.listTargetsByRule("r", bus).map(({ id }) => id);

  test("is made, changed in place with its targets, and deleted", async () => {
    const rule = new TestedResource(eventRule, events);
    expect(await rule.create({ ...properties, Description: "d", Tags: [tag("a", "1")] })).toEqual({
      ref: "r",
      attributes: { Arn: arnOf("rule/r"), RuleName: "r" },
    });
    expect(events.buses.describeRule("r")).toMatchObject({ description: "d", roleArn: properties.RoleArn });
    expect(idsOf()).toEqual(["one", "two"]);
    await rule.update({
      ...{ Name: "r", State: "DISABLED", ScheduleExpression: "rate(5 minutes)" },
      Targets: [{ Id: "two", Arn: queue("other") }],
    });
    const changed = events.buses.describeRule("r");
    expect(changed).toMatchObject({ enabled: false, scheduleExpression: "rate(5 minutes)" });
    expect([changed.description, changed.eventPattern]).toEqual([undefined, undefined]);
    expect(events.buses.listTargetsByRule("r")).toEqual([{ id: "two", arn: queue("other") }]);
    expect(events.buses.tagsOf(arnOf("rule/r"))).toEqual({});
    expect(rule.warnings).toEqual([]);
    await rule.delete();
    await rule.delete();
    expect(events.buses.listRules()).toEqual([]);
  });

  test.each(["b", arnOf("event-bus/b")])("is of the bus %s", async (EventBusName) => {
    await events.buses.createEventBus("b");
    const rule = new TestedResource(eventRule, events);
    expect((await rule.create({ ...properties, EventBusName })).ref).toBe("b|r");
    await rule.update({ ...properties, EventBusName, Targets: [] });
    expect(idsOf("b")).toEqual([]);
    await rule.delete();
    await events.buses.deleteEventBus("b");
    await rule.delete();
  });

  test.each(["default", arnOf("event-bus/default")])(
    "of the bus %s is told without it",
    async (EventBusName) => {
      const { ref } = await new TestedResource(eventRule, events).create({ ...properties, EventBusName });
      expect(ref).toBe("r");
    },
  );

  test("that another made is not taken, but one of an earlier run is", async () => {
    await events.buses.putRule({ name: "r", enabled: true, eventPattern: '{"source":["other"]}' });
    await expect(new TestedResource(eventRule, events).create(properties)).rejects.toMatchObject({
      code: "AlreadyExists",
    });
    await new TestedResource(eventRule, events, { mayExist: true }).create(properties);
    expect(events.buses.describeRule("r").eventPattern).toBe('{"source":["s"]}');
  });
});

describe("a connection", () => {
  const basic = (Username: string) => ({
    AuthorizationType: "BASIC",
    AuthParameters: { BasicAuthParameters: { Username, Password: "p" } },
  });

  test("is made, changed in place and deleted", async () => {
    const resource = new TestedResource(connection, events);
    const { ref, attributes } = await resource.create(basic("before"));
    expect([ref, attributes?.ArnForPolicy]).toEqual(["stack-R", arnOf("connection/stack-R")]);
    expect(await resource.update(basic("after"))).toEqual({ ref, attributes });
    expect(events.connections.describe(ref).authParameters).toEqual(basic("after").AuthParameters);
    await expect(new TestedResource(connection, events).create(basic("x"))).rejects.toMatchObject({
      code: "ResourceAlreadyExistsException",
    });
    await resource.delete();
    await resource.delete();
    expect(events.connections.list()).toEqual([]);
  });
});
