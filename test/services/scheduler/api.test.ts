// EventBridge Scheduler through the JavaScript SDK: each operation, what it refuses, and pages.

import * as sdk from "@aws-sdk/client-scheduler";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Region } from "../../../src/region/region.ts";
import { type ServedRegion, serveRegion } from "../../server/served-region.ts";
import { arnOf } from "../../support/local-arn.ts";
import { until } from "../../support/until.ts";

let served: ServedRegion;
let region: Region;
let client: sdk.SchedulerClient;
beforeAll(async () => {
  served = await serveRegion();
  ({ region } = served);
  region.start();
  client = new sdk.SchedulerClient({ ...served.clientConfiguration, maxAttempts: 1 });
});
afterAll(async () => {
  client.destroy();
  await served.close();
});

const RoleArn = "arn:aws:iam::000000000000:role/any";
const Target = { Arn: arnOf("sqs", "q"), RoleArn };
const later = {
  FlexibleTimeWindow: { Mode: "OFF" },
  ScheduleExpression: "at(2099-01-01T00:00:00)",
  Target,
} as const;

test("a schedule is made, described with its defaults, replaced, listed and deleted", async () => {
  const { ScheduleArn } = await client.send(new sdk.CreateScheduleCommand({ ...later, Name: "one" }));
  expect(ScheduleArn).toBe(arnOf("scheduler", "schedule/default/one"));
  const { $metadata: _, ...described } = await client.send(new sdk.GetScheduleCommand({ Name: "one" }));
  expect(described).toEqual({
    ...later,
    ...{
      ActionAfterCompletion: "NONE",
      Arn: ScheduleArn,
      GroupName: "default",
      Name: "one",
      State: "ENABLED",
    },
    ...{ CreationDate: expect.any(Date), LastModificationDate: expect.any(Date) },
    ScheduleExpressionTimezone: "UTC",
    Target: { ...Target, RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 } },
  });
  const whole: sdk.UpdateScheduleCommandInput = {
    ...{ Name: "one", Description: "d", State: "DISABLED", ScheduleExpression: "cron(0 8 ? * MON-FRI *)" },
    ...{ ScheduleExpressionTimezone: "Europe/Berlin", ActionAfterCompletion: "DELETE", GroupName: "default" },
    StartDate: new Date(Date.UTC(2098, 0)),
    EndDate: new Date(Date.UTC(2099, 0)),
    FlexibleTimeWindow: { Mode: "FLEXIBLE", MaximumWindowInMinutes: 5 },
    Target: {
      ...{ Arn: arnOf("sqs", "q.fifo"), RoleArn, Input: "text" },
      DeadLetterConfig: { Arn: arnOf("sqs", "dead") },
      RetryPolicy: { MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 0 },
      SqsParameters: { MessageGroupId: "g" },
    },
  };
  await client.send(new sdk.UpdateScheduleCommand(whole));
  expect(await client.send(new sdk.GetScheduleCommand({ Name: "one" }))).toMatchObject(whole);
  const { Schedules } = await client.send(
    new sdk.ListSchedulesCommand({ NamePrefix: "on", State: "DISABLED" }),
  );
  expect(Schedules).toMatchObject([
    { Arn: ScheduleArn, Name: "one", Target: { Arn: arnOf("sqs", "q.fifo") } },
  ]);
  await client.send(new sdk.DeleteScheduleCommand({ Name: "one" }));
  await expect(client.send(new sdk.GetScheduleCommand({ Name: "one" }))).rejects.toMatchObject({
    ...{ name: "ResourceNotFoundException", message: "Schedule one does not exist." },
    $metadata: { httpStatusCode: 404 },
  });
});

test("a group has schedules of its own and tags, and goes with them", async () => {
  const Tags = [{ Key: "team", Value: "weather" }];
  const { ScheduleGroupArn } = await client.send(new sdk.CreateScheduleGroupCommand({ Name: "g", Tags }));
  expect(ScheduleGroupArn).toBe(arnOf("scheduler", "schedule-group/g"));
  expect(await client.send(new sdk.GetScheduleGroupCommand({ Name: "g" }))).toMatchObject({
    ...{ Arn: ScheduleGroupArn, Name: "g", State: "ACTIVE" },
    ...{ CreationDate: expect.any(Date), LastModificationDate: expect.any(Date) },
  });
  const resource = { ResourceArn: ScheduleGroupArn };
  await client.send(new sdk.TagResourceCommand({ ...resource, Tags: [{ Key: "a", Value: "b" }] }));
  await client.send(new sdk.UntagResourceCommand({ ...resource, TagKeys: ["team", "none"] }));
  const tags = await client.send(new sdk.ListTagsForResourceCommand(resource));
  expect(tags.Tags).toEqual([{ Key: "a", Value: "b" }]);
  await client.send(new sdk.CreateScheduleCommand({ ...later, Name: "in", GroupName: "g" }));
  await client.send(new sdk.CreateScheduleCommand({ ...later, Name: "in" }));
  const { Schedules } = await client.send(new sdk.ListSchedulesCommand({ GroupName: "g" }));
  expect(Schedules?.map(({ Arn }) => Arn)).toEqual([arnOf("scheduler", "schedule/g/in")]);
  await client.send(new sdk.DeleteScheduleGroupCommand({ Name: "g" }));
  const left = await client.send(new sdk.ListSchedulesCommand({}));
  expect(left.Schedules?.map(({ GroupName }) => GroupName)).toEqual(["default"]);
  await client.send(new sdk.DeleteScheduleCommand({ Name: "in" }));
});

