// What users of other local event buses reported to be otherwise than on AWS, as AWS does it.

import * as sdk from "@aws-sdk/client-eventbridge";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { JsonObject } from "../../../src/aws/json.ts";
import type { Region } from "../../../src/region/region.ts";
import { VirtualClock } from "../../../src/time/virtual-clock.ts";
import { type ServedRegion, serveRegion } from "../../server/served-region.ts";
import { arnOf } from "../../support/local-arn.ts";
import { settled, until } from "../../support/until.ts";

const RoleArn = "arn:aws:iam::000000000000:role/any";
const clock = new VirtualClock();
let served: ServedRegion;
let region: Region;
let client: sdk.EventBridgeClient;
let serial = 0;

beforeAll(async () => {
  served = await serveRegion({ clock });
  ({ region } = served);
  region.start();
  client = new sdk.EventBridgeClient({ ...served.clientConfiguration, maxAttempts: 1 });
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
const nameOf = (arn: string) => arn.slice(arn.lastIndexOf(":") + 1);
const bodies = (arn: string) => region.services.sqs.messages(nameOf(arn)).map(({ body }) => body);
const body = async (arn: string) => until(() => bodies(arn)[0]);

/** A bus of its own with a rule that has such targets. */
async function ruled(pattern: object, ...targets: readonly Omit<sdk.Target, "Id">[]): Promise<string> {
  const EventBusName = `bus${serial++}`;
  await client.send(new sdk.CreateEventBusCommand({ Name: EventBusName }));
  await client.send(
    new sdk.PutRuleCommand({ EventBusName, Name: "r", EventPattern: JSON.stringify(pattern) }),
  );
  const Targets = targets.map((target, at) => ({ Id: `t${at}`, ...target })) as sdk.Target[];
  const put = await client.send(new sdk.PutTargetsCommand({ EventBusName, Rule: "r", Targets }));
  expect(put).toMatchObject({ FailedEntryCount: 0, FailedEntries: [] });
  return EventBusName;
}
const event = {
  Source: "shop",
  DetailType: "Order",
  Detail: '{"id":"7","lines":[{"n":1},{"n":2}],"total":3.5}',
};
const send = (EventBusName: string, more: Partial<sdk.PutEventsRequestEntry> = {}) =>
  client.send(new sdk.PutEventsCommand({ Entries: [{ ...event, EventBusName, ...more }] }));

describe("what a target is sent", () => {
  test.each<[string, Partial<sdk.Target>, unknown]>([
    ["the part of a path", { InputPath: "$.detail.id" }, "7"],
    [
      "a template with a value within a text",
      {
        InputTransformer: {
          InputPathsMap: { id: "$.detail.id", body: "$.detail" },
          InputTemplate: '{\n  "path": "orders/<id>/x",\n  "body": <body>\n}\n',
        },
      },
      { path: "orders/7/x", body: JSON.parse(event.Detail) },
    ],
    [
      "a template whose path leads nowhere",
      { InputTransformer: { InputPathsMap: { a: "$.detail.none" }, InputTemplate: '{"a":<a>}' } },
      { a: "" },
    ],
    [
      "a template with what is reserved",
      { InputTransformer: { InputTemplate: '{"rule":<aws.events.rule-name>,"e":<aws.events.event.json>}' } },
      { rule: "r", e: expect.objectContaining({ source: "shop", detail: JSON.parse(event.Detail) }) },
    ],
  ])("%s", async (_, input, wanted) => {
    const Arn = await queue();
    await send(await ruled({ source: ["shop"] }, { Arn, ...input }));
    expect(JSON.parse(await body(Arn))).toEqual(wanted);
  });

  test("a state machine, by a path and by a template, without an id of its own", async () => {
    const definition = JSON.stringify({ StartAt: "P", States: { P: { Type: "Pass", End: true } } });
    const { machines } = region.services.states;
    const Arn = machines.create({ name: "m", type: "STANDARD", definition, roleArn: RoleArn }).arn;
    const inputs: unknown[] = [];
    region.services.states.onExecutionEnded(({ end }) => {
      if (end.status === "SUCCEEDED") inputs.push(end.output);
    });
    const InputTransformer = { InputPathsMap: { n: "$.detail.total" }, InputTemplate: '{"n": <n>}' };
    await send(
      await ruled(
        { source: ["shop"] },
        { Arn, RoleArn, InputPath: "$.detail" },
        { Arn, RoleArn, InputTransformer },
      ),
    );
    await until(() => inputs.length === 2);
    expect(inputs).toEqual(expect.arrayContaining([JSON.parse(event.Detail), { n: 3.5 }]));
  });

  test("a FIFO queue, in the group that its target names and ListTargetsByRule tells", async () => {
    const Arn = await queue("orders.fifo");
    const SqsParameters = { MessageGroupId: "g" };
    const EventBusName = await ruled({ source: ["shop"] }, { Arn, SqsParameters });
    const { Targets } = await client.send(new sdk.ListTargetsByRuleCommand({ EventBusName, Rule: "r" }));
    expect(Targets).toEqual([{ Id: "t0", Arn, SqsParameters }]);
    await send(EventBusName);
    await body(Arn);
    expect(region.services.sqs.messages("orders.fifo")[0]?.groupId).toBe("g");
    await expect(
      client.send(new sdk.PutTargetsCommand({ EventBusName, Rule: "r", Targets: [{ Id: "f", Arn }] })),
    ).rejects.toThrow("Parameter(s) SqsParameters must be specified for target: f.");
  });

  test("another bus, the same event: its id, its account, its region", async () => {
    const Arn = await queue();
    const second = await ruled({ source: ["shop"] }, { Arn });
    const busArn = arnOf("events", `event-bus/${second}`);
    const { Entries } = await send(await ruled({ source: ["shop"] }, { Arn: busArn, RoleArn }));
    const arrived = JSON.parse(await body(Arn)) as JsonObject;
    expect(arrived).toMatchObject({
      id: Entries?.[0]?.EventId,
      account: "000000000000",
      region: "us-east-1",
    });
  });
});

describe("what a pattern matches", () => {
  test.each<[string, object, boolean]>([
    ["what exists", { detail: { id: [{ exists: true }] } }, true],
    ["a member beside others", { detail: { id: ["7"] } }, true],
    ["the empty prefix", { source: [{ prefix: "" }] }, true],
    ["a prefix", { source: [{ prefix: "sh" }] }, true],
    ["account and region", { account: ["000000000000"], region: ["us-east-1"] }, true],
    ["another region", { source: ["shop"], region: ["eu-west-1"] }, false],
    ["another detail", { source: ["shop"], detail: { id: ["8"] } }, false],
    ["any element of a list", { detail: { lines: { n: [{ numeric: [">", 1] }] } } }, true],
    ["no element of a list", { detail: { lines: { n: [{ numeric: [">", 2] }] } } }, false],
    [
      "$or and what stands beside it",
      { source: ["other"], $or: [{ detail: { id: ["7"] } }, { account: ["1"] }] },
      false,
    ],
    [
      "one of $or and what stands beside it",
      { source: ["shop"], $or: [{ detail: { id: ["8"] } }, { account: [{ "anything-but": "1" }] }] },
      true,
    ],
    ["anything but what is nested", { detail: { id: [{ "anything-but": { prefix: "7" } }] } }, false],
    ["a number however it is written", { detail: { total: [{ numeric: ["=", 3.5] }] } }, true],
    ["version and time", { version: ["0"], time: [{ prefix: "20" }] }, true],
  ])("%s", async (_, pattern, isMatched) => {
    const Arn = await queue();
    await send(await ruled(pattern, { Arn }));
    await settled();
    expect(bodies(Arn)).toHaveLength(isMatched ? 1 : 0);
  });

  test("not a list of objects after anything-but", async () => {
    const EventPattern = JSON.stringify({ detail: { id: [{ "anything-but": [{ wildcard: "*a*" }] }] } });
    await expect(client.send(new sdk.PutRuleCommand({ Name: "no", EventPattern }))).rejects.toMatchObject({
      name: "InvalidEventPatternException",
    });
  });
});

describe("what is told", () => {
  test("one id for each event, however many rules and targets it has", async () => {
    const [one, two] = [await queue(), await queue()];
    const EventBusName = await ruled({ source: ["shop"] }, { Arn: one }, { Arn: two });
    const { Entries, FailedEntryCount } = await client.send(
      new sdk.PutEventsCommand({ Entries: [1, 2].map(() => ({ ...event, EventBusName })) }),
    );
    expect([FailedEntryCount, Entries?.length]).toEqual([0, 2]);
    await until(() => bodies(one).length === 2 && bodies(two).length === 2);
    const ids = Entries?.map(({ EventId }) => EventId).toSorted();
    for (const arn of [one, two])
      expect(
        bodies(arn)
          .map((each) => JSON.parse(each).id)
          .toSorted(),
      ).toEqual(ids);
  });

  test("a rule once by its target, and by its bus alone", async () => {
    const TargetArn = await queue();
    const EventBusName = await ruled({ source: ["a"] }, { Arn: TargetArn }, { Arn: TargetArn });
    await client.send(new sdk.PutRuleCommand({ Name: "r", EventPattern: '{"source":["b"]}' }));
    const names = await client.send(new sdk.ListRuleNamesByTargetCommand({ EventBusName, TargetArn }));
    expect(names.RuleNames).toEqual(["r"]);
    expect((await client.send(new sdk.ListTargetsByRuleCommand({ Rule: "r" }))).Targets).toEqual([]);
    const { Rules } = await client.send(new sdk.ListRulesCommand({ EventBusName }));
    expect(Rules).toMatchObject([
      { Name: "r", EventBusName, State: "ENABLED", Arn: arnOf("events", `rule/${EventBusName}/r`) },
    ]);
  });

  test("what an archive holds, of a pattern that asks what exists", async () => {
    const EventBusName = await ruled({ source: ["none"] }, { Arn: await queue() });
    const EventSourceArn = arnOf("events", `event-bus/${EventBusName}`);
    const EventPattern = '{"detail":{"id":[{"exists":true}]}}';
    await client.send(new sdk.CreateArchiveCommand({ ArchiveName: "some", EventSourceArn, EventPattern }));
    await send(EventBusName);
    await send(EventBusName, { Detail: "{}" });
    expect(await client.send(new sdk.DescribeArchiveCommand({ ArchiveName: "some" }))).toMatchObject({
      EventCount: 1,
    });
  });

  test.each<[string, Partial<sdk.PutEventsRequestEntry>, string]>([
    ["no detail", { Detail: "[1]" }, "MalformedDetail"],
    ["no source", { Source: "" }, "InvalidArgument"],
    ["a detail type that is too long", { DetailType: "x".repeat(129) }, "InvalidArgument"],
    ["a source of AWS's", { Source: "aws.s3" }, "NotAuthorizedForSourceException"],
  ])("an entry with %s, by itself", async (_, more, ErrorCode) => {
    const EventBusName = await ruled({ source: ["shop"] }, { Arn: await queue() });
    const { Entries } = await client.send(
      new sdk.PutEventsCommand({
        Entries: [
          { ...event, EventBusName },
          { ...event, EventBusName, ...more },
        ],
      }),
    );
    expect(Entries).toMatchObject([{ EventId: expect.any(String) }, { ErrorCode }]);
  });
});

test("a schedule's target gets its own input", async () => {
  const Arn = await queue();
  await client.send(new sdk.PutRuleCommand({ Name: "timed", ScheduleExpression: "rate(1 minute)" }));
  await client.send(
    new sdk.PutTargetsCommand({
      Rule: "timed",
      Targets: [
        { Id: "a", Arn, Input: '{"own":1}' },
        { Id: "b", Arn, InputTransformer: { InputPathsMap: { s: "$.source" }, InputTemplate: '"from <s>"' } },
      ],
    }),
  );
  clock.advanceBy(60_000);
  await until(() => bodies(Arn).length === 2);
  expect(bodies(Arn).toSorted()).toEqual(['"from aws.events"', '{"own":1}']);
});
