// What users of other local schedulers reported to be otherwise than on AWS, as AWS does it.

import * as sdk from "@aws-sdk/client-scheduler";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { JsonObject } from "../../../src/aws/json.ts";
import type { Region } from "../../../src/region/region.ts";
import { VirtualClock } from "../../../src/time/virtual-clock.ts";
import { type ServedRegion, serveRegion } from "../../server/served-region.ts";
import { arnOf } from "../../support/local-arn.ts";
import { settled, until } from "../../support/until.ts";

const RoleArn = "arn:aws:iam::000000000000:role/any";
/** A Thursday. */
const start = Date.UTC(2026, 0, 1);
const minute = 60_000;
const hour = 60 * minute;
const clock = new VirtualClock(start);
let served: ServedRegion;
let region: Region;
let client: sdk.SchedulerClient;
let serial = 0;

beforeAll(async () => {
  served = await serveRegion({ clock });
  ({ region } = served);
  region.start();
  client = new sdk.SchedulerClient({ ...served.clientConfiguration, maxAttempts: 1 });
});
afterAll(async () => {
  client.destroy();
  await served.close();
});

async function queue(queueName = `q${serial++}`): Promise<string> {
  const fifo = queueName.endsWith(".fifo")
    ? ([
        ["FifoQueue", "true"],
        ["ContentBasedDeduplication", "true"],
      ] as const)
    : [];
  await region.services.sqs.createQueue({ queueName, attributes: new Map(fifo) });
  return arnOf("sqs", queueName);
}
const messages = (arn: string) => region.services.sqs.messages(arn.slice(arn.lastIndexOf(":") + 1));
async function create(
  more: Partial<sdk.CreateScheduleInput> & { readonly Target: sdk.Target },
): Promise<string> {
  const Name = `s${serial++}`;
  const given = { Name, FlexibleTimeWindow: { Mode: "OFF" }, ScheduleExpression: "rate(1 hour)" } as const;
  await client.send(new sdk.CreateScheduleCommand({ ...given, ...more }));
  return Name;
}
async function pass(ms: number): Promise<void> {
  const end = clock.now() + ms;
  while (clock.now() < end) {
    clock.advanceBy(Math.min(minute, end - clock.now()));
    await settled();
  }
}

test.each([
  "cron(0-15/1 8-8 ? * 2,3,4,5,6,7 *)",
  "cron(30-30 13-13 ? * 2,4,6 *)",
  "cron(1-31/30 1-1 ? * 1,7 *)",
  "cron(*/15 * * * ? *)",
])("%s is an expression", async (ScheduleExpression) => {
  await create({ ScheduleExpression, Target: { Arn: await queue(), RoleArn } });
});

test("a second schedule of a name is a conflict, and one of another group is none", async () => {
  const Arn = await queue();
  const Name = await create({ Target: { Arn, RoleArn } });
  const again = { Name, Target: { Arn, RoleArn } };
  await expect(create(again)).rejects.toMatchObject({ name: "ConflictException" });
  await client.send(new sdk.CreateScheduleGroupCommand({ Name: "g" }));
  await create({ ...again, GroupName: "g" });
  const update = {
    ...again,
    FlexibleTimeWindow: { Mode: "OFF" },
    ScheduleExpression: "rate(2 hours)",
  } as const;
  await client.send(new sdk.UpdateScheduleCommand({ ...update, GroupName: "g" }));
  const expressions = await Promise.all(
    ["default", "g"].map(
      async (GroupName) =>
        (await client.send(new sdk.GetScheduleCommand({ Name, GroupName }))).ScheduleExpression,
    ),
  );
  expect(expressions).toEqual(["rate(1 hour)", "rate(2 hours)"]);
});

test("an update without a group is of the default one", async () => {
  const Target = { Arn: await queue(), RoleArn };
  const Name = await create({ Target, GroupName: "g" });
  await expect(
    client.send(
      new sdk.UpdateScheduleCommand({
        ...{ Name, Target, FlexibleTimeWindow: { Mode: "OFF" }, ScheduleExpression: "rate(1 day)" },
      }),
    ),
  ).rejects.toMatchObject({ name: "ResourceNotFoundException", message: `Schedule ${Name} does not exist.` });
});