test("lists come in pages", async () => {
  const names = ["p1", "p2", "p3"];
  for (const Name of names) {
    await client.send(new sdk.CreateScheduleCommand({ ...later, Name }));
    await client.send(new sdk.CreateScheduleGroupCommand({ Name }));
  }
  const page = { NamePrefix: "p", MaxResults: 2 };
  const first = await client.send(new sdk.ListSchedulesCommand(page));
  const second = await client.send(new sdk.ListSchedulesCommand({ ...page, NextToken: first.NextToken }));
  expect([...(first.Schedules ?? []), ...(second.Schedules ?? [])].map(({ Name }) => Name)).toEqual(names);
  expect(second.NextToken).toBeUndefined();
  const groups = await client.send(new sdk.ListScheduleGroupsCommand(page));
  const more = await client.send(new sdk.ListScheduleGroupsCommand({ ...page, NextToken: groups.NextToken }));
  expect([...(groups.ScheduleGroups ?? []), ...(more.ScheduleGroups ?? [])].map(({ Name }) => Name)).toEqual(
    names,
  );
});

test("a request with the same token is answered as at first, one without is a conflict", async () => {
  const request = { ...later, Name: "again", ClientToken: "token" };
  const first = await client.send(new sdk.CreateScheduleCommand(request));
  const second = await client.send(new sdk.CreateScheduleCommand(request));
  expect(second.ScheduleArn).toBe(first.ScheduleArn);
  await expect(client.send(new sdk.CreateScheduleCommand({ ...later, Name: "again" }))).rejects.toMatchObject(
    {
      ...{ name: "ConflictException", message: "Schedule again already exists." },
      $metadata: { httpStatusCode: 409 },
    },
  );
});

const detected = "1 validation error detected: Value";
const namePattern =
  "failed to satisfy constraint: Member must satisfy regular expression pattern: ^[0-9a-zA-Z-_.]+$";
const universal = "arn:aws:scheduler:::aws-sdk:";
const past = new Date(0);

test.each<[string, Partial<sdk.CreateScheduleCommandInput>, string]>([
  ["a name", { Name: "a b" }, `${detected} 'a b' at 'name' ${namePattern}`],
  ["a group's name", { GroupName: "ö" }, `${detected} 'ö' at 'groupName' ${namePattern}`],
  ["a group", { GroupName: "none" }, "Schedule group none does not exist."],
  [
    "an expression",
    { ScheduleExpression: "rate(10 seconds)" },
    "Invalid Schedule Expression rate(10 seconds).",
  ],
  ["a zone", { ScheduleExpressionTimezone: "Nowhere" }, "Invalid Schedule Expression Timezone Nowhere."],
  ["a start", { StartDate: past }, "The StartDate you specify cannot be earlier than 5 minutes ago."],
  ["an end", { EndDate: past }, "The EndDate you specify cannot be earlier than the current time."],
  [
    "a state",
    { State: "ON" as "ENABLED" },
    `${detected} 'ON' at 'state' failed to satisfy constraint: Member must satisfy enum value set: [ENABLED, DISABLED]`,
  ],
  [
    "a window",
    { FlexibleTimeWindow: { Mode: "FLEXIBLE", MaximumWindowInMinutes: 0 } },
    `${detected} '0' at 'flexibleTimeWindow.maximumWindowInMinutes' failed to satisfy constraint: Member must have value greater than or equal to 1`,
  ],
  [
    "no window's length",
    { FlexibleTimeWindow: { Mode: "FLEXIBLE" } },
    "MaximumWindowInMinutes must be specified when the FlexibleTimeWindow Mode is FLEXIBLE.",
  ],
  [
    "a role",
    { Target: { ...Target, RoleArn: "role" } },
    `${detected} 'role' at 'target.roleArn' failed to satisfy constraint: Member must satisfy regular expression pattern: ^arn:aws(-[a-z]+)?:iam::\\d{12}:role\\/[\\w+=,.@\\/-]+$`,
  ],
  [
    "retries",
    { Target: { ...Target, RetryPolicy: { MaximumRetryAttempts: 186, MaximumEventAgeInSeconds: 1 } } },
    "2 validation errors detected: Value '1' at 'target.retryPolicy.maximumEventAgeInSeconds' failed to satisfy constraint: Member must have value greater than or equal to 60; Value '186' at 'target.retryPolicy.maximumRetryAttempts' failed to satisfy constraint: Member must have value less than or equal to 185",
  ],
  ["a target", { Target: { ...Target, Arn: "queue" } }, "Provided Arn is not in correct format."],
  [
    "a target that is not here",
    { Target: { ...Target, Arn: arnOf("ecs", "cluster/c") } },
    `Provided Arn is not supported. The local region does not deliver to ${arnOf("ecs", "cluster/c")}.`,
  ],
  [
    "an operation that AWS does not have",
    { Target: { ...Target, Arn: `${universal}sqs:sendLetter` } },
    `Provided Arn is not valid. ${universal}sqs:sendLetter names no operation of a service.`,
  ],
  [
    "an operation that reads",
    { Target: { ...Target, Arn: `${universal}sqs:listQueues` } },
    `Provided Arn is not valid. ${universal}sqs:listQueues names an operation that only reads, and is not supported.`,
  ],
  [
    "no message group",
    { Target: { ...Target, Arn: arnOf("sqs", "q.fifo") } },
    `SqsParameters.MessageGroupId is required for the target ${arnOf("sqs", "q.fifo")}.`,
  ],
  [
    "another target's parameters",
    { Target: { ...Target, KinesisParameters: { PartitionKey: "k" } } },
    `KinesisParameters is not supported for the target ${Target.Arn}.`,
  ],
  [
    "an input that is no JSON",
    { Target: { ...Target, Arn: arnOf("lambda", "function:f"), Input: "text" } },
    `Invalid Input: it must be well-formed JSON for the target ${arnOf("lambda", "function:f")}.`,
  ],
])("a schedule is refused for %s", async (_, change, message) => {
  const request = { ...later, Name: "refused", ...change };
  await expect(client.send(new sdk.CreateScheduleCommand(request))).rejects.toMatchObject({
    message,
  });
});