test("a target is told with the retries that it has by default", async () => {
  const Name = await create({ Target: { Arn: await queue(), RoleArn } });
  const { Target } = await client.send(new sdk.GetScheduleCommand({ Name }));
  expect(Target?.RetryPolicy).toEqual({ MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 });
  const none = { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 };
  const other = await create({ Target: { Arn: await queue(), RoleArn, RetryPolicy: none } });
  expect((await client.send(new sdk.GetScheduleCommand({ Name: other }))).Target?.RetryPolicy).toEqual(none);
});

describe("what is due", () => {
  test("is due by the clock of its zone", async () => {
    const Arn = await queue();
    const zone = {
      ScheduleExpression: "cron(0 4 * * ? *)",
      ScheduleExpressionTimezone: "America/Los_Angeles",
    };
    await create({ ...zone, Target: { Arn, RoleArn, Input: "<aws.scheduler.scheduled-time>" } });
    await pass(24 * hour);
    expect(messages(Arn).map(({ body }) => body)).toEqual(["2026-01-01T12:00:00Z"]);
  });

  test("comes within its window", async () => {
    const Arn = await queue();
    const at = new Date(clock.now() + hour).toISOString().slice(0, 19);
    await create({
      ...{ ScheduleExpression: `at(${at})`, Target: { Arn, RoleArn } },
      FlexibleTimeWindow: { Mode: "FLEXIBLE", MaximumWindowInMinutes: 15 },
    });
    await pass(hour - minute);
    expect(messages(Arn)).toHaveLength(0);
    await pass(17 * minute);
    expect(messages(Arn)).toHaveLength(1);
  });

  test("ends with its end, and goes once it is complete if that is asked for", async () => {
    const Arn = await queue();
    const Name = await create({
      ...{ ScheduleExpression: "rate(1 hour)", Target: { Arn, RoleArn }, ActionAfterCompletion: "DELETE" },
      EndDate: new Date(clock.now() + 2.5 * hour),
    });
    await pass(5 * hour);
    expect(messages(Arn).length).toBeGreaterThanOrEqual(2);
    expect(messages(Arn).length).toBeLessThanOrEqual(3);
    await expect(client.send(new sdk.GetScheduleCommand({ Name }))).rejects.toMatchObject({
      name: "ResourceNotFoundException",
    });
  });
});

describe("a target", () => {
  test("is a FIFO queue in the group that it names, which is told", async () => {
    const Arn = await queue("timed.fifo");
    const SqsParameters = { MessageGroupId: "g" };
    const Name = await create({ Target: { Arn, RoleArn, SqsParameters } });
    expect((await client.send(new sdk.GetScheduleCommand({ Name }))).Target?.SqsParameters).toEqual(
      SqsParameters,
    );
    await pass(hour);
    expect(messages(Arn)[0]?.groupId).toBe("g");
  });

  test("may be an operation, whose input is its request", async () => {
    const Arn = await queue();
    const { topicArn: TopicArn } = await region.services.sns.createTopic("told");
    const QueueUrl = `${served.server.url}/000000000000/${Arn.slice(Arn.lastIndexOf(":") + 1)}`;
    const universal = (name: string, Input: object) =>
      create({
        Target: { Arn: `arn:aws:scheduler:::aws-sdk:${name}`, RoleArn, Input: JSON.stringify(Input) },
      });
    await universal("sqs:sendMessage", { QueueUrl, MessageBody: "by the operation" });
    await universal("sns:publish", { TopicArn, Message: "m" });
    await pass(hour);
    expect(messages(Arn).map(({ body }) => body)).toContain("by the operation");
  });

  test("whose input is no request has it in its dead-letter queue, with what went wrong", async () => {
    const dead = await queue();
    await create({
      Target: {
        ...{ Arn: "arn:aws:scheduler:::aws-sdk:sqs:sendMessage", RoleArn, Input: "{}" },
        ...{ DeadLetterConfig: { Arn: dead }, RetryPolicy: { MaximumRetryAttempts: 0 } },
      },
    });
    await pass(hour + minute);
    const [letter] = await until(() => (messages(dead).length > 0 ? messages(dead) : undefined));
    const told = Object.fromEntries(
      [...(letter?.attributes ?? [])].map(([name, { stringValue }]) => [name, stringValue]),
    ) as JsonObject;
    expect(told).toMatchObject({
      SCHEDULE_ARN: expect.stringMatching(/^arn:/),
      ERROR_CODE: expect.any(String),
    });
  });
});