const unknown = { Name: "none" };
test.each<[string, { readonly send: () => Promise<unknown> }, string]>([
  [
    "UpdateSchedule",
    { send: () => client.send(new sdk.UpdateScheduleCommand({ ...later, ...unknown })) },
    "Schedule none does not exist.",
  ],
  [
    "DeleteSchedule",
    { send: () => client.send(new sdk.DeleteScheduleCommand(unknown)) },
    "Schedule none does not exist.",
  ],
  [
    "ListSchedules",
    { send: () => client.send(new sdk.ListSchedulesCommand({ GroupName: "none" })) },
    "Schedule group none does not exist.",
  ],
  [
    "GetScheduleGroup",
    { send: () => client.send(new sdk.GetScheduleGroupCommand(unknown)) },
    "Schedule group none does not exist.",
  ],
  [
    "DeleteScheduleGroup",
    { send: () => client.send(new sdk.DeleteScheduleGroupCommand(unknown)) },
    "Schedule group none does not exist.",
  ],
  [
    "DeleteScheduleGroup of the default",
    { send: () => client.send(new sdk.DeleteScheduleGroupCommand({ Name: "default" })) },
    "The default schedule group cannot be deleted.",
  ],
  [
    "CreateScheduleGroup",
    { send: () => client.send(new sdk.CreateScheduleGroupCommand({ Name: "default" })) },
    "Schedule group default already exists.",
  ],
  [
    "ListTagsForResource",
    {
      send: () =>
        client.send(
          new sdk.ListTagsForResourceCommand({ ResourceArn: arnOf("scheduler", "schedule-group/none") }),
        ),
    },
    "Schedule group none does not exist.",
  ],
  [
    "CreateScheduleGroup with a tag of AWS's",
    {
      send: () =>
        client.send(new sdk.CreateScheduleGroupCommand({ Name: "t", Tags: [{ Key: "aws:a", Value: "b" }] })),
    },
    "aws: prefixed tag key names are not allowed for external use.",
  ],
  [
    "ListScheduleGroups",
    { send: () => client.send(new sdk.ListScheduleGroupsCommand({ NextToken: "none" })) },
    "Invalid NextToken.",
  ],
])("%s refuses what is not there, or not a client's", async (_, { send }, message) => {
  await expect(send()).rejects.toMatchObject({ message });
});

test.each([
  ["sqs:sendMessage", "universal", { QueueUrl: "universal", MessageBody: "hello" }, "hello"],
  ["lambda:invoke", "none", { FunctionName: "none", Payload: "{}" }, undefined],
])("a universal target %s is called with its input as the request", async (action, name, input, body) => {
  const { sqs } = region.services;
  const { queueUrl } = await sqs.createQueue({ queueName: "universal" });
  await sqs.createQueue({ queueName: "universal-dead" });
  const request = { ...input, ...(name === "universal" ? { QueueUrl: queueUrl } : {}) };
  await client.send(
    new sdk.CreateScheduleCommand({
      ...{ ...later, Name: `universal-${name}`, ScheduleExpression: "rate(1 day)" },
      Target: {
        ...{ Arn: `${universal}${action}`, RoleArn, Input: JSON.stringify(request) },
        DeadLetterConfig: { Arn: arnOf("sqs", "universal-dead") },
      },
    }),
  );
  const queue = body === undefined ? "universal-dead" : "universal";
  const found = await until(() => sqs.messages(queue)[0]?.body);
  expect(found).toBe(body ?? JSON.stringify(request));
});
